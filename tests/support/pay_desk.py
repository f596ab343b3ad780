"""A school with an issued invoice, and the outbox of payments before a stand-in for Stripe."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing, nullcontext
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import delete, select

from jd_desktop.domain.changes import Changes
from jd_desktop.domain.clock import FixedClock
from jd_desktop.domain.errors import Offline
from jd_desktop.domain.language import text
from jd_desktop.integrations.stripe_account import StripeAccount
from jd_desktop.integrations.stripe_client import StripeClient
from jd_desktop.operations import payment_requests
from jd_desktop.operations.work import Work
from jd_desktop.outbox.payment_wanted import Setting
from jd_desktop.outbox.payments import Payments
from jd_desktop.outbox.run import Write
from jd_desktop.outbox.terms import Terms
from jd_desktop.store import state
from jd_desktop.store.engine import Database
from jd_desktop.store.tables import ENTITIES, payment_job
from tests.outbox.school import MONDAY, School, sayings
from tests.support.stripe_standin import KEY, StripeServed

TOTAL = 155_000
QUICK = Terms(pace=timedelta(0), burst=1000, backoff=timedelta(0), pause=timedelta(0))


def vendor(address: str, key: str = KEY) -> StripeClient:
    return StripeClient(StripeAccount(key, address, "test"))


def payments(write: Write, client: StripeClient, *, turns: Any = None) -> Payments:
    """Return an outbox that leaves the client open, as the rounds of a drill want it."""
    return Payments(
        write, lambda: nullcontext(client), lambda: Setting("test", "http://127.0.0.1/done"),
        random=Random(1), turns=turns, terms=QUICK,
    )  # fmt: skip


class PayDesk(School):
    """An office that works alone, and one invoice of 1,550 kr. for Mia."""

    def __init__(self, folder: Path, stripe: StripeServed):
        super().__init__(folder)
        self.stripe = stripe
        self.signs_in("admin")
        self.invoice = self.issue()
        self.client = self.closing.enter_context(closing(vendor(stripe.address)))
        self.payments = payments(self.write, self.client)

    def issue(self, ore: int = TOTAL, parts: Sequence[int] = ()) -> str:
        due = [
            {"n": n, "due_on": f"2026-12-{n:02}", "amount_ore": part}
            for n, part in enumerate(parts, start=1)
        ]
        return self._paper(ore, form="invoice", parts=due)

    def credit(self, ore: int) -> str:
        return self._paper(ore, form="credit_note", credits=self.invoice)

    def _paper(self, ore: int, **more: Any) -> str:
        line = {"id": "l1", "text": "Køretime", "quantity": 1, "unit_ore": ore, "vat": "standard"}
        with self.work.doing(text("Udstedte"), undoable=False) as doing:
            return doing.create("invoice", {
                "student_id": self.mia, "lines": [line], "state": "issued", **more,
            })  # fmt: skip

    def ask(self, ore: int = TOTAL, **more: Any) -> str:
        wish = payment_requests.Wish(**more)
        return payment_requests.ask(self.work, self.invoice, ore, wish)[1]

    def tick(self, *, now: bool = True) -> Changes:
        return self.payments.tick(now=now)

    def request(self, row_id: str) -> Any:
        return self.row("payment_request", row_id)

    def row(self, kind: str, row_id: str) -> Any:
        table = ENTITIES[kind]
        with self.reading() as db:
            return db.execute(select(table).where(table.c.id == row_id)).one()

    def all(self, kind: str) -> list[Any]:
        with self.reading() as db:
            return list(db.execute(select(ENTITIES[kind])).all())

    def received(self) -> int:
        """What was received and counts, in øre."""
        return sum(p.amount_ore for p in self.all("payment") if p.state == "succeeded")

    def pay_by_link(self) -> str:
        """Let Mia pay by a link; returns the payment's id."""
        asked = self.ask()
        self.tick()
        self.stripe.pay(self.request(asked).url)
        self.tick()
        (paid,) = self.all("payment")
        return str(paid.id)

    def pay_cash(self, ore: int) -> None:
        with self.work.doing(text("Kontant"), undoable=False) as doing:
            paid = doing.create("payment", {
                "student_id": self.mia, "method": "cash", "amount_ore": ore,
                "at": "2026-11-23T09:00:00.000Z", "state": "succeeded",
            })  # fmt: skip
            doing.create("allocation", {
                "student_id": self.mia, "payment_id": paid, "invoice_id": self.invoice,
                "amount_ore": ore, "state": "active",
            })  # fmt: skip

    def product(self, name: str) -> str:
        with self.work.doing(text("Vare"), undoable=False) as doing:
            return doing.create("product", {"name": name, "purpose": "subscription"})

    def with_key(self, key: str) -> None:
        other = self.closing.enter_context(closing(vendor(self.stripe.address, key)))
        self.payments = payments(self.write, other)

    def signs_in(self, role: str) -> None:
        """Let the person at the desk be another."""
        person = {"user_id": "u", "name": "Lone", "role": role, "instructor_id": ""}
        with self.database.writer().begin() as db:
            state.put(db, person=person)

    def without_key(self) -> None:
        """Nobody has typed the key yet."""
        self.payments = Payments(
            self.write, lambda: closing(vendor(self.stripe.address, "")),
            lambda: Setting("test"), random=Random(1), terms=QUICK,
        )  # fmt: skip

    def becomes(self, device: str) -> None:
        """The same school on another computer, which has asked for nothing."""
        with self.database.writer().begin() as db:
            state.put(db, device_id=device)
            db.execute(delete(payment_job))

    def without_central(self) -> None:
        """The central cannot be asked."""

        def away() -> Any:
            raise Offline(text("Centralen svarer ikke."))

        self.payments = payments(self.write, self.client, turns=away)

    def as_another(self) -> None:
        """The central has let another computer ask."""
        self.payments = payments(self.write, self.client, turns=lambda: closing(_Lost()))


class _Lost:
    def claim(self, _keys: Any) -> frozenset[str]:
        return frozenset()

    def close(self) -> None:
        """Nothing is open."""


def reopened(folder: Path, later: timedelta) -> Work:
    """Return the work of a program that is begun anew on a desk's database, so much later."""
    return Work(
        Database(folder / "school.db", b"k" * 32).writer(), FixedClock(MONDAY + later), sayings
    )
