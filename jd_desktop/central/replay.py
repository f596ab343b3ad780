"""Deciding a school's ledger anew, from nothing, in a database of its own."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, and_, delete, insert, select, update

from jd_desktop.central.accept import Sender, decide, fingerprint
from jd_desktop.central.circumstances import Circumstances
from jd_desktop.central.database import School
from jd_desktop.central.tables import device, ledger, record, school, user
from jd_desktop.domain.audience import Viewer
from jd_desktop.domain.clock import instant
from jd_desktop.protocol.mutations import WireMutation

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Strayed:
    """A line of the ledger that is not what it was, or would be decided otherwise."""

    line: int
    why: str


class NotTold(Exception):
    """A push was taken by an earlier version, which did not keep its circumstances."""


class Replay:
    """An empty school of the same name, to which everything is done again."""

    def __init__(self, connection: Connection, school_id: str):
        """Take an empty database's write transaction, with the central's tables in it."""
        self.connection = connection
        self.held = School(school_id, head=0, lines=0, floor=0, epoch="")
        self.viewers: dict[str, Viewer] = {}
        self.numbers: dict[str, int] = {}
        connection.execute(
            insert(school).values(
                id=school_id, name="", head=0, floor=0, lines=0, epoch="", schema=1
            )
        )

    def play(self, lines: Iterable[Any]) -> Iterator[Strayed]:
        """Take lines of the ledger in order; yields those that stray. Raises NotTold."""
        for _, push in groupby(lines, key=_Pushes()):
            yield from self._push(list(push))

    def _push(self, lines: list[Any]) -> Iterator[Strayed]:
        first = lines[0]
        under = Circumstances.read(first.circumstances, first.device_id)
        self._forget_purged(under.floor)
        self.held.head, self.held.epoch = under.head, under.epoch
        sender = Sender(
            self.held.id, first.device_id, under.device_name, first.user_id, under.person,
            under.viewer, under.has_left,
        )  # fmt: skip
        self._introduce(sender)
        written = [WireMutation.model_validate(line.mutation) for line in lines]
        notes = decide(self.connection, sender, self.held, written, instant(first.at))
        for line, mutation, note in zip(lines, written, notes, strict=True):
            yield from self._looked_at(line, mutation)
            if (note.outcome, note.conflict_id) != (line.outcome, line.conflict_id):
                yield Strayed(line.line, "decided")

    def _looked_at(self, line: Any, mutation: WireMutation) -> Iterator[Strayed]:
        self.held.lines += 1
        n = self.numbers[line.device_id] = self.numbers.get(line.device_id, 0) + 1
        if line.line != self.held.lines or (line.n, mutation.n) != (n, n):
            yield Strayed(line.line, "order")
            self.held.lines, self.numbers[line.device_id] = line.line, line.n
        if fingerprint(mutation) != line.hash:
            yield Strayed(line.line, "changed")

    def _introduce(self, sender: Sender) -> None:
        """Let it be known whose a device is, for those who must hear what became of a wish."""
        viewer, known = sender.viewer, self.viewers.get(sender.device_id)
        if known == viewer:
            return
        self.viewers[sender.device_id] = viewer
        role = {
            "role": viewer.role, "instructor_id": viewer.instructor_id,
            "department_id": viewer.department_id,
        }  # fmt: skip
        if known is None:
            self._make(sender.device_id, role)
        mine = update(user).where(user.c.id == sender.device_id)
        self.connection.execute(mine.values(**role))

    def _make(self, device_id: str, role: dict[str, str]) -> None:
        """Make a device, and a person of its own to it: the same one may be another tomorrow."""
        one = {"school_id": self.held.id, "id": device_id, "name": ""}
        person = {"email": device_id, "active": True, "password_hash": "", **role}
        self.connection.execute(insert(user).values(**one, **person))
        made = {"user_id": device_id, "last_n": 0, "app": "", "schema": 1, "seen_at": ""}
        self.connection.execute(insert(device).values(**one, **made))

    def _forget_purged(self, floor: int) -> None:
        if floor <= self.held.floor:
            return
        self.held.floor = floor
        c = record.c
        gone = and_(c.school_id == self.held.id, c.deleted, c.seq <= floor)
        self.connection.execute(delete(record).where(gone))


class _Pushes:
    """Tells the lines of one push from those of the next: each push's first has circumstances."""

    def __init__(self) -> None:
        self._push, self._last = 0, ("", "")

    def __call__(self, line: Any) -> int:
        whose = (line.device_id, line.at)
        if line.circumstances is not None:
            self._push += 1
        elif whose != self._last:
            raise NotTold(line.line)
        self._last = whose
        return self._push


def lines_of(connection: Connection, school_id: str) -> Generator[Any, None, None]:
    """Yield a school's ledger in order."""
    c = ledger.c
    mine = select(ledger).where(c.school_id == school_id).order_by(c.line)
    with connection.execute(mine.execution_options(yield_per=_AT_ONCE)) as found:
        yield from found
