"""Finding who and what a file means by a name, a phone, initials or a plate."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, select

from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.phone import normalise
from jd_desktop.domain.search import words
from jd_desktop.integrations.headings import key
from jd_desktop.store.tables import ENTITIES

Name = tuple[str, ...]
_LONGEST_NAME = 7
_PHONE = re.compile(r"(?:\+[0-9]{1,3}[ .-]?)?(?:[0-9][ .-]?){7,12}[0-9]")


def plain(written: str) -> Name:
    """Return the words of a name so that case, order of comma and writing of æøå do not matter."""
    last, comma, first = written.partition(",")
    turned = f"{first} {last}" if comma else written
    return tuple(k for k in map(key, words(turned)) if k)


class Names:
    """Names to ids; active ones win over archived ones."""

    def __init__(self) -> None:
        """Begin with none."""
        self._ids: dict[Name, dict[str, bool]] = {}

    def add(self, name: Name, row_id: str, *, active: bool = True) -> None:
        """Let a name mean a row, besides what it means already."""
        if name:
            self._ids.setdefault(name, {})[row_id] = active

    def find(self, name: Name) -> set[str]:
        """Return the ids that a name may mean."""
        found = self._ids.get(name, {})
        return {i for i, active in found.items() if active} or set(found)

    def within(self, said: str) -> list[set[str]]:
        """Return what names in a text may mean, the longest names first found, none twice."""
        spoken = [k for k in map(key, words(said)) if k]
        found: list[set[str]] = []
        at = 0
        while at < len(spoken):
            for length in range(min(_LONGEST_NAME, len(spoken) - at), 0, -1):
                ids = self.find(tuple(spoken[at : at + length]))
                if ids:
                    found.append(ids)
                    at += length - 1
                    break
            at += 1
        return [ids for n, ids in enumerate(found) if ids not in found[:n]]


class Directory:
    """Everyone and everything that a file may name, read once."""

    def __init__(self, db: Connection):
        """Read students, instructors, vehicles, departments and booking types."""
        self.students, self.phones = Names(), Names()
        self.instructors, self.vehicles = Names(), Names()
        self.departments, self.types = Names(), Names()
        self.minutes: dict[str, int] = {}
        self._instructors_in_full = Names()
        self._initials: dict[str, set[str]] = {}
        self._plates: dict[str, str] = {}
        for row in _rows(db, "student"):
            self._add_student(row)
        for row in _rows(db, "instructor"):
            self._add_instructor(row)
        for row in _rows(db, "vehicle"):
            self._add_vehicle(row)
        for row in _rows(db, "department"):
            self.departments.add(plain(row.name), row.id, active=row.active is not False)
        for row in _rows(db, "booking_type"):
            self.types.add(plain(row.name), row.id, active=row.active is not False)
            self.minutes[row.id] = row.minutes

    def students_called(self, name: str, phone: str) -> set[str]:
        """Return the students that a name and a phone together may mean."""
        called, phoned = self.students.find(plain(name)), self.phones.find((phone,))
        if not name:
            return phoned
        if called & phoned:
            return called & phoned
        return called if not phoned else set()

    def students_in(self, said: str) -> list[set[str]]:
        """Return whom a text means: by phones first, else by names."""
        by_phone = [self.phones.find((p,)) for p in _phones(said)]
        return [ids for ids in by_phone if ids] or self.students.within(said)

    def instructors_in(self, said: str, people: Iterable[str]) -> set[str]:
        """Return the instructors among an event's people, else those that its text names."""
        found = {i for p in people for i in self.instructors.find(plain(p))}
        if not found:
            found = {i for ids in self._instructors_in_full.within(said) for i in ids}
        spoken = re.findall(r"[^\W\d_]{2,}", said)
        return found or {i for word in spoken for i in self._initials.get(word, ())}

    def vehicle_in(self, said: str) -> str:
        """Return the vehicle whose plate stands in a text, "" where there is none."""
        compact = re.sub(r"\W", "", said).upper()
        return next((i for plate, i in self._plates.items() if plate in compact), "")

    def _add_student(self, row: Any) -> None:
        active = row.active is not False
        first, last = plain(row.first_name or ""), plain(row.last_name or "")
        for name in {first + last, last + first}:
            self.students.add(name, row.id, active=active)
        if row.phone:
            self.phones.add((row.phone,), row.id, active=active)

    def _add_instructor(self, row: Any) -> None:
        active = row.active is not False
        name = plain(row.name)
        for known in {name, name[:1], plain(row.email or ""), plain(row.initials or "")}:
            self.instructors.add(known, row.id, active=active)
        self._instructors_in_full.add(name, row.id, active=active)
        if row.initials and active:
            self._initials.setdefault(row.initials, set()).add(row.id)

    def _add_vehicle(self, row: Any) -> None:
        active = row.active is not False
        compact = re.sub(r"\W", "", row.plate).upper()
        self._plates[compact] = row.id
        model = plain(row.model or "")
        for known in {(key(row.plate),), plain(row.plate), model, plain(row.make or "") + model}:
            self.vehicles.add(known, row.id, active=active)


def _rows(db: Connection, kind: str) -> Sequence[Any]:
    return db.execute(select(ENTITIES[kind])).all()


def _phones(said: str) -> list[str]:
    found = []
    for written in _PHONE.findall(said):
        try:
            found.append(normalise(written))
        except BadInput:
            continue
    return found
