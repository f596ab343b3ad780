"""A believable school for the demo, planted through the ordinary operations."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from jd_desktop.domain.clock import local_day, midnight, week_of
from jd_desktop.domain.language import COPENHAGEN, text
from jd_desktop.operations.bookings import Draft, add
from jd_desktop.operations.work import Doing, Work

STUDENTS = 120
_WEEKS_BEFORE, _WEEKS_AFTER = 2, 4
_STARTS = ((8, 0), (9, 45), (12, 15), (14, 0), (15, 45))


@dataclass(frozen=True, slots=True)
class Planted:
    """Ids of what was planted, in the order of the sample file."""

    school_id: str
    instructors: tuple[str, ...]
    vehicles: tuple[str, ...]
    venues: tuple[str, ...]
    types: Mapping[str, str]
    students: tuple[str, ...]


def plant(work: Work, sample: Path) -> Planted:
    """Write the school of a sample file and six weeks of bookings around today."""
    data = tomllib.loads(sample.read_text(encoding="utf-8"))
    luck = Random(20261123)
    with work.doing(text("Oprettede eksempelskolen"), undoable=False) as doing:
        planted = _people(doing, data, luck)
    monday = week_of(local_day(work.clock.now()))
    for week in range(-_WEEKS_BEFORE, _WEEKS_AFTER):
        with work.doing(text("Oprettede en uges bookinger"), undoable=False) as doing:
            for day in range(5):
                _day(doing, planted, monday + timedelta(weeks=week, days=day), luck)
    return planted


def _people(doing: Doing, data: Mapping[str, Any], luck: Random) -> Planted:
    school = doing.create("school", data["school"])
    departments = [doing.create("department", {"name": n}) for n in data["departments"]]
    instructors = tuple(
        doing.create(
            "instructor",
            {**i, "hue": k, "active": True, "categories": ["B"], "department_id": departments[0]},
        )
        for k, i in enumerate(data["instructors"])
    )
    vehicles = tuple(
        doing.create("vehicle", {**v, "category": "B", "active": True}) for v in data["vehicles"]
    )
    venues = tuple(doing.create("venue", {**v, "active": True}) for v in data["venues"])
    types = {t["name"]: doing.create("booking_type", {**t, "active": True}) for t in data["types"]}
    students = tuple(
        doing.create("student", student)
        for student in _students(data["names"], departments, instructors, luck)
    )
    return Planted(school, instructors, vehicles, venues, types, students)


def _students(
    names: Mapping[str, list[str]],
    departments: list[str],
    instructors: tuple[str, ...],
    luck: Random,
) -> Iterator[dict[str, Any]]:
    pairs = [(f, e) for f in names["first"] for e in names["last"]]
    for k, (first, last) in enumerate(luck.sample(pairs, STUDENTS)):
        born = date(2008, 1, 1) + timedelta(days=luck.randrange(400))
        yield {
            "first_name": first,
            "last_name": last,
            "phone": f"+45{20_000_000 + k * 7919 % 9_999_999:08d}",
            "email": f"elev{k + 1}@nordre.example",
            "birth_date": born.isoformat(),
            "street": f"{luck.choice(names['streets'])} {luck.randrange(1, 90)}",
            "postcode": "8000",
            "city": "Aarhus C",
            "language": "en" if luck.random() < 0.06 else "da",
            "department_id": departments[k % len(departments)],
            "instructor_id": instructors[k % len(instructors)],
            "active": True,
        }


def _day(doing: Doing, planted: Planted, on: date, luck: Random) -> None:
    """Fill a working day: each instructor has the same car all day, so nothing collides."""
    cars = luck.sample(planted.vehicles, len(planted.instructors))
    pupils = list(planted.students)
    luck.shuffle(pupils)
    for k, instructor in enumerate(planted.instructors):
        taught = set(luck.sample(range(len(_STARTS)), luck.choice((3, 3, 4))))
        for place in sorted(taught):
            starts = _at(on, *_STARTS[place])
            kind = luck.choice(("Køretime", "Køretime", "Køretime", "Motorvejskørsel"))
            draft = Draft(
                instructor_id=instructor,
                vehicle_id=cars[k],
                student_ids=(pupils.pop(),),
                starts=starts,
                ends=starts + timedelta(minutes=90),
                booking_type_id=planted.types[kind],
                pickup=luck.choice(("", "Vestergade 12", "Aarhus H", "Skolen")),
            )
            _add(doing, draft, luck)
    if on.weekday() == 1:
        _theory(doing, planted, on, pupils)


def _add(doing: Doing, draft: Draft, luck: Random) -> None:
    booking = add(doing, draft)
    if draft.ends < doing.now:
        chance = luck.random()
        state = "cancelled" if chance < 0.06 else "no_show" if chance < 0.09 else "completed"
        values: dict[str, Any] = {"state": state}
        if state == "cancelled":
            values |= {"cancelled_by": "student", "cancel_reason": "Syg"}
        doing.set("booking", booking, values)


def _theory(doing: Doing, planted: Planted, on: date, pupils: list[str]) -> None:
    """An evening class of twelve."""
    starts = _at(on, 18, 0)
    _theory_class = Draft(
        instructor_id=planted.instructors[2],
        venue_id=planted.venues[2],
        student_ids=tuple(pupils[:12]),
        starts=starts,
        ends=starts + timedelta(hours=3),
        booking_type_id=planted.types["Teori"],
        note="Hold 47",
    )
    booking = add(doing, _theory_class)
    if _theory_class.ends < doing.now:
        doing.set("booking", booking, {"state": "completed"})


def _at(on: date, hour: int, minute: int) -> datetime:
    local = midnight(on).astimezone(COPENHAGEN)
    return local.replace(hour=hour, minute=minute)
