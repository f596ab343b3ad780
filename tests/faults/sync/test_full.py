"""The central's disk is full: said in a sentence, nothing half done, all there with room again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select, update

from jd_desktop.central.database import open_engine, reading, writing
from jd_desktop.central.tables import device
from jd_desktop.central.verify import verify
from jd_desktop.domain.errors import Busy
from jd_desktop.domain.language import DANISH
from jd_desktop.main import Program
from jd_desktop.protocol.mutations import Push
from jd_desktop.store import state
from jd_desktop.sync.push import waiting
from tests.faults.sync.judging import judge
from tests.faults.sync.lives import act
from tests.faults.sync.nursery import Nursery
from tests.faults.sync.places import Central, found, move_in
from tests.support.histories import History
from tests.support.town import Typist

ROOM = 3 * 4096
"""How much the database's files may still grow, bytes."""

FULL = "Centralen har ikke plads til mere. Sig det til den, der passer den."


class Place:
    """A central over SQLite whose files can be kept from growing."""

    def __init__(self, nursery: Nursery, folder: Path):
        self.file = folder / "central.db"
        self.database = f"sqlite:///{self.file}"
        self.school = found(self.database, 2)
        self.central = Central(nursery, self.database, folder)
        self.central.start()
        self.people = move_in(folder, [self.central.address] * 2)
        self.engine = open_engine(self.database)

    def begin_again(self, *, room: int = 0) -> None:
        """Let it come back with so much room, 0 for as much as there is."""
        self.central.kill()
        grown = max(f.stat().st_size for f in self.file.parent.glob("central.db*"))
        self.limit = grown + room if room else 0
        self.central.start(largest_file=self.limit)

    def take_the_rest(self) -> None:
        """Let the file grow past what the central may write, and have something to note."""
        log = self.file.with_name("central.db-wal")
        with reading(self.engine, self.school) as before:
            before.execute(select(device)).all()  # who reads keeps the log from beginning anew
            second = 0
            while log.stat().st_size <= self.limit:
                second += 1
                with writing(self.engine, self.school) as db:
                    db.execute(update(device).values(seen_at=f"2026-11-23 {second}"))

    def judged(self, history: History) -> History:
        return judge(self.engine, self.school, self.people, history)


@pytest.fixture
def place(nursery: Nursery, tmp_path: Path) -> Iterator[Place]:
    made = Place(nursery, tmp_path)
    yield made
    made.central.kill()
    made.engine.dispose()


def until_full(person: Typist, first: int) -> int:
    """Act and agree until the central has no room; returns how often it still had."""
    with person.program() as program:
        for number in range(first, first + 500):
            act(program, person.folder, number)
            try:
                program.sync()
            except Busy as error:
                if not error.sentence(DANISH).startswith(FULL):
                    raise
                return number - first
    raise AssertionError("it never was full")


def asked_of(program: Program, address: str) -> tuple[httpx.Response, httpx.Response]:
    """Push and pull by hand; returns both answers."""
    with program.reading() as db:
        batch = waiting(db)
        epoch = state.get(db, "epoch", "")
    headers = {"Authorization": f"Bearer {program.token()}", "Accept-Language": "da"}
    body = Push(epoch=epoch, mutations=batch).model_dump_json()
    with httpx.Client(base_url=f"{address}/v1/sync", headers=headers) as client:
        return client.post("/push", content=body), client.get("/pull", params={"cursor": 1})


@pytest.mark.timeout(300)
def test_a_full_disk_is_said_and_nothing_is_half_done(
    place: Place, is_long: bool, tell: Callable[[History], None]
) -> None:
    history = History("a central on sqlite whose disk is full")
    for number in range(1, 1 + (15 if is_long else 1)):
        place.begin_again(room=ROOM * number)
        history.counts["syncs before"] += until_full(place.people[0], 1000 * number)
        place.take_the_rest()
        with place.people[1].program() as program:
            act(program, place.people[1].folder, 1000 * number)
            pushed, pulled = asked_of(program, place.central.address)
        assert (pushed.status_code, pushed.json()["code"]) == (507, "full")
        assert pushed.json()["sentence"].endswith("Intet er tabt.")
        assert pulled.status_code == 200, "reading needs no room"
        (verdict,) = verify(place.engine)
        assert not verdict.count, verdict.differences
        history.counts["disks full"] += 1
        place.begin_again()
        place.judged(history)
    tell(history)
