"""A small school on a real encrypted database, for what must leave it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import delete, select, update

from jd_desktop.domain.clock import FixedClock, wire
from jd_desktop.domain.language import text
from jd_desktop.domain.wording import Wording
from jd_desktop.host.catalogue import templates
from jd_desktop.operations import alone, bookings
from jd_desktop.operations.work import Doing, Work
from jd_desktop.store import state
from jd_desktop.store.engine import Database
from jd_desktop.store.migrate import migrate
from jd_desktop.store.projection import project
from jd_desktop.store.tables import ENTITIES, mutation, outbox_job

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
T = TypeVar("T")

SAYINGS = {
    "confirmed": "Hej {fornavn}. Din {type} er {dag} kl. {tid} med {kørelærer}. {skole}",
    "moved": "Hej {fornavn}. Din {type} er flyttet til {dag} kl. {tid} med {kørelærer}. {skole}",
    "cancelled": "Hej {fornavn}. Din {type} {dag} kl. {tid} er aflyst. {skole}",
}


USUAL = templates(Path(__file__).resolve().parents[2] / "resources" / "templates")


def sayings(event: str, channel: str, code: str) -> Wording:
    """What a school says of a booking in words that tests know, and the usual of the rest."""
    if event not in SAYINGS:
        return USUAL(event, channel, code)
    return Wording("Fra {skole}" if channel == "email" else "", SAYINGS[event])


class School:
    """One instructor, two students, a clock that is moved by hand."""

    def __init__(self, folder: Path, *, alone: bool = True, at: datetime = MONDAY):
        self.database = Database(folder / "school.db", b"k" * 32)
        self.closing = ExitStack()
        self.began, self.clock = at, FixedClock(at)
        self.work = Work(self.database.writer(), self.clock, sayings)
        person = {"user_id": "u", "name": "Lone", "role": "admin", "instructor_id": ""}
        with self.database.writer().begin() as db:
            migrate(db, backup=lambda: None)
            state.put(db, person=person, alone=alone, device_id="d1", school_name="Nordre")
        with self.work.doing(text("Oprettede skolen"), undoable=False) as doing:
            self.ali = doing.create("instructor", {"name": "Ali Hansen", "active": True})
            self.bo = doing.create("instructor", {"name": "Bo Friis", "active": True})
            self.mia = self._student(doing, "Mia", "+4520000001")
            self.ida = self._student(doing, "Ida", "+4520000002")
        if not alone:
            self.agree()

    def _student(self, doing: Doing, name: str, phone: str) -> str:
        return doing.create("student", {"first_name": name, "phone": phone, "active": True})

    def student(self, name: str, phone: str) -> str:
        with self.work.doing(text("Ny elev"), undoable=False) as doing:
            return self._student(doing, name, phone)

    def write(self, action: Callable[[Work], T]) -> T:
        return action(self.work)

    @contextmanager
    def reading(self) -> Iterator[Any]:
        with self.database.reader().begin() as db:
            yield db

    def later(self, **by: float) -> None:
        self.clock.advance(timedelta(**by))

    def at(self, day: int, hour: int) -> datetime:
        return self.began.replace(hour=hour, minute=0) + timedelta(days=day)

    def book(
        self, student: str = "", *, day: int = 1, hour: int = 10, who: str = "", vehicle: str = ""
    ) -> str:
        starts = self.at(day, hour)
        draft = bookings.Draft(
            instructor_id=who or self.ali,
            starts=starts,
            ends=starts + timedelta(minutes=90),
            student_ids=(student or self.mia,),
            vehicle_id=vehicle,
        )
        changes = bookings.create(self.work, draft)
        (booking_id,) = changes.touched["booking"] - self._others(changes)
        self.last = changes
        return booking_id

    def _others(self, changes: Any) -> frozenset[str]:
        b = ENTITIES["booking"].c
        with self.reading() as db:
            now = {r.id: r.booked_at for r in db.execute(select(b.id, b.booked_at))}
        newest = max(changes.touched["booking"], key=lambda i: (now[i], i))
        return frozenset(changes.touched["booking"] - {newest})

    def move(self, booking_id: str, *, day: int = 1, hour: int = 12) -> None:
        starts = self.at(day, hour)
        self.last = bookings.move(
            self.work, booking_id, starts=starts, ends=starts + timedelta(minutes=90)
        )

    def agree(self) -> None:
        """The central takes everything that people did here, and tells it back."""
        n = mutation.c.n
        with self.database.writer().begin() as db:
            waiting = select(n).where(mutation.c.acked_head.is_(None)).order_by(n)
            for number in db.execute(waiting).scalars().all():
                touched = alone.answer(db, number, self.clock.now())
                project(db, touched)

    def jobs(self) -> list[Any]:
        with self.reading() as db:
            return list(
                db.execute(select(outbox_job).order_by(outbox_job.c.cause_n, outbox_job.c.id)).all()
            )

    def messages(self) -> list[Any]:
        m = ENTITIES["message"]
        with self.reading() as db:
            return list(db.execute(select(m).order_by(m.c.made_at, m.c.id)).all())

    def message(self, message_id: str) -> Any:
        return next(m for m in self.messages() if m.id == message_id)

    def wire(self, day: int, hour: int) -> str:
        return wire(self.at(day, hour))

    def end(self, job_id: str, state: str) -> None:
        """Put a job where an attempt might have left it."""
        with self.work.doing(text("Status"), undoable=False) as doing:
            j = outbox_job.c
            message_id = doing.db.execute(select(j.message_id).where(j.id == job_id)).scalar_one()
            doing.db.execute(update(outbox_job).where(j.id == job_id).values(state=state))
            doing.set("message", message_id, {"state": state})

    def another_computer_owns(self, job: Any) -> None:
        """Let a message be one that another desktop has queued, and told of by the central."""
        with self.work.doing(text("Status"), undoable=False) as doing:
            doing.db.execute(delete(outbox_job).where(outbox_job.c.id == job.id))
            doing.set("message", job.message_id, {"owner_device": "d2"})

    def close(self) -> None:
        self.closing.close()
        self.database.close()
