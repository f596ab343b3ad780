"""Several desktops at two centrals over one PostgreSQL, while these are killed and cut off."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import select

from jd_desktop.central.commands import create_school, create_user
from jd_desktop.central.database import open_engine, reading
from jd_desktop.central.migrate import migrate
from jd_desktop.central.tables import ledger, record
from jd_desktop.domain.errors import Offline
from tests.central.school import CHEAP
from tests.faults.sync.nursery import Nursery, Order
from tests.faults.sync.test_kills import Central
from tests.support.postgres import SAFE, Cluster
from tests.support.town import PASSWORD, Copy, Typist, copy_of, furnish

DESKTOPS = 4
ROUND = 3
"""Bookings that each desktop makes in a round."""


@pytest.fixture
def own_cluster() -> Iterator[Cluster]:
    """A PostgreSQL of this test's own, as safe as a school's: it may be stopped."""
    folder = Path(tempfile.mkdtemp(prefix="jdpg"))
    cluster = Cluster(folder, SAFE)
    yield cluster
    cluster.stop()
    shutil.rmtree(folder, ignore_errors=True)


class Crowd:
    """Desktops spread over two centrals."""

    def __init__(self, cluster: Cluster, nursery: Nursery, folder: Path):
        self.cluster, self.nursery, self.folder = cluster, nursery, folder
        self.url, self.rounds = cluster.create(), 0
        engine = open_engine(self.url)
        migrate(engine)
        engine.dispose()
        self.school = create_school(self.url, "Bos Køreskole")
        self.centrals = [Central(nursery, self.url, folder) for _ in range(2)]
        for central in self.centrals:
            central.start()
        self.people = [self._person(k) for k in range(DESKTOPS)]

    def _person(self, k: int) -> Typist:
        email = f"p{k}@skole.dk"
        create_user(self.url, self.school, email, f"P{k}", "office", PASSWORD, passwords=CHEAP)
        person = Typist(self.folder / f"p{k}")
        with person.program() as program:
            program.sign_in(self.centrals[k % 2].address, email, PASSWORD)
            if k == 0:
                furnish(program)
            program.sync()
        return person

    def work(self, meanwhile: Callable[[], object]) -> None:
        """Let everybody book and agree at once, and something happen meanwhile."""
        children = [
            self.nursery.start(
                Order(
                    "desktop", str(person.folder), person.environ, bookings=ROUND,
                    first=(self.rounds * DESKTOPS + k) * ROUND,
                )
            )
            for k, person in enumerate(self.people)
        ]  # fmt: skip
        meanwhile()
        ended = [self.nursery.wait(child) for child in children]
        faults = [f.read_text("utf-8") for f in sorted(self.folder.glob("p*/fault.txt"))]
        assert ended == [0] * DESKTOPS, "\n".join(faults)
        self.rounds += 1

    def agree(self) -> list[Copy]:
        """Let everybody agree, twice, so that each has heard of all."""
        for _ in range(2):
            for person in self.people:
                with person.program() as program:
                    program.sync()
        copies = []
        for person in self.people:
            with person.program() as program, suppress(Offline):
                copies.append(copy_of(program))
        return copies

    def check(self) -> int:
        """Look for what is lost, double or different; returns how much was done."""
        done = [i for p in self.people for i in (p.folder / "done").read_text("utf-8").split()]
        engine = open_engine(self.url)
        with reading(engine, self.school) as db:
            rows = {(r.kind, r.id): (r.seq, r.deleted, r.body) for r in db.execute(select(record))}
            lines = select(ledger.c.device_id, ledger.c.n)
            taken = Counter((r.device_id, r.n) for r in db.execute(lines))
        engine.dispose()
        for copy in self.agree():
            assert copy == rows
        assert sorted(i for kind, i in rows if kind == "booking") == sorted(done)
        assert len(done) == self.rounds * DESKTOPS * ROUND
        assert set(taken.values()) == {1}
        return len(done)


@pytest.mark.timeout(900)
def test_two_centrals_and_their_database_killed_in_mid_load_lose_nothing(
    own_cluster: Cluster, nursery: Nursery, tmp_path: Path, is_long: bool,
    tell: Callable[[str], None],
) -> None:  # fmt: skip
    crowd = Crowd(own_cluster, nursery, tmp_path)
    ended, kills, stops = list[int](), 0, 0
    for _ in range(10 if is_long else 1):
        crowd.work(lambda: None)
        crowd.work(lambda: ended.append(own_cluster.end_connections()))
        crowd.work(crowd.centrals[0].kill)
        kills += 1
        crowd.centrals[0].start()
        crowd.work(own_cluster.stop)
        own_cluster.start()
        stops += 1
    crowd.agree()
    done = crowd.check()
    for central in crowd.centrals:
        central.kill()
    tell(
        f"{DESKTOPS} desktops, 2 centrals: {done} done, a central killed {kills}x, PostgreSQL "
        f"stopped {stops}x, {sum(ended)} of its connections killed; lost 0, double 0"
    )
