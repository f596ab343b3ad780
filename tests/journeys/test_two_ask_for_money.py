"""Two desktops ask for the same money while apart, and both hear of it: one page, one payment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from jd_desktop.central.hook_commands import set_hook_secret
from jd_desktop.cli.reaching import payments_of
from jd_desktop.domain.language import text
from jd_desktop.main import Program, SystemClock
from jd_desktop.operations.payment_requests import Wish, ask
from jd_desktop.store.tables import ENTITIES
from tests.support.stripe_standin import HOOK_SECRET, KEY, StripeServed
from tests.support.town import Town, Typist

TOTAL = 155_000


class Desk:
    """A program with the key to the vendor."""

    def __init__(self, program: Program, stripe: StripeServed):
        self.program = program
        for name, value in (("mode", "test"), ("stripe.base_url", stripe.address)):
            program.settings.set(name, value)
        self.payments = payments_of(program, lambda action: action(program.work))

    def issue(self) -> str:
        line = {"id": "l1", "text": "Køretime", "quantity": 1, "unit_ore": TOTAL}
        with self.program.work.doing(text("Udstedte"), undoable=False) as doing:
            student = doing.create("student", {"first_name": "Ella"})
            made = doing.create("invoice", {
                "student_id": student, "form": "invoice", "lines": [line], "state": "issued",
            })  # fmt: skip
        self.program.sync()
        return made

    def all(self, kind: str) -> list[Any]:
        with self.program.reading() as db:
            return list(db.execute(select(ENTITIES[kind])).all())


@pytest.fixture
def desks(
    town: Town, lone: Typist, stripe_at: StripeServed, tmp_path: Path
) -> Iterator[tuple[Desk, Desk]]:
    bo = town.moves_in(tmp_path / "bo", "bo@skole.dk")
    with ExitStack() as open_ones:
        made = []
        for person in (lone, bo):
            person.environ["JD_SECRET_STRIPE_API_KEY"] = KEY
            made.append(Desk(open_ones.enter_context(person.program()), stripe_at))
        yield made[0], made[1]


def test_a_link_and_a_page_for_the_same_invoice_are_never_both_open(
    desks: tuple[Desk, Desk], stripe_at: StripeServed
) -> None:
    first, other = desks
    for knows in (False, True):
        invoice = first.issue()
        other.program.sync()
        ask(first.program.work, invoice, TOTAL, Wish(how="link"))
        ask(other.program.work, invoice, TOTAL, Wish(how="session"))
        for _ in range(2):
            for desk in desks:
                desk.program.sync()
            for desk in desks if knows else reversed(desks):
                if knows:
                    desk.program.sync()
                desk.payments.tick(now=True)
                assert payable(stripe_at, invoice) <= 1
        for desk in desks:
            desk.program.sync()
        asked = [row for row in first.all("payment_request") if row.invoice_id == invoice]
        assert sorted(row.state for row in asked) == ["closed", "open"]


def payable(stripe: StripeServed, invoice: str) -> int:
    """By how many pages an invoice could be paid now."""
    there = stripe.state()
    open_now = [one for one in there["links"] if one["active"]]
    open_now += [one for one in there["sessions"] if one["status"] == "open"]
    return sum(one["metadata"]["jd_invoice"] == invoice for one in open_now)


def test_what_both_hear_of_and_the_central_is_told_counts_once(
    desks: tuple[Desk, Desk], stripe_at: StripeServed, town: Town
) -> None:
    path = set_hook_secret(
        town.database, town.school_id, "stripe", HOOK_SECRET, clock=SystemClock()
    )
    stripe_at.do("hooks", url=town.direct + path, secrets=[HOOK_SECRET], prompt=False)
    first, other = desks
    ask(first.program.work, first.issue(), TOTAL)
    first.program.sync()
    first.payments.tick()
    first.program.sync()
    other.program.sync()
    stripe_at.pay(first.all("payment_request")[0].url)
    for desk in desks:  # both hear of it before either has told the central
        desk.payments.tick(now=True)
    stripe_at.do("deliver", times=3)
    for desk in (*desks, *desks):
        desk.program.sync()
    for desk in desks:
        assert [p.amount_ore for p in desk.all("payment")] == [TOTAL]
        assert [a.amount_ore for a in desk.all("allocation")] == [TOTAL]
        assert [c.what for c in desk.all("conflict")] == []
        assert [r.state for r in desk.all("payment_request")] == ["paid"]
    kinds = [kind for kind, _ in town.rows()]
    assert (kinds.count("payment"), kinds.count("allocation")) == (1, 1)
