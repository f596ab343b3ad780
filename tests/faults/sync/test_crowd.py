"""Several desktops at two centrals over one PostgreSQL, while these are killed and cut off."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from jd_desktop.central.database import open_engine
from tests.faults.sync.judging import judge
from tests.faults.sync.nursery import Nursery
from tests.faults.sync.places import Central, found, move_in
from tests.faults.sync.stories import ordered
from tests.support.histories import History
from tests.support.postgres import SAFE, Cluster

DESKTOPS = 4
ROUND = 3
"""How often each desktop acts in a round."""


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

    def __init__(self, url: str, nursery: Nursery, folder: Path, fault: str = ""):
        self.nursery, self.folder = nursery, folder
        self.history = History(f"{DESKTOPS} desktops at two centrals over PostgreSQL")
        self.rounds, self.school = 0, found(url, DESKTOPS)
        self.engine = open_engine(url)
        self.centrals = [Central(nursery, url, folder, fault) for _ in range(2)]
        for central in self.centrals:
            central.start()
        addresses = [self.centrals[k % 2].address for k in range(DESKTOPS)]
        self.people = move_in(folder, addresses)

    def work(self, meanwhile: Callable[[], object] = lambda: None) -> None:
        """Let everybody act and agree at once, and something happen meanwhile."""
        first = 1 + self.rounds * ROUND
        children = [self.nursery.start(ordered(p, first, times=ROUND)) for p in self.people]
        meanwhile()
        ended = [self.nursery.wait(child) for child in children]
        faults = [f.read_text("utf-8") for f in sorted(self.folder.glob("p*/fault.txt"))]
        assert ended == [0] * DESKTOPS, "\n".join(faults)
        self.rounds += 1

    def judged(self) -> History:
        self.engine.dispose()  # the judge's own connections were among those that were ended
        return judge(self.engine, self.school, self.people, self.history)

    def close(self) -> None:
        for central in self.centrals:
            central.kill()
        self.engine.dispose()


@pytest.mark.timeout(900)
def test_two_centrals_and_their_database_killed_in_mid_load_lose_nothing(
    own_cluster: Cluster, nursery: Nursery, tmp_path: Path, is_long: bool,
    tell: Callable[[History], None],
) -> None:  # fmt: skip
    crowd = Crowd(own_cluster.create(), nursery, tmp_path)
    ended, counts = list[int](), crowd.history.counts
    for _ in range(10 if is_long else 1):
        crowd.work(lambda: ended.append(own_cluster.end_connections()))
        crowd.work(crowd.centrals[0].kill)
        crowd.centrals[0].start()
        crowd.work(own_cluster.stop)
        own_cluster.start()
        counts["kills"] += 2
        crowd.judged()
    counts["connections ended"] = sum(ended)
    crowd.close()
    tell(crowd.history)


def test_centrals_without_a_gate_are_caught(
    postgres_url: str, nursery: Nursery, tmp_path: Path, caught: Callable[[str, object], None]
) -> None:
    engine = open_engine(postgres_url)
    with engine.begin() as db:
        db.execute(sql("CREATE SEQUENCE naive"))
    engine.dispose()
    crowd = Crowd(postgres_url, nursery, tmp_path, fault="no gate")
    crowd.work()
    crowd.work()
    with pytest.raises(AssertionError, match="other rows than the central") as raised:
        crowd.judged()
    crowd.close()
    caught("gate removed", raised.value)
