"""Who sees which record, stamped under the gate whenever it or what it depends on changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, and_, select

from jd_desktop.central.tables import device, record, user
from jd_desktop.central.ties import Ties
from jd_desktop.domain import audience
from jd_desktop.domain.audience import Tokens, Viewer
from jd_desktop.domain.kind import Body
from jd_desktop.domain.kinds_money import OF_STUDENTS
from jd_desktop.domain.merge import Row

Key = tuple[str, str]
_OF_STUDENT: Mapping[str, Callable[[Body, Tokens], Tokens]] = {
    "message": audience.of_message,
    "attachment": audience.of_attachment,
    **dict.fromkeys(OF_STUDENTS, audience.of_money),
}
"""How records are seen that only who sees their student may see."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who sees a record, and who once did and no longer does, as the database has it."""

    audience: str = audience.UNKNOWN
    lost: str = ""

    def moved(self, tokens: Tokens) -> Stamp:
        """Return the stamp for a new audience; whoever sees again has lost nothing."""
        gone = (audience.read(self.lost) | audience.read(self.audience)) - tokens
        return Stamp(audience.written(tokens), audience.written(gone) if gone else "")


class Audiences:
    """The audiences of a school's records while its gate is held."""

    def __init__(self, connection: Connection, school_id: str, rows: Rows):
        """Take the connection that holds the gate, and how rows are read there."""
        self._connection, self._school_id, self._rows = connection, school_id, rows
        self._ties = Ties(connection, school_id)
        self._stamps: dict[Key, Stamp] = {}
        self._changed: set[Key] = set()
        self._students: set[str] = set()
        self._staff: set[str] = set()
        self._authors: dict[str, str] = {}

    def know(self, key: Key, stamp: Stamp) -> None:
        """Note the stamp that a row has in the database."""
        self._stamps.setdefault(key, stamp)

    def stamp(self, key: Key) -> Stamp:
        """Return a row's stamp as it is to be written."""
        return self._stamps.get(key, Stamp())

    def move(self, old: Row | None, new: Row) -> None:
        """Note that a row was put, so that its audience and its dependants' are looked at."""
        self._changed.add((new.kind, new.id))
        hung = self._ties.move(old, new)
        if new.kind == "booking":
            self._students |= hung
        elif new.kind == "student":
            self._students.add(new.id)
        elif new.kind == "instructor" and _department(old) != _department(new):
            self._staff.add(new.id)

    def settle(self) -> list[Key]:
        """Stamp what changed and what depends on it; returns every row with a new stamp."""
        of_kind = dict[str, set[str]]()
        for kind, row_id in self._changed:
            of_kind.setdefault(kind, set()).add(row_id)
        bookings = of_kind.pop("booking", set()) | set(self._bookings_of(self._staff))
        students = of_kind.pop("student", set()) | self._students
        theirs = {kind: of_kind.pop(kind, set()) for kind in _OF_STUDENT}
        conflicts = of_kind.pop("conflict", set())
        others = [(kind, i) for kind, ids in of_kind.items() for i in ids]
        found = self._restamp(others) + self._restamp_bookings(bookings)
        self._ties.expect("booking", students)
        moved = self._restamp(("student", i) for i in students)
        found += moved
        for kind, ids in theirs.items():
            hung = self._hanging(kind, [i for _, i in moved])
            found += self._restamp((kind, i) for i in ids | hung)
        subjects = [i for _, i in found]
        while conflicts := conflicts | self._hanging("conflict", subjects):
            moved = self._restamp(("conflict", i) for i in conflicts)
            found, subjects, conflicts = found + moved, [i for _, i in moved], set()
        for looked_at in (self._changed, self._students, self._staff):
            looked_at.clear()
        return found

    def flush(self) -> None:
        """Write what hangs on what."""
        self._ties.flush()

    def tokens(self, kind: str, row_id: str) -> Tokens:
        """Return who sees a row as it stands now."""
        row = self._rows.row(kind, row_id)
        if row is None:
            return frozenset()
        body = row.body
        if kind == "booking":
            instructor = self._rows.row("instructor", str(body.get("instructor_id") or ""))
            return audience.of_booking(body, _department(instructor))
        if kind == "student":
            return audience.of_student(body, self._teaching(row_id))
        if kind in _OF_STUDENT:
            student = self.tokens("student", str(body.get("student_id") or ""))
            return _OF_STUDENT[kind](body, student)
        if kind == "conflict" and body.get("what") != "overlap":
            subjects = {(c["kind"], c["id"]) for c in body.get("changes") or ()}
            return audience.of_parked(map(self._of_subject, subjects), self._author(row_id))
        return audience.of_kind(kind)

    def _teaching(self, student_id: str) -> set[str]:
        return {i for i in self._ties.on(student_id, "booking").values() if i}

    def _of_subject(self, key: Key) -> Tokens | None:
        return self.tokens(*key) if self._rows.row(*key) else None

    def _restamp(self, keys: Iterable[Key]) -> list[Key]:
        wanted = sorted(keys)
        self._rows.load(wanted)
        found: list[Key] = []
        for kind, row_id in wanted:
            if self._rows.row(kind, row_id) is None:
                continue
            old, tokens = self.stamp((kind, row_id)), self.tokens(kind, row_id)
            if old.audience != audience.written(tokens):
                self._stamps[kind, row_id] = old.moved(tokens)
                found.append((kind, row_id))
        return found

    def _restamp_bookings(self, ids: Iterable[str]) -> list[Key]:
        """Stamp bookings, their instructors read in few queries."""
        bookings = sorted(("booking", i) for i in ids)
        self._rows.load(bookings)
        rows = [row for key in bookings if (row := self._rows.row(*key))]
        taught_by = {str(row.body.get("instructor_id") or "") for row in rows}
        self._rows.load(("instructor", i) for i in sorted(taught_by))
        return self._restamp(bookings)

    def _hanging(self, kind: str, ids: list[str]) -> set[str]:
        self._ties.expect(kind, ids)
        return {row_id for on in ids for row_id in self._ties.on(on, kind)}

    def _bookings_of(self, staff: Iterable[str]) -> Iterator[str]:
        """Yield all bookings of instructors whose department changed: rare, so by a scan."""
        c = record.c
        for instructor_id in sorted(staff):
            theirs = c.audience.contains(f"|i:{instructor_id}|", autoescape=True)
            mine = and_(c.school_id == self._school_id, c.kind == "booking", theirs)
            yield from self._connection.execute(select(c.id).where(mine)).scalars()

    def _author(self, conflict_id: str) -> str:
        """Return the token of whoever wrote what waits, by the device that its id names."""
        device_id = conflict_id.split(":")[1] if ":" in conflict_id else ""
        if device_id not in self._authors:
            d, u = device.c, user.c
            same = and_(u.school_id == d.school_id, u.id == d.user_id)
            who = select(u.role, u.instructor_id, u.department_id).join(device, same)
            here = and_(d.school_id == self._school_id, d.id == device_id)
            found = self._connection.execute(who.where(here)).one_or_none()
            self._authors[device_id] = Viewer(*found).author if found else ""
        return self._authors[device_id]


class Rows:
    """How rows are read while the gate is held."""

    def __init__(
        self, row: Callable[[str, str], Row | None], load: Callable[[Iterable[Key]], None]
    ):
        """Take the reader of one row and the reader of many."""
        self.row, self.load = row, load


def _department(instructor: Row | None) -> str:
    return str(instructor.body.get("department_id") or "") if instructor else ""
