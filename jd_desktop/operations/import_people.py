"""Students, instructors and vehicles from a file, each added once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from sqlalchemy import Connection, select

from jd_desktop.domain.cpr import Cpr
from jd_desktop.domain.language import Text, text
from jd_desktop.integrations.reading import Problem, Reading
from jd_desktop.integrations.students_file import StudentLine
from jd_desktop.integrations.things_file import ThingLine
from jd_desktop.operations.import_names import Directory, Name, plain
from jd_desktop.operations.import_report import Report
from jd_desktop.operations.import_steps import Step, added, carry_out, known, refused
from jd_desktop.operations.students import put_new
from jd_desktop.operations.work import Doing, Work
from jd_desktop.store.tables import ENTITIES, cpr_vault


def import_students(work: Work, reading: Reading[StudentLine], *, dry_run: bool) -> Report:
    """Add the students who are not there: by the file's key, by name and phone, or by CPR."""
    return carry_out(
        work, "students", reading, lambda db: _student_steps(db, reading), dry_run=dry_run
    )


def import_instructors(work: Work, reading: Reading[ThingLine], *, dry_run: bool) -> Report:
    """Add the instructors whose name is not there."""

    def plan(db: Connection) -> Iterator[Step]:
        directory = Directory(db)
        there = {plain(r.name) for r in db.execute(select(ENTITIES["instructor"].c.name))}
        hue = len(there)
        for line in reading.lines:
            step = _thing_step(reading, line, directory, there, {"hue": hue})
            hue += step.outcome.state == "added"
            yield step

    return carry_out(work, "instructors", reading, plan, dry_run=dry_run)


def import_vehicles(work: Work, reading: Reading[ThingLine], *, dry_run: bool) -> Report:
    """Add the vehicles whose plate is not there."""

    def plan(db: Connection) -> Iterator[Step]:
        directory = Directory(db)
        plates = db.execute(select(ENTITIES["vehicle"].c.plate)).scalars()
        there = {_compact(p) for p in plates}
        for line in reading.lines:
            yield _thing_step(reading, line, directory, there, {})

    return carry_out(work, "vehicles", reading, plan, dry_run=dry_run)


class _Known:
    """Who is there already, those of the file's earlier rows included."""

    def __init__(self, db: Connection):
        s = ENTITIES["student"].c
        rows = db.execute(select(s.first_name, s.last_name, s.phone, s.source_key)).all()
        self._keys = {r.source_key for r in rows if r.source_key}
        self._people = {
            (plain(f"{r.first_name} {r.last_name or ''}"), r.phone) for r in rows if r.phone
        }
        in_vault = select(cpr_vault.c.cpr).join(ENTITIES["student"], s.id == cpr_vault.c.student_id)
        self._numbers = set(db.execute(in_vault).scalars())

    def meet(self, line: StudentLine) -> bool:
        """Whether a student is known; from now on it is."""
        person = (plain(line.name), line.values.get("phone"))
        number = line.cpr.digits if line.cpr else None
        found = (
            line.key in self._keys
            or (person[1] is not None and person in self._people)
            or number in self._numbers
        )
        self._keys.add(line.key)
        self._people.add(person)
        if number:
            self._numbers.add(number)
        return found


def _student_steps(db: Connection, reading: Reading[StudentLine]) -> Iterator[Step]:
    directory, there = Directory(db), _Known(db)
    for line in reading.lines:
        wanted: list[Problem] = []
        values = {
            **line.values,
            **_place(reading, line, directory, wanted),
            **_teacher(reading, line, directory, wanted),
            "source_key": line.key,
        }
        if wanted:
            yield refused(line.name, *wanted)
        elif there.meet(line):
            yield known(line.row, line.name)
        else:
            yield added(line.row, line.name, values, partial(_put, values=values, cpr=line.cpr))


def _put(doing: Doing, *, values: Mapping[str, Any], cpr: Cpr | None) -> None:
    put_new(doing, {**values, **({"cpr": cpr.digits} if cpr else {})})


def _thing_step(
    reading: Reading[ThingLine],
    line: ThingLine,
    directory: Directory,
    there: set[Any],
    more: Mapping[str, Any],
) -> Step:
    kind = "vehicle" if "plate" in line.values else "instructor"
    mark = _compact(line.name) if kind == "vehicle" else plain(line.name)
    wanted: list[Problem] = []
    place = _place(reading, line, directory, wanted)
    if wanted:
        return refused(line.name, *wanted)
    if mark in there:
        return known(line.row, line.name)
    there.add(mark)
    values = {**line.values, **place, **more, "active": True}
    return added(line.row, line.name, values, lambda doing: doing.create(kind, values))


def _place(
    reading: Reading[Any],
    line: StudentLine | ThingLine,
    directory: Directory,
    wanted: list[Problem],
) -> dict[str, str]:
    """Return the department's id; notes a problem where it is not one."""
    if not line.department:
        return {}
    found = directory.departments.find(plain(line.department))
    if len(found) != 1:
        said = text("Afdelingen {navn} findes ikke.", navn=line.department)
        wanted.append(reading.problem(line.row, "department", said))
        return {}
    return {"department_id": found.pop()}


def _teacher(
    reading: Reading[Any], line: StudentLine, directory: Directory, wanted: list[Problem]
) -> dict[str, str]:
    if not line.instructor:
        return {}
    found = directory.instructors.find(plain(line.instructor))
    if len(found) != 1:
        wanted.append(
            reading.problem(line.row, "instructor", no_instructor(line.instructor, found))
        )
        return {}
    return {"instructor_id": found.pop()}


def no_instructor(name: str, found: set[str]) -> Text:
    """Say that a name is nobody's, or several instructors'."""
    if found:
        return text("Flere kørelærere kan hedde {navn}; skriv hele navnet.", navn=name)
    return text("Kørelæreren {navn} findes ikke.", navn=name)


def _compact(plate: str) -> Name:
    return ("".join(c for c in plate.upper() if c.isalnum()),)
