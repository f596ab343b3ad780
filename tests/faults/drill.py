"""A drill: messages that are due, a worker killed at random moments, and what came of it."""

from __future__ import annotations

import multiprocessing
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import func, or_, select

from jd_desktop.domain.language import text
from jd_desktop.domain.wording import Wording
from jd_desktop.operations import queueing
from jd_desktop.operations.bookings import Draft, add
from jd_desktop.store.tables import outbox_attempt, outbox_job
from tests.faults import outbox_worker
from tests.outbox.school import School

EACH = 4
"""Messages to each student about one booking: they must leave in order."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one run came to: what the vendor took in its order, and what we know of it."""

    wanted: set[str]
    sent: list[str]
    kills: int
    seconds: float
    unsettled: int
    failed: int

    def duplicates(self) -> int:
        return sum(n - 1 for n in Counter(self.sent).values())

    def lost(self) -> int:
        return len(self.wanted - set(self.sent))

    def out_of_order(self) -> int:
        seen: dict[str, int] = {}
        wrong = 0
        for body in self.sent:
            student, _, number = body.partition(" ")
            wrong += int(number) < seen.get(student, 0)
            seen[student] = int(number)
        return wrong

    def told(self) -> Run:
        """Say how it went; pytest shows it where -s or --faults asks."""
        sys.stdout.write(
            f"\n{len(self.wanted)} messages, {self.kills} kills, {self.failed} attempts that went"
            f" wrong, {self.duplicates()} duplicates, {self.lost()} lost,"
            f" {self.out_of_order()} out of order, {self.seconds:.0f} s\n"
        )
        return self


def plant(folder: Path, students: int, *, channel: str = "sms") -> set[str]:
    """Queue messages for students, EACH of them, due now; returns their texts."""
    school = School(folder, at=datetime.fromtimestamp(time.time(), UTC))
    number = iter(range(1, students * EACH + 1))

    def words(*_key: str) -> Wording:
        said = f"{{fornavn}} {next(number)}"
        return Wording(said if channel == "email" else "", said)

    school.work.templates = words
    for k in range(students):
        starts = school.at(2 + k, 10)
        with school.work.doing(text("Ny elev"), undoable=False) as doing:
            reached = {"phone": f"+4520000{k:03d}", "email": f"elev{k}@elev.example"}
            student = doing.create("student", {"first_name": f"Elev{k}", "active": True, **reached})
            ends = starts + timedelta(minutes=90)
            booking = add(doing, Draft(school.ali, starts, ends, student_ids=(student,)))
        for _ in range(EACH):
            with school.work.doing(text("Besked"), undoable=False) as doing:
                queueing.queue(
                    doing, "confirmed", booking, student, channel=channel, held=timedelta(0)
                )
    wanted = {job.payload for job in school.jobs()}
    school.close()
    return wanted


def run(
    folder: Path,
    worker: Callable[[Path, str], None],
    at: str,
    taken: Callable[[], Sequence[str]],
    *,
    wanted: set[str],
    kills: int,
    luck: Random,
) -> Run:
    """Start the worker, kill it at random moments, let the last one finish.

    `at` is the vendor's address; `taken` asks the vendor what it took.
    """
    began, killed = time.monotonic(), 0
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["tests.faults.outbox_worker", "twilio.rest"])
    while True:
        process = processes.Process(target=worker, args=(folder / "school.db", at))
        process.start()
        process.join(None if killed >= kills else luck.uniform(0.05, 0.6))
        if process.exitcode is not None:
            assert process.exitcode == 0, "the worker failed by itself"
            break
        process.kill()
        process.join()
        killed += 1
    open_ones, failed = state_of(folder)
    took = time.monotonic() - began
    return Run(wanted, list(taken()), killed, took, open_ones, failed).told()


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
