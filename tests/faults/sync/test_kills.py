"""SIGKILL at every commit of a desktop and of the central, and at moments in between.

After each: what a person was told is done is at the central exactly once, copy and central
agree, and both databases are whole.
"""

from __future__ import annotations

import socket
import sqlite3
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import text as sql

from jd_desktop.central.commands import create_school, create_user
from jd_desktop.central.database import open_engine
from tests.central.school import CHEAP
from tests.faults.sync.lives import free_port
from tests.faults.sync.nursery import KILLED, Nursery, Order
from tests.support.town import PASSWORD, Town, Typist, copy_of, furnish

MOST = 40
"""More commits than a sync has; the sweep ends where a child lives to its end."""


class History:
    """What was done, what was killed, and what must hold afterwards."""

    def __init__(self, town: Town, person: Typist):
        self.town, self.person = town, person
        self.kills = self.next = 0

    def order(self, bookings: int, **more: object) -> Order:
        """Order some more bookings and a sync."""
        first, self.next = self.next, self.next + bookings
        folder, environ = str(self.person.folder), self.person.environ
        return Order("desktop", folder, environ, first=first, bookings=bookings, **more)  # type: ignore[arg-type]  # of an order

    def done(self) -> list[str]:
        """The bookings that the person was told are done."""
        file = self.person.folder / "done"
        return file.read_text("utf-8").split() if file.exists() else []

    def check(self) -> None:
        """Agree, and look for what is lost, double or torn."""
        with self.person.program() as program:
            program.sync()
            assert copy_of(program) == self.town.rows()
            with program.reading() as db:
                assert db.execute(sql("PRAGMA integrity_check")).scalar() == "ok"
        held = Counter(i for kind, i in self.town.rows() if kind == "booking")
        lost = set(self.done()) - held.keys()
        taken = Counter(self.town.taken())
        assert lost == set(), f"{len(lost)} of {len(self.done())} lost"
        assert max(taken.values(), default=1) == 1, "a mutation was taken twice"
        numbers = sorted(n for _, n in taken)
        assert numbers == list(range(1, len(numbers) + 1)), "a mutation is missing"


@pytest.fixture
def history(town: Town, lone: Typist) -> History:
    return History(town, lone)


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_desktop_killed_at_any_commit_loses_and_repeats_nothing(
    history: History, nursery: Nursery, when: str, tell: Callable[[str], None]
) -> None:
    for at in range(1, MOST):
        ended = nursery.run(history.order(1, at=at, when=when))
        history.kills += ended == KILLED
        history.check()
        if ended == 0:
            break
    tell(f"desktop killed {when} each of {history.kills} commits; done {len(history.done())}")
    assert history.kills > 5
    assert ended == 0


class Central:
    """A central in a process that can be killed, and always comes back on its port."""

    def __init__(self, nursery: Nursery, database: str, folder: Path):
        self.nursery, self.database, self.folder = nursery, database, folder
        self.port, self.child = free_port(), 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, at: int = 0, when: str = "after") -> None:
        with socket.create_server(("127.0.0.1", 0)) as door:
            door.settimeout(30)
            order = Order(
                "central", str(self.folder), database=self.database, port=self.port, at=at,
                when=when, told=door.getsockname()[1],
            )  # fmt: skip
            self.child = self.nursery.start(order)
            door.accept()[0].close()

    def kill(self) -> bool:
        """Kill it outright; whether it was still alive."""
        return self.nursery.kill(self.child)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    here = f"sqlite:///{tmp_path / 'central.db'}"
    found: str = here if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    return found


def moved_in(database: str, central: Central, folder: Path) -> Typist:
    """A school with somebody of its office, who has what a lesson needs."""
    school = create_school(database, "Bos Køreskole")
    create_user(database, school, "lone@skole.dk", "Lone", "office", PASSWORD, passwords=CHEAP)
    central.start()
    person = Typist(folder)
    with person.program() as program:
        program.sign_in(central.address, "lone@skole.dk", PASSWORD)
        furnish(program)
        program.sync()
    return person


def test_a_central_killed_at_any_commit_loses_and_repeats_nothing(
    nursery: Nursery, database: str, tmp_path: Path, is_long: bool, tell: Callable[[str], None]
) -> None:
    central = Central(nursery, database, tmp_path)
    person = moved_in(database, central, tmp_path / "lone")
    kills = made = 0
    for at, when in points(is_long):
        central.kill()
        central.start(at, when)
        made += 1
        once = Order("desktop", str(person.folder), person.environ, first=made, bookings=1)
        nursery.run(once)
        kills += not central.kill()
        central.start()
        settled(person, database, made)
    central.kill()
    assert kills >= 2
    tell(f"central killed {kills} times; {made} bookings, none lost, none double")


def points(is_long: bool) -> list[tuple[int, str]]:
    """The commits of a sync at which to die; the last is never reached."""
    return [(at, when) for at in range(1, 6 if is_long else 2) for when in ("before", "after")]


def settled(person: Typist, database: str, made: int) -> None:
    """Agree, and hold the desktop against the central's own database."""
    with person.program() as program:
        program.sync()
        copy = copy_of(program)
    bookings = [i for kind, i in copy if kind == "booking"]
    done = (person.folder / "done").read_text("utf-8").split()
    assert sorted(bookings) == sorted(done)
    assert len(done) == len(set(done)) == made
    engine = open_engine(database)
    try:
        if engine.dialect.name == "sqlite":
            with sqlite3.connect(database.removeprefix("sqlite:///")) as db:
                assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            db.close()
    finally:
        engine.dispose()


def test_kills_at_random_moments_lose_nothing(
    history: History, nursery: Nursery, is_long: bool, tell: Callable[[str], None]
) -> None:
    chance = Random(4711)
    for _ in range(60 if is_long else 6):
        child = nursery.start(history.order(3))
        for _ in range(chance.randrange(200_000)):
            if not Path(f"/proc/{child}").exists():
                break
        history.kills += nursery.kill(child)
        history.check()
    tell(f"{history.kills} kills at random; done {len(history.done())}, lost 0")
