"""A link is paid on the vendor's page in a browser; the desktop asks, the vendor tells: once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import select

from jd_desktop.central.hook_commands import set_hook_secret
from jd_desktop.cli.reaching import payments_of
from jd_desktop.domain.language import text
from jd_desktop.main import Program, SystemClock
from jd_desktop.operations import payment_requests
from jd_desktop.store.tables import ENTITIES
from tests.support.stripe_standin import BAD_CARD, GOOD_CARD, HOOK_SECRET, KEY, StripeServed
from tests.support.town import Town, Typist

CHROMIUM = "/usr/bin/chromium"
TOTAL = 155_000


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        still = ["--no-sandbox", "--disable-background-networking", "--disable-gpu"]
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=still)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(locale="da-DK")
    yield opened
    opened.close()


class Desk:
    """Lone's program, before a vendor that tells the central when it is asked to."""

    def __init__(self, program: Program, stripe: StripeServed):
        self.program, self.stripe = program, stripe
        self.payments = payments_of(program, self._write)

    def _write(self, action: Callable[[Any], Any]) -> Any:
        return action(self.program.work)

    def polls(self) -> None:
        """Ask the vendor, and tell the central what is new."""
        self.program.sync()
        self.payments.tick(now=True)
        self.program.sync()

    def told(self) -> None:
        """The vendor tells the central, twenty times each."""
        answers = self.stripe.do("deliver", times=20)["answers"]
        assert answers
        assert set(answers) == {200}

    def asks(self, how: str = "link") -> str:
        """Issue an invoice, and ask for a page to pay it on."""
        line = {"id": "l1", "text": "Køretime æøå", "quantity": 1, "unit_ore": TOTAL}
        with self.program.work.doing(text("Udstedte"), undoable=False) as doing:
            student = doing.create("student", {"first_name": "Ella"})
            invoice = doing.create("invoice", {
                "student_id": student, "form": "invoice", "lines": [line], "state": "issued",
            })  # fmt: skip
        wish = payment_requests.Wish(how=how)
        asked = payment_requests.ask(self.program.work, invoice, TOTAL, wish)[1]
        self.polls()
        return asked

    def request(self, row_id: str) -> Any:
        (found,) = [row for row in self.all("payment_request") if row.id == row_id]
        return found

    def all(self, kind: str) -> list[Any]:
        with self.program.reading() as db:
            return list(db.execute(select(ENTITIES[kind])).all())


@pytest.fixture
def desk(town: Town, lone: Typist, stripe_at: StripeServed) -> Iterator[Desk]:
    path = set_hook_secret(
        town.database, town.school_id, "stripe", HOOK_SECRET, clock=SystemClock()
    )
    stripe_at.do("hooks", url=town.direct + path, secrets=[HOOK_SECRET], prompt=False)
    lone.environ["JD_SECRET_STRIPE_API_KEY"] = KEY
    with lone.program() as program:
        for name, value in (("mode", "test"), ("stripe.base_url", stripe_at.address)):
            program.settings.set(name, value)
        yield Desk(program, stripe_at)


def pay(page: Page, url: str, card: str) -> None:
    page.goto(url)
    page.fill("#card", card)
    page.click("#pay")


def test_links_paid_in_a_browser_count_once_whoever_hears_of_it_first(
    desk: Desk, page: Page, town: Town
) -> None:
    for n, steps in enumerate([(desk.polls, desk.told), (desk.told, desk.polls)], start=1):
        asked = desk.asks()
        url = desk.request(asked).url
        pay(page, url, BAD_CARD)
        assert "afvist" in page.locator("[role=alert]").inner_text()
        desk.polls()
        assert (desk.request(asked).state, len(desk.all("payment"))) == ("open", n - 1)
        pay(page, url, GOOD_CARD)
        assert "Tak" in page.locator("#said").inner_text()
        for step in steps:
            step()
        desk.polls()
        (paid,) = [p for p in desk.all("payment") if p.request_id == asked]
        (pays,) = [a for a in desk.all("allocation") if a.payment_id == paid.id]
        assert (paid.state, paid.amount_ore, paid.review or "") == ("succeeded", TOTAL, "")
        assert (pays.state, pays.amount_ore) == ("active", TOTAL)
        assert desk.request(asked).state == "paid"
        kinds = [kind for kind, _ in town.rows()]
        assert (kinds.count("payment"), kinds.count("allocation")) == (n, n)
        page.goto(url)
        assert "ikke bruges" in page.locator("#said").inner_text()
    assert desk.all("conflict") == []


def test_a_page_to_pay_on_now_runs_out_or_is_paid_with_thanks(
    desk: Desk, page: Page, town: Town
) -> None:
    gone = desk.asks("session")
    desk.stripe.do("expire", session_id=desk.request(gone).session_id)
    page.goto(f"{desk.stripe.address}/c/{desk.request(gone).session_id}")
    assert "udløbet" in page.locator("#said").inner_text()
    desk.told()
    paid = desk.asks("session")
    assert (desk.request(gone).state, desk.all("payment")) == ("expired", [])
    pay(page, desk.request(paid).url, GOOD_CARD)
    assert page.url.startswith(town.address)
    assert "Tak for betalingen" in page.inner_text("h1")
    desk.polls()
    assert desk.request(paid).state == "paid"
