"""A central with two people's computers at it, all by one clock: what they do meets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from jd_desktop.domain.changes import Changes
from jd_desktop.domain.clock import FixedClock
from jd_desktop.main import Program
from jd_desktop.operations import bookings
from jd_desktop.operations.bookings import Draft
from jd_desktop.queries.calendar import tiles_of
from tests.support.town import Copy, Town, copy_of, furnish

NOON = datetime(2026, 11, 24, 11, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Street:
    """A central with Lone's and Bo's computers at it, all by one clock."""

    def __init__(self, town: Town, lone: Program, bo: Program, clock: FixedClock):
        self.town, self.lone, self.bo, self.clock = town, lone, bo, clock

    def agree(self) -> None:
        """Sync until both have what the other sent."""
        for program in (self.lone, self.bo, self.lone):
            program.sync()
        for program in (self.lone, self.bo):
            assert _told(copy_of(program)) == _told(self.town.rows())

    def book(
        self, at: Program, starts: datetime = NOON, student: str = "ella", *,
        instructor: str = "ali", vehicle: str = "",
    ) -> str:  # fmt: skip
        students = (student,) if student else ()
        draft = Draft(instructor, starts, starts + HOUR, students, vehicle_id=vehicle)
        (made,) = booked(bookings.create(at.work, draft))
        return made


def _told(rows: Copy) -> Copy:
    """A deleted row is told without its body."""
    return {key: (seq, gone, {} if gone else body) for key, (seq, gone, body) in rows.items()}


def booked(changes: Changes) -> list[str]:
    """Return the bookings that an action touched."""
    return sorted(changes.touched["booking"])


def asked(program: Program, question: Any, *arguments: Any, **more: Any) -> Any:
    """Ask a desktop's database."""
    with program.reading() as db:
        return question(db, *arguments, **more)


def state_of(program: Program, booking: str) -> str:
    """Return a booking's state as a desktop shows it."""
    (tile,) = asked(program, tiles_of, [booking])
    return str(tile.state)


def built(database: str, folder: Path, clock: FixedClock) -> Iterator[Street]:
    """Build the street over a central's database, and take it down afterwards."""
    town = Town(database)
    with ExitStack() as stack:
        stack.callback(town.stop)
        people = [
            stack.enter_context(town.moves_in(folder / name, f"{name}@skole.dk").program(clock))
            for name in ("lone", "bo")
        ]
        furnish(people[0])
        made = Street(town, people[0], people[1], clock)
        made.agree()
        yield made


@pytest.fixture
def quiet_street(tmp_path: Path, clock: FixedClock) -> Iterator[Street]:
    """The street over SQLite alone."""
    yield from built(f"sqlite:///{tmp_path / 'central.db'}", tmp_path, clock)


@pytest.fixture(params=["sqlite", "postgresql"])
def street(request: pytest.FixtureRequest, tmp_path: Path, clock: FixedClock) -> Iterator[Street]:
    """The street over either database."""
    here = f"sqlite:///{tmp_path / 'central.db'}"
    chosen = here if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    yield from built(chosen, tmp_path, clock)
