"""A worker killed at any moment, against a vendor that misbehaves: nothing twice, nothing lost.

The worker is a process of its own over the encrypted database, through Twilio's own library to
a stand-in over loopback. The naive worker at the end shows that the faults do bite.
"""

from __future__ import annotations

import multiprocessing
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, or_, select

from jd_desktop.domain.language import text
from jd_desktop.domain.wording import Wording
from jd_desktop.operations import queueing
from jd_desktop.operations.bookings import Draft, add
from jd_desktop.store.tables import outbox_attempt, outbox_job
from tests.faults import outbox_worker
from tests.faults.vendor import Vendor, misbehaving
from tests.outbox.school import School

EACH = 4
"""Messages to each student about one booking: they must leave in order."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one run came to."""

    sent: list[str]
    kills: int
    seconds: float
    unsettled: int
    failed: int

    def duplicates(self) -> int:
        return sum(n - 1 for n in Counter(self.sent).values())

    def lost(self, wanted: set[str]) -> int:
        return len(wanted - set(self.sent))

    def out_of_order(self) -> int:
        seen: dict[str, int] = {}
        wrong = 0
        for body in self.sent:
            student, _, number = body.partition(" ")
            wrong += int(number) < seen.get(student, 0)
            seen[student] = int(number)
        return wrong


def plant(folder: Path, students: int) -> set[str]:
    """Queue messages for students, EACH of them, due now; returns their texts."""
    school = School(folder, at=datetime.fromtimestamp(time.time(), UTC))
    number = iter(range(1, students * EACH + 1))
    school.work.templates = lambda *_key: Wording("", f"{{fornavn}} {next(number)}")
    for k in range(students):
        starts = school.at(2 + k, 10)
        with school.work.doing(text("Ny elev"), undoable=False) as doing:
            values = {"first_name": f"Elev{k}", "phone": f"+45200001{k:02d}", "active": True}
            student = doing.create("student", values)
            ends = starts + timedelta(minutes=90)
            booking = add(doing, Draft(school.ali, starts, ends, student_ids=(student,)))
        for _ in range(EACH):
            with school.work.doing(text("Besked"), undoable=False) as doing:
                queueing.queue(
                    doing, "confirmed", booking, student, channel="sms", held=timedelta(0)
                )
    wanted = {job.payload for job in school.jobs()}
    school.close()
    return wanted


def run(
    folder: Path, worker: Callable[[Path, str], None], vendor: Vendor, *, kills: int, luck: Random
) -> Run:
    """Start the worker, kill it at random moments, let the last one finish."""
    began, killed = time.monotonic(), 0
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["tests.faults.outbox_worker", "twilio.rest"])
    while True:
        process = processes.Process(target=worker, args=(folder / "school.db", vendor.url))
        process.start()
        process.join(None if killed >= kills else luck.uniform(0.05, 0.6))
        if process.exitcode is not None:
            assert process.exitcode == 0, "the worker failed by itself"
            break
        process.kill()
        process.join()
        killed += 1
    open_ones, failed = state_of(folder)
    return Run(vendor.accepted(), killed, time.monotonic() - began, open_ones, failed)


def state_of(folder: Path) -> tuple[int, int]:
    """Return how many messages are not known to be sent, and how many attempts ended badly."""
    database, _ = outbox_worker.work_on(folder / "school.db")
    j, a = outbox_job.c, outbox_attempt.c
    with database.reader().begin() as db:
        open_ones = db.execute(select(func.count(j.id)).where(j.state != "accepted")).scalar_one()
        bad = or_(a.outcome.is_(None), a.outcome != "Accepted")
        failed = db.execute(select(func.count(a.attempt_id)).where(bad)).scalar_one()
    database.close()
    return open_ones, failed


@pytest.fixture
def size(is_long: bool) -> tuple[int, int]:
    """How many students get messages and how many kills there are."""
    return (60, 80) if is_long else (10, 12)


@pytest.mark.timeout(600)
def test_killed_at_any_moment_each_message_leaves_once_and_in_order(
    tmp_path: Path, size: tuple[int, int], record_property: Callable[[str, object], None]
) -> None:
    students, kills = size
    wanted = plant(tmp_path, students)
    with misbehaving(seed=7) as vendor:
        came = run(tmp_path, outbox_worker.careful, vendor, kills=kills, luck=Random(7))
    record_property("run", f"{came.kills} kills, {came.failed} failed, {came.seconds:.1f} s")
    assert (came.duplicates(), came.lost(wanted), came.out_of_order()) == (0, 0, 0)
    assert came.unsettled == 0, "every message is known to be with the vendor"
    assert came.kills >= 10
    assert came.failed >= len(wanted) // 4, "the vendor did misbehave"


@pytest.mark.timeout(600)
def test_a_naive_worker_sends_twice_under_the_same_faults(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    students, kills = size
    wanted = plant(tmp_path, students)
    with misbehaving(seed=7) as vendor:
        came = run(tmp_path, outbox_worker.naive, vendor, kills=kills // 4, luck=Random(7))
    assert came.lost(wanted) == 0
    assert came.duplicates() > 0
