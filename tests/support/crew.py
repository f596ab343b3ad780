"""A school's encrypted database behind the program's own threads, for tests of screens."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from jd_desktop.domain.clock import FixedClock
from jd_desktop.domain.language import text
from jd_desktop.domain.wording import Wording
from jd_desktop.operations.bookings import Draft, add
from jd_desktop.operations.work import Work
from jd_desktop.runtime.threads import Guard, Threads, start
from jd_desktop.store import state
from jd_desktop.store.engine import Database
from jd_desktop.store.migrate import migrate
from jd_desktop.ui.kit.screen import Screen
from jd_desktop.ui.tasks import Tasks

SOON = 30.0
TEN = datetime(2026, 11, 24, 9, tzinfo=UTC)
LESSON = timedelta(minutes=90)
Crew = Threads[Work, Connection]


def found_school(work: Work) -> None:
    """A school that works alone, with two instructors, a car and two students."""
    with work.transaction() as db:
        migrate(db, backup=lambda: None)
    with work.transaction() as db:
        person = {"user_id": "u", "name": "Lone", "role": "admin"}
        state.put(db, person=person, alone=True, school_name="Nord")
    with work.doing(text("Oprettede skolen"), undoable=False) as doing:
        for name in ("Ali", "Bo"):
            doing.create("instructor", {"name": name, "active": True}, name.lower())
        doing.create("vehicle", {"plate": "CK 41 277", "active": True}, "golf")
        for first, last, phone in (
            ("Ella", "Krog", "+4520304050"), ("Søren", "Østergaard", "+4528451102"),
        ):  # fmt: skip
            student = {"first_name": first, "last_name": last, "phone": phone, "active": True}
            doing.create("student", student, first.lower())


def book(work: Work, student: str, starts: datetime = TEN) -> str:
    """Book a lesson with Bo; returns its id."""
    with work.doing(text("Ny booking")) as doing:
        return add(doing, Draft("bo", starts, starts + LESSON, (student,)))


@pytest.fixture
def nord(tmp_path: Path, clock: FixedClock) -> Iterator[Crew]:
    """The school Nord and its threads."""
    guard = Guard()
    database = Database(tmp_path / "nord.db", bytes(32), guard=guard)
    crew: Crew = start(
        lambda: Work(database.writer(), clock, lambda *_: Wording("", "Kære {fornavn}")),
        lambda: database.reader().connect(),
        guard,
    )
    crew.writer.run(found_school).result(SOON)
    yield crew
    crew.shut_down(stop=lambda: None, budget=SOON)
    database.close()


@pytest.fixture
def nord_tasks(qapp: object, nord: Crew) -> Iterator[Tasks]:
    """Tasks over Nord's threads; nothing may crash unheard."""
    tasks = Tasks(nord.readers, nord.writer)
    tasks.crashed.connect(pytest.fail)
    yield tasks
    tasks.deleteLater()


def listen(screen: Screen, tasks: Tasks) -> None:
    """Tell a screen of changes, as the window does."""
    tasks.changed.connect(screen.note)
