"""Two people change the same while one's desktop, or the central, is killed at its commits.

Sound code passes the check; with a fault planted in the killed process the same check fails.
"""

from __future__ import annotations

import itertools
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from jd_desktop.domain.errors import Offline
from jd_desktop.domain.language import text
from tests.faults.sync.judging import History, judge
from tests.faults.sync.processes import FORKS, Death, act, central, desktop
from tests.support.town import Town, Typist


def commits(stride: int) -> Iterator[Death]:
    """Every commit of a process, before it and after it, or some of these; without an end."""
    deaths = (Death(k, after) for k in itertools.count(1) for after in (False, True))
    return itertools.islice(deaths, stride - 1, None, stride)


def kill_desktops(lone: Typist, bo: Typist, deaths: Iterable[Death], fault: str = "") -> History:
    """Kill Lone's desktop at each commit in turn, until it has no more; Bo goes on meanwhile."""
    history = History("two people, a desktop killed at its commits")
    for number, death in enumerate(deaths, 1):
        with bo.program() as program:
            act(program, bo.folder, number)
            program.sync()
        here = (lone.folder, range(number, number + 1), death, fault)
        process = FORKS.Process(target=desktop, args=here)
        process.start()
        process.join()
        if process.exitcode == 0:
            return history
        assert process.exitcode == -signal.SIGKILL, "a desktop failed by itself"
        history.counts["kills"] += 1
    return history


def kill_centrals(
    town: Town, lone: Typist, bo: Typist, deaths: Iterable[Death], fault: str = ""
) -> History:
    """Kill the central at each commit in turn, until a whole sync of two people has no more."""
    history = History("two people, the central killed at its commits")
    direct = town.wire.to
    for number, death in enumerate(deaths, 1):
        listening, told = FORKS.Pipe(duplex=False)
        process = FORKS.Process(target=central, args=(town.database, 0, told, death, fault))
        process.start()
        assert listening.poll(30)
        far = urlsplit(listening.recv())
        town.wire.to = (far.hostname or "", far.port or 0)
        for person in (lone, bo):
            with person.program() as program:
                act(program, person.folder, number)
                with suppress(Offline):
                    program.sync()
        was_killed = process.exitcode is not None
        process.kill()
        process.join()
        if not was_killed:
            break
        assert process.exitcode == -signal.SIGKILL, "a central failed by itself"
        history.counts["kills"] += 1
    town.wire.to = direct
    return history


@pytest.fixture
def crowd(lone: Typist, town: Town, tmp_path: Path) -> list[Typist]:
    """Two computers, and a lesson that both will change."""
    slot = {
        "state": "confirmed",
        "starts": "2026-11-30T09:00:00.000Z",
        "ends": "2026-11-30T10:00:00.000Z",
    }
    with lone.program() as program:
        with program.work.doing(text("En lektion")) as doing:
            doing.create(
                "booking", {"instructor_id": "mia", "state": "confirmed", **slot}, "common"
            )
        program.sync()
    return [lone, town.moves_in(tmp_path / "bo")]


@pytest.fixture
def stride(is_long: bool) -> int:
    """Each death, or one of so many."""
    return 1 if is_long else 9


@pytest.mark.timeout(600)
def test_a_desktop_killed_at_every_commit_loses_and_repeats_nothing(
    crowd: list[Typist], town: Town, tell: Callable[[str], None], stride: int
) -> None:
    history = kill_desktops(*crowd, commits(stride))
    tell(judge(town.engine, town.school_id, crowd, history).told())
    assert history.counts["kills"]


@pytest.mark.timeout(600)
def test_a_central_killed_at_every_commit_loses_and_repeats_nothing(
    crowd: list[Typist], town: Town, tell: Callable[[str], None], stride: int
) -> None:
    history = kill_centrals(town, *crowd, commits(min(stride, 3)))
    tell(judge(town.engine, town.school_id, crowd, history).told())
    assert history.counts["kills"]


@pytest.mark.timeout(600)
def test_a_cursor_that_is_stored_before_its_rows_is_caught(crowd: list[Typist], town: Town) -> None:
    about_the_page = itertools.islice(commits(2), 10, 15)
    kill_desktops(*crowd, about_the_page, fault="cursor first")
    with pytest.raises(AssertionError, match="other rows than the central"):
        judge(town.engine, town.school_id, crowd)


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("fault", "deaths", "said"),
    [
        ("no dedupe", [Death(1, after=True), Death()], "lines have a hole"),
        ("silent park", [Death()], "no conflict tells"),
    ],
)
def test_a_central_with_a_fault_is_caught(
    crowd: list[Typist], town: Town, fault: str, deaths: list[Death], said: str
) -> None:
    kill_centrals(town, *crowd, deaths, fault=fault)
    with pytest.raises(AssertionError, match=said):
        judge(town.engine, town.school_id, crowd)
