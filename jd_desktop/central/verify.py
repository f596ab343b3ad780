"""Holding a school's rows against its ledger: what was decided, decided anew, gives the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection, Engine, Table, and_, event, select

from jd_desktop.central.comparing import TABLES, Both, Difference
from jd_desktop.central.database import DOORS, open_engine, reading, writing
from jd_desktop.central.replay import NotTold, Replay, Strayed, lines_of
from jd_desktop.central.tables import device, metadata, school, user
from jd_desktop.domain.audience import Viewer

TOLD_AT_MOST = 100


@dataclass(slots=True)
class Verdict:
    """What came of a school: how much was looked at, and the first differences of so many.

    `is_whole` is false where the ledger has lines of a version that did not keep what deciding it
    anew needs; then nothing was compared.
    """

    school_id: str
    name: str
    lines: int = 0
    rows: int = 0
    count: int = 0
    differences: list[Difference] = field(default_factory=list)
    is_whole: bool = True

    def add(self, found: Iterable[Difference]) -> None:
        """Count differences, and keep the first."""
        for each in found:
            self.count += 1
            if len(self.differences) < TOLD_AT_MOST:
                self.differences.append(each)


def verify(engine: Engine, school_id: str = "") -> list[Verdict]:
    """Verify one school, or all, each as it stands at one moment while the central serves."""
    schools = select(school.c.id, school.c.name).order_by(school.c.name)
    if school_id:
        schools = schools.where(school.c.id == school_id)
    with reading(engine, DOORS) as connection:
        found = list(connection.execute(schools))
    return [_verified(engine, each.id, each.name) for each in found]


def _verified(engine: Engine, school_id: str, name: str) -> Verdict:
    try:
        with _moment(engine, school_id) as stands, _empty() as empty:
            return _compared(stands, Replay(empty, school_id), Verdict(school_id, name))
    except NotTold:
        return Verdict(school_id, name, is_whole=False)


def _compared(stands: Connection, replay: Replay, verdict: Verdict) -> Verdict:
    with closing(lines_of(stands, verdict.school_id)) as lines:
        verdict.add(map(_of_line, replay.play(lines)))
    verdict.lines = replay.held.lines
    verdict.add(_counters(stands, replay))
    moved = frozenset(_moved(stands, replay))
    both = Both(stands, replay.connection, verdict.school_id, moved)
    for table in TABLES:
        verdict.add(both.compared(table))
    verdict.rows = both.rows
    return verdict


def _of(table: Table, school_id: str) -> Any:
    return table.c.school_id == school_id


@contextmanager
def _moment(engine: Engine, school_id: str) -> Iterator[Connection]:
    """Open one moment of the database: nothing that is written meanwhile is seen."""
    options = {"isolation_level": "REPEATABLE READ"} if engine.name == "postgresql" else {}
    with reading(engine.execution_options(**options), school_id) as connection:
        yield connection


@contextmanager
def _empty() -> Iterator[Connection]:
    """Open a central's empty tables in a file that is gone afterwards."""
    with TemporaryDirectory(prefix="jdverify") as folder:
        engine = open_engine(f"sqlite:///{Path(folder) / 'replay.db'}")
        event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous = OFF"))
        try:
            metadata.create_all(engine)
            with writing(engine, DOORS) as connection:
                yield connection
        finally:
            engine.dispose()


def _of_line(found: Strayed) -> Difference:
    return Difference("ledger", (str(found.line),), found.why)


def _counters(stands: Connection, replay: Replay) -> Iterator[Difference]:
    """Yield counters that are behind what they count."""
    mine = select(school.c.head, school.c.lines).where(school.c.id == replay.held.id)
    here = stands.execute(mine).one()
    if here.head < replay.held.head or here.lines != replay.held.lines:
        yield Difference("school", (replay.held.id,), "other", ("head", "lines"))
    numbers = select(device.c.id, device.c.last_n).where(_of(device, replay.held.id))
    for one in stands.execute(numbers.order_by(device.c.id)):
        if one.last_n != replay.numbers.get(one.id, 0):
            yield Difference("device", (one.id,), "other", ("last_n",))


def _moved(stands: Connection, replay: Replay) -> Iterator[str]:
    """Yield the devices whose people are something else today than when they pushed last."""
    d, u = device.c, user.c
    same = and_(u.school_id == d.school_id, u.id == d.user_id)
    who = select(d.id, u.role, u.instructor_id, u.department_id).join(user, same)
    for device_id, *role in stands.execute(who.where(_of(device, replay.held.id))):
        known = replay.viewers.get(device_id)
        if known and known.author != Viewer(*role).author:
            yield device_id
