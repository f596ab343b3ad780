from __future__ import annotations

from pathlib import Path

import pytest

from jd_desktop.domain.errors import BadInput
from jd_desktop.operations import payment_requests
from jd_desktop.queries.payment_pages import payment_pages
from jd_desktop.queries.subscriptions_paid import customer_of
from tests.support.pay_desk import PayDesk
from tests.support.stripe_standin import StripeServed


def test_a_page_tells_how_it_stands_and_whose_it_is(
    tmp_path: Path, stripe_at: StripeServed
) -> None:
    desk = PayDesk(tmp_path, stripe_at)
    asked = desk.ask()
    with desk.reading() as db:
        (page,) = payment_pages(db, device="d1")
        assert (page.id, page.url, page.is_ours) == (asked, "", True)
    desk.tick()
    with desk.reading() as db:
        (page,) = payment_pages(db, invoice_id=desk.invoice)
        assert (str(page.words), page.url.startswith("http"), page.is_ours) == (
            "Kan betales", True, False,
        )  # fmt: skip
        with pytest.raises(BadInput):
            customer_of(db, "none")
    payment_requests.withdraw(desk.work, asked)
    desk.tick()
    with desk.reading() as db:
        assert payment_pages(db) == []
        (page,) = payment_pages(db, invoice_id=desk.invoice)
        assert (page.state, page.url) == ("closed", "")
    desk.close()
