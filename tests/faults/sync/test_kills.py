"""SIGKILL at every commit of a desktop and of the central, and at moments in between.

Two people change the same meanwhile. After each kill: what a person was told is done is at the
central exactly once, all copies and the central agree, and all databases are whole.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from tests.faults.sync.judging import judge
from tests.faults.sync.nursery import Nursery
from tests.faults.sync.stories import deaths, kill_a_central, kill_a_desktop, ordered
from tests.support.histories import History
from tests.support.town import Town, Typist

STRIDE = 7
"""In the ordinary run one death of so many, of a central's few commits every second."""

Tell = Callable[[History], None]


@pytest.mark.timeout(900)
def test_a_desktop_killed_at_any_commit_loses_and_repeats_nothing(
    pair: list[Typist], town: Town, nursery: Nursery, is_long: bool, tell: Tell
) -> None:
    stride = 1 if is_long else STRIDE
    history = kill_a_desktop(pair, town, nursery, deaths(stride))
    assert history.counts["kills"] * stride > 20
    tell(history)


@pytest.mark.timeout(900)
def test_a_desktop_killed_at_random_moments_loses_nothing(
    pair: list[Typist], town: Town, nursery: Nursery, is_long: bool, tell: Tell
) -> None:
    history, chance = History("a desktop killed at random"), Random(4711)
    for number in range(60 if is_long else 4):
        child = nursery.start(ordered(pair[0], 3 * number, times=3))
        for _ in range(chance.randrange(200_000)):
            if not Path(f"/proc/{child}").exists():
                break
        history.counts["kills"] += nursery.kill(child)
        judge(town.engine, town.school_id, pair, history)
    tell(history)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    here = f"sqlite:///{tmp_path / 'central.db'}"
    chosen: str = here if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    return chosen


@pytest.mark.timeout(900)
def test_a_central_killed_at_any_commit_loses_and_repeats_nothing(
    nursery: Nursery, database: str, tmp_path: Path, is_long: bool, tell: Tell
) -> None:
    history = kill_a_central(nursery, database, tmp_path, deaths(1 if is_long else 2))
    assert history.counts["kills"]
    tell(history)
