"""A school with many messages that are due, in an encrypted database, and its outbox."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from jd_desktop.domain.language import text
from jd_desktop.domain.message import Accepted, Outcome
from jd_desktop.domain.ports import OutgoingSms
from jd_desktop.domain.wording import Wording
from jd_desktop.integrations.twilio_sms import TwilioAccount, TwilioSms
from jd_desktop.main import SystemClock
from jd_desktop.operations.queueing import Post, send
from jd_desktop.operations.wordings import Said
from jd_desktop.operations.work import Work
from jd_desktop.outbox.run import Outbox
from jd_desktop.outbox.slip import sms
from jd_desktop.outbox.terms import Terms
from jd_desktop.outbox.ways import Way
from jd_desktop.queries.messages import waiting_count
from jd_desktop.runtime.threads import Guard, Net, Writer
from jd_desktop.runtime.together import Together
from jd_desktop.store import state
from jd_desktop.store.engine import Database
from jd_desktop.store.migrate import migrate

ACCOUNT, SECRET = "AC" + "0" * 32, "not-a-real-secret"
SENDER = "+15005550006"
SAID = "Hej. Teoriholdet mødes i morgen kl. 17 i lokale 1. Husk billedlegitimation."
LANES = 5
UNHURRIED = (timedelta(hours=1),) * 5


class AtOnce:
    """Accepts each message without a network: what is left is the outbox's own work."""

    def __init__(self) -> None:
        """Begin to count."""
        self.sent = 0

    def send(self, _message: OutgoingSms) -> Outcome:
        """Accept it."""
        self.sent += 1
        return Accepted(f"SM{self.sent:032x}")

    def find(self, *_: object, **__: object) -> None:
        """Nothing is ever uncertain."""

    def status(self, _provider_id: str) -> None:
        """Nobody asks: the first question would come in an hour."""


def twilio(address: str) -> TwilioSms:
    """Return the program's own way to Twilio, at the stand-in's address."""
    account = TwilioAccount(
        account_sid=ACCOUNT, username=ACCOUNT, password=SECRET, sender=SENDER, base_url=address,
        mode="test",
    )  # fmt: skip
    sender = TwilioSms(account)
    sender.prepare()
    return sender


class Crowd:
    """Students who are all to be told the same, each by a message of their own."""

    def __init__(self, folder: Path, students: int):
        """Make the school and queue a message to each student."""
        self.clock = SystemClock()
        self.database = Database(folder / "school.db", b"k" * 32)
        words = Wording("", SAID)
        self.work = Work(self.database.writer(), self.clock, lambda *_: words)
        person = {"user_id": "u", "name": "Lone", "role": "admin", "instructor_id": ""}
        with self.database.writer().begin() as db:
            migrate(db, backup=lambda: None)
            state.put(db, person=person, alone=True, device_id="d1", school_name="Nordre")
        for first in range(0, students, 500):
            self._queue(range(first, min(first + 500, students)))

    def _queue(self, numbers: range) -> None:
        with self.work.doing(text("Besked til mange"), undoable=False) as doing:
            for k in numbers:
                student = {"first_name": f"Elev {k}", "phone": f"+45{20_000_000 + k}"}
                student_id = doing.create("student", {**student, "active": True})
                expires = doing.now + timedelta(days=1)
                post = Post(
                    "announcement", "sms", student_id, Said("", SAID), doing.now, expires,
                    key=f"k{k}", origin="broadcast",
                )  # fmt: skip
                send(doing, post)

    def outbox(
        self,
        sender: Callable[[], Any],
        *,
        write: Writer[Work] | None = None,
        net: Net | None = None,
    ) -> Outbox:
        """Return the outbox over one way out, without a pace; it writes here or on a thread."""
        terms = Terms(pace=timedelta(0), at_once=1_000, polls=UNHURRIED)

        def here(action: Callable[[Work], Any]) -> Any:
            return write.run(action).result() if write else action(self.work)

        return Outbox(
            here,
            {"sms": Way(sender, sms, terms, LANES)},
            self.clock,
            random=Random(1),
            together=Together(net or Net(Guard())),
        )

    def waiting(self) -> int:
        """Return how many messages have not been sent."""
        with self.database.reader().begin() as db:
            return waiting_count(db)

    def close(self) -> None:
        """Close the database."""
        self.database.close()
