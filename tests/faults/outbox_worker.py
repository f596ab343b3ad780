"""A worker process over a real database, for tests that kill it: the product's, and a naive one."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from threading import Event
from typing import Any

from sqlalchemy import select, update

from jd_desktop.domain.clock import instant, wire
from jd_desktop.domain.message import Accepted
from jd_desktop.domain.ports import OutgoingSms
from jd_desktop.domain.wording import Wording
from jd_desktop.integrations.twilio_sms import TwilioSms
from jd_desktop.operations.work import Work
from jd_desktop.outbox.run import Outbox
from jd_desktop.outbox.slip import sms
from jd_desktop.outbox.terms import Terms
from jd_desktop.outbox.ways import Way
from jd_desktop.runtime.threads import Guard, Net
from jd_desktop.runtime.together import Together
from jd_desktop.store.engine import Database
from jd_desktop.store.tables import outbox_job
from tests.faults.vendor import sender_at

KEY = b"k" * 32
LANES = 4
HURRIED = Terms(
    lease=timedelta(seconds=1.2),
    backoff=timedelta(milliseconds=20),
    backoff_cap=timedelta(milliseconds=300),
    tries=1_000,
    quarantine=timedelta(seconds=1.5),
    pace=timedelta(milliseconds=1),
    burst=50,
    polls=(timedelta(hours=1),),
)
"""A school's terms, some four hundred times faster; the lease is longer than any call."""


class RealClock:
    """The computer's own clock."""

    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time(), UTC)


def pause(length: timedelta) -> None:
    Event().wait(min(length.total_seconds(), 0.05))


def work_on(path: Path) -> tuple[Database, Work]:
    database = Database(path, KEY)
    return database, Work(database.writer(), RealClock(), lambda *_: Wording("", "{fornavn}"))


def prepared(url: str) -> TwilioSms:
    """Return the way to the vendor as the program opens it."""
    sender = sender_at(url)
    sender.prepare()
    return sender


def careful(path: Path, url: str) -> None:
    """Run the product's outbox until nothing is due."""
    _, work = work_on(path)

    def write(action: Callable[[Work], Any]) -> Any:
        return action(work)

    ways = {"sms": Way(lambda: prepared(url), sms, HURRIED, LANES)}
    together = Together(Net(Guard()))
    outbox = Outbox(write, ways, RealClock(), random=Random(), together=together)
    outbox.run_until_idle(pause, patience=timedelta(seconds=30))


def naive(path: Path, url: str) -> None:
    """Send whatever is not known to be sent, again and again: what most programs do."""
    _, work = work_on(path)
    sender, j = sender_at(url), outbox_job.c
    while True:
        with work.transaction() as db:
            unsent = select(outbox_job).where(j.state == "queued").order_by(j.cause_n, j.id)
            job = db.execute(unsent.limit(1)).one_or_none()
        if job is None:
            return
        told = OutgoingSms(job.message_id, job.recipient, job.payload, instant(job.expires_at))
        outcome = sender.send(told)
        if isinstance(outcome, Accepted):
            with work.transaction() as db:
                done = {"state": "accepted", "provider_id": outcome.provider_id}
                db.execute(update(outbox_job).where(j.id == job.id).values(**done))
        else:
            pause(timedelta(milliseconds=20))


__all__ = ["HURRIED", "KEY", "RealClock", "careful", "naive", "wire"]
