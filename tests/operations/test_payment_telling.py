from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.language import text
from jd_desktop.operations import payment_telling
from tests.support.pay_desk import PayDesk
from tests.support.stripe_standin import StripeServed


@pytest.fixture
def desk(tmp_path: Path, stripe_at: StripeServed) -> Iterator[PayDesk]:
    made = PayDesk(tmp_path, stripe_at)
    stripe_at.now = lambda: made.clock.now().timestamp()
    with made.work.doing(text("Adresse"), undoable=False) as doing:
        doing.set("student", made.mia, {"email": "mia@example.dk"})
    yield made
    made.close()


def test_a_link_is_sent_once_as_soon_as_it_is_made(desk: PayDesk) -> None:
    asked = desk.ask(tell=("sms",))
    assert desk.messages() == []
    for _ in range(3):
        desk.tick()
    (message,) = desk.messages()
    assert (message.event, message.channel, message.state) == ("payment_link", "sms", "queued")
    assert desk.request(asked).url in message.text
    assert "1.550,00 kr." in message.text


def test_a_link_that_is_not_made_yet_cannot_be_sent(desk: PayDesk) -> None:
    asked = desk.ask()
    with pytest.raises(BadInput, match="åben"):
        payment_telling.send_link(desk.work, asked, "email")
    desk.tick()
    payment_telling.send_link(desk.work, asked, "email")
    assert desk.messages()[0].subject


def test_a_payment_gets_one_receipt_and_one_that_must_be_looked_at_none(desk: PayDesk) -> None:
    desk.pay_by_link()
    for _ in range(3):
        desk.tick()
    (receipt,) = [m for m in desk.messages() if m.event == "receipt"]
    assert (receipt.channel, receipt.origin) == ("email", "generated")
    assert "1.550,00 kr." in receipt.text
    assert "Faktura: 1" in receipt.text.replace("**", "")
    desk.invoice = desk.issue()
    asked = desk.ask()
    desk.tick()
    with desk.work.doing(text("Slet"), undoable=False) as doing:
        doing.delete("student", desk.mia)
    desk.stripe.pay(desk.request(asked).url)
    desk.tick()
    desk.tick()
    assert len([m for m in desk.messages() if m.event == "receipt"]) == 1
