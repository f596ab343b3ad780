"""A computer whose disk was copied goes on as a device of its own; its twin stays the old one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection, insert, update

from jd_desktop.domain.clock import wire
from jd_desktop.domain.errors import Cloned
from jd_desktop.protocol.session import Session
from jd_desktop.store.tables import news, outbox_job
from jd_desktop.sync.cycle import Desk, Report
from jd_desktop.sync.joining import join


class Parting(Protocol):
    """What is needed of the central."""

    def split(self, device_name: str) -> Session:
        """Ask for a device of one's own; raises Offline and SignInNeeded."""
        ...


def agreed(agree: Callable[[], Report], part: Callable[[int], None]) -> Report:
    """Agree; where a twin is found out, part from it with its first strange number, and agree."""
    try:
        return agree()
    except Cloned as told:
        part(told.n)
        return replace(agree(), was_split=True)


def part_from_twin(
    central: Parting, desk: Desk, device_name: str, first: int, *, now: datetime
) -> Session:
    """Become a new device; `first` is the number from which the twins did different things."""
    session = central.split(device_name)
    desk.write(lambda db: become(db, session, device_name, first, now=now))
    return session


def become(
    db: Connection, session: Session, device_name: str, first: int, *, now: datetime
) -> None:
    """Store who we are now: what waits is numbered anew, what the twin sends too is its to send.

    A line of news tells people of it.
    """
    j = outbox_job.c
    twins = update(outbox_job).where(j.state == "queued", j.cause_n < first)
    db.execute(twins.values(state="cancelled"))
    join(db, session, device_name)
    line = {"at": wire(now), "kind": "computer", "row_id": "", "how": "split", "by": ""}
    db.execute(insert(news).values(**line, after={"name": device_name}))
