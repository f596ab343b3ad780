"""A worker killed at any moment, against a vendor that misbehaves: nothing twice, nothing lost.

The worker is a process of its own over the encrypted database, through Twilio's own library to
a stand-in over loopback. The naive worker at the end shows that the faults do bite.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.faults import outbox_worker
from tests.faults.drill import plant, run
from tests.faults.vendor import misbehaving


@pytest.fixture
def size(is_long: bool) -> tuple[int, int]:
    """How many students get messages and how many kills there are."""
    return (100, 80) if is_long else (8, 10)


@pytest.mark.timeout(900)
def test_killed_at_any_moment_each_message_leaves_once_and_in_order(
    tmp_path: Path, size: tuple[int, int], *, is_long: bool
) -> None:
    students, kills = size
    wanted = plant(tmp_path, students)
    with misbehaving(seed=7, is_hurried=not is_long) as vendor:
        came = run(
            tmp_path, outbox_worker.careful, vendor.url, vendor.accepted, wanted=wanted,
            kills=kills, luck=Random(7),
        )  # fmt: skip
    assert (came.duplicates(), came.lost(), came.out_of_order()) == (0, 0, 0)
    assert came.unsettled == 0, "every message is known to be with the vendor"
    assert came.kills >= 10
    assert came.failed >= len(wanted) // 4, "the vendor did misbehave"


@pytest.mark.timeout(900)
def test_a_naive_worker_sends_twice_under_the_same_faults(
    tmp_path: Path, size: tuple[int, int], *, is_long: bool
) -> None:
    students, kills = size
    wanted = plant(tmp_path, students)
    with misbehaving(seed=7, is_hurried=not is_long) as vendor:
        came = run(
            tmp_path, outbox_worker.naive, vendor.url, vendor.accepted, wanted=wanted,
            kills=kills, luck=Random(7),
        )  # fmt: skip
    assert came.lost() == 0
    assert came.duplicates() > (100 if is_long else 0)
