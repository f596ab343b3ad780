"""Bookings from a table or a calendar: added, moved or cancelled, and nobody is told by SMS."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from jd_desktop.domain.clock import instant, wire
from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.language import DANISH, Text, text
from jd_desktop.integrations.bookings_file import BookingLine
from jd_desktop.integrations.reading import Reading
from jd_desktop.operations.bookings import Draft, add
from jd_desktop.operations.import_names import Directory, plain
from jd_desktop.operations.import_people import no_instructor
from jd_desktop.operations.import_report import Outcome, Report
from jd_desktop.operations.import_steps import Step, added, carry_out, known, refused
from jd_desktop.operations.work import Doing, Work
from jd_desktop.store.tables import ENTITIES

if TYPE_CHECKING:
    from jd_desktop.integrations.icalendar_file import Events

_PLANNED = ("draft", "requested", "tentative", "confirmed")
_VOID = "void"


def import_bookings(
    work: Work, reading: Reading[BookingLine], *, dry_run: bool, instructor: str = ""
) -> Report:
    """Book the lessons of a table; `instructor` teaches those that name nobody."""

    def plan(db: Connection) -> Iterator[Step]:
        return _Plan(db, reading, instructor).steps()

    return carry_out(work, "bookings", reading, plan, dry_run=dry_run)


def import_events(work: Work, events: Events, *, dry_run: bool, instructor: str = "") -> Report:
    """Book the lessons of a calendar, all `instructor`'s where one is given.

    What was booked from it and is in it no more is cancelled, where the lesson has not begun.
    """

    def plan(db: Connection) -> Iterator[Step]:
        planned = _Plan(db, events.reading, instructor)
        yield from planned.steps()
        yield from planned.gone(events, work.clock.now())

    return carry_out(work, "bookings", events.reading, plan, dry_run=dry_run)


class _Wrong(Exception):
    """Why a line cannot be booked, and at which field."""

    def __init__(self, field: str, reason: Text):
        super().__init__(field)
        self.field, self.reason = field, reason


class _Finder:
    """Turns a line with names into a draft with ids."""

    def __init__(self, db: Connection, instructor: str):
        self._all = Directory(db)
        self._instructor = self._only_instructor(instructor) if instructor else ""

    def draft(self, line: BookingLine) -> Draft:
        """Return the booking a line means; raises _Wrong."""
        type_id = self._type(line)
        return Draft(
            instructor_id=self._teacher(line),
            starts=line.starts,
            ends=self._ends(line, type_id),
            student_ids=self._students(line),
            vehicle_id=self._vehicle(line),
            booking_type_id=type_id,
            note=line.note,
            pickup=line.place,
        )

    def _only_instructor(self, name: str) -> str:
        found = self._all.instructors.find(plain(name))
        if len(found) != 1:
            raise BadInput(no_instructor(name, found), hint=text("Se listen over kørelærere."))
        return found.pop()

    def _teacher(self, line: BookingLine) -> str:
        if line.instructor:
            found = self._all.instructors.find(plain(line.instructor))
            if len(found) != 1:
                raise _Wrong("instructor", no_instructor(line.instructor, found))
            return found.pop()
        if self._instructor:
            return self._instructor
        found = self._all.instructors_in(line.said, line.people)
        if len(found) != 1:
            raise _Wrong("instructor", _NOBODY if not found else _SEVERAL)
        return found.pop()

    def _students(self, line: BookingLine) -> tuple[str, ...]:
        if line.student or line.phone:
            meant = [self._all.students_called(line.student, line.phone)]
        else:
            meant = self._all.students_in(line.said)
        if not meant or not meant[0]:
            raise _Wrong("student", _no_student(line))
        if any(len(ids) > 1 for ids in meant):
            raise _Wrong("student", text("Flere elever passer; skriv telefonnummeret."))
        return tuple(sorted({i for ids in meant for i in ids}))

    def _vehicle(self, line: BookingLine) -> str:
        if not line.vehicle:
            return self._all.vehicle_in(f"{line.said} {line.place}")
        found = self._all.vehicles.find(plain(line.vehicle)) or self._all.vehicles.find(
            ("".join(plain(line.vehicle)),)
        )
        if len(found) != 1:
            raise _Wrong("vehicle", text("Skolevognen {navn} findes ikke.", navn=line.vehicle))
        return found.pop()

    def _type(self, line: BookingLine) -> str:
        if not line.type:
            named = self._all.types.within(line.said)
            return next((ids.copy().pop() for ids in named if len(ids) == 1), "")
        found = self._all.types.find(plain(line.type))
        if len(found) != 1:
            raise _Wrong("type", text("Lektionstypen {navn} findes ikke.", navn=line.type))
        return found.pop()

    def _ends(self, line: BookingLine, type_id: str) -> datetime:
        if line.ends:
            return line.ends
        minutes = self._all.minutes.get(type_id)
        if not minutes:
            raise _Wrong("end", text("Sluttiden mangler."))
        return line.starts + timedelta(minutes=minutes)


_NOBODY = text("Ingen kørelærer er nævnt.")
_SEVERAL = text("Flere kørelærere er nævnt.")


def _no_student(line: BookingLine) -> Text:
    if line.student and line.phone:
        return text("Ingen elev har både navnet {navn} og telefonnummeret.", navn=line.student)
    if line.student:
        return text("Eleven {navn} findes ikke.", navn=line.student)
    if line.phone:
        return text("Ingen elev har telefonnummeret.")
    return text("Ingen elev kendes i »{aftale}«.", aftale=line.said)


@dataclass(frozen=True, slots=True)
class _Booked:
    """A booking that is there; `stamp` says what the file had when it was last taken."""

    id: str
    row: Any
    stamp: str


class _Plan:
    """Lines held against what is booked."""

    def __init__(self, db: Connection, reading: Reading[BookingLine], instructor: str):
        self._reading = reading
        self._finder = _Finder(db, instructor)
        self._booked: dict[str, _Booked] = {}
        self._slots: set[tuple[str, str, tuple[str, ...]]] = set()
        for row in db.execute(select(ENTITIES["booking"])):
            key, _, stamp = (row.source_key or "").rpartition(" ")
            if key:
                self._booked[key] = _Booked(row.id, row, stamp)
            if row.state in _PLANNED:
                self._slots.add((row.starts, row.instructor_id, tuple(row.student_ids or ())))

    def steps(self) -> Iterator[Step]:
        """Yield what each line comes to."""
        met: set[str] = set()
        for line in self._reading.lines:
            if line.key in met:
                yield known(line.row, _name(line))
                continue
            met.add(line.key)
            try:
                yield self._cancelled(line) if line.cancelled else self._wanted(line)
            except _Wrong as wrong:
                problem = self._reading.problem(line.row, wrong.field, wrong.reason)
                yield refused(_name(line), problem)

    def gone(self, events: Events, now: datetime) -> Iterator[Step]:
        """Yield the cancelling of what the calendar has no more."""
        there = {line.key for line in events.reading.lines}
        for key, booked in self._booked.items():
            beginning = key[: key.rindex(":") + 1] if ":" in key else ""
            if key in there or beginning not in events.whole or booked.stamp == _VOID:
                continue
            starts = instant(booked.row.starts)
            if now < starts <= events.last and booked.row.state in _PLANNED:
                yield _cancel(0, DANISH.when(starts), key, booked)

    def _wanted(self, line: BookingLine) -> Step:
        draft = self._finder.draft(line)
        stamp, booked = _stamp(draft), self._booked.get(line.key)
        if booked is not None:
            return self._again(line, draft, stamp, booked)
        slot = (wire(draft.starts), draft.instructor_id, draft.student_ids)
        if slot in self._slots:
            return known(line.row, _name(line))
        self._slots.add(slot)
        values = {"note": draft.note, "pickup": draft.pickup}
        write = partial(add, draft=replace(draft, source_key=f"{line.key} {stamp}"))
        return added(line.row, _name(line), values, write)

    def _again(self, line: BookingLine, draft: Draft, stamp: str, booked: _Booked) -> Step:
        """An unchanged line leaves alone what people have done to its booking since."""
        if booked.stamp == stamp:
            return known(line.row, _name(line))
        if booked.row.state not in _PLANNED and booked.stamp != _VOID:
            raise _Wrong("", text("Bookingen er aflyst eller holdt i mellemtiden."))
        slot: dict[str, Any] = {
            "starts": wire(draft.starts),
            "ends": wire(draft.ends),
            "instructor_id": draft.instructor_id,
            "student_ids": list(draft.student_ids),
            **({"vehicle_id": draft.vehicle_id} if draft.vehicle_id else {}),
        }
        values = {**slot, "source_key": f"{line.key} {stamp}"}
        if booked.stamp == _VOID:
            values |= {"state": "confirmed", "cancelled_by": None, "cancel_reason": None}
        outcome = Outcome(line.row, "changed", _name(line))
        return Step(outcome, partial(_set, booking_id=booked.id, values=values), 500)

    def _cancelled(self, line: BookingLine) -> Step:
        booked = self._booked.get(line.key)
        if booked is None:
            raise _Wrong("state", text("Aftalen er aflyst og tages ikke ind."))
        if booked.row.state not in _PLANNED:
            return known(line.row, _name(line))
        return _cancel(line.row, _name(line), line.key, booked)


def _cancel(row: int, name: str, key: str, booked: _Booked) -> Step:
    values = {"state": "cancelled", "cancelled_by": "school", "source_key": f"{key} {_VOID}"}
    write = partial(_set, booking_id=booked.id, values=values)
    return Step(Outcome(row, "cancelled", name), write, 300)


def _set(doing: Doing, *, booking_id: str, values: Mapping[str, Any]) -> None:
    doing.set("booking", booking_id, values)


def _stamp(draft: Draft) -> str:
    said = (
        wire(draft.starts), wire(draft.ends), draft.instructor_id, draft.vehicle_id,
        *draft.student_ids,
    )  # fmt: skip
    return blake2b("\0".join(said).encode(), digest_size=8).hexdigest()


def _name(line: BookingLine) -> str:
    who: Collection[str] = (line.student, line.said, line.phone)
    return f"{next((w for w in who if w), '')} {DANISH.when(line.starts)}".strip()
