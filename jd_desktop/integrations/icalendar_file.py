"""Lessons from an iCalendar file: series, exceptions, time zones, cancellations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import blake2b
from itertools import groupby
from pathlib import Path
from typing import Any

import icalendar
import recurring_ical_events

from jd_desktop.domain.clock import local_day
from jd_desktop.domain.cpr import conceal
from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.language import COPENHAGEN, Text, text
from jd_desktop.integrations.bookings_file import BookingLine
from jd_desktop.integrations.reading import LONGEST_TEXT, Problem, Reading
from jd_desktop.integrations.tables import decode, read_bytes, refusal
from jd_desktop.integrations.values import LONGEST

BEFORE, AFTER = timedelta(days=180), timedelta(days=365)
OCCURRENCES_AT_MOST = 5_000
KEY = "import:ical:"
_FOLD = re.compile(rb"\r?\n[ \t]")
_NUMBER, _VOID = "X-JD-NUMBER", "X-JD-VOID"
_ONCE = ("DTSTART", "DTEND", "DURATION", "RRULE", "RECURRENCE-ID", "UID")
_SERIES = frozenset({"RRULE", "RDATE", "RECURRENCE-ID"})
_FREQUENCIES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_EARLIEST_SERIES = 1970
_FAULTS = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError)


@dataclass(frozen=True, slots=True)
class Events:
    """A calendar's lessons from `first` to `last`.

    `whole` are the keys' beginnings of events of which the file has every occurrence: one that
    is booked and not in the file any more has been taken out of the calendar.
    """

    reading: Reading[BookingLine]
    whole: frozenset[str]
    first: datetime
    last: datetime


def read_icalendar(path: Path, now: datetime) -> Events:
    """Read the events from 180 days before to 365 days after now; raises BadInput."""
    first, last = now - BEFORE, now + AFTER
    lines: list[BookingLine] = []
    problems: list[Problem] = []
    whole: set[str] = set()
    for uid, parts in _by_uid(_events(path)):
        found, wrong = _lessons(uid, parts, first, last)
        problems += wrong
        if len(lines) + len(found) > OCCURRENCES_AT_MOST:
            number = int(parts[0][_NUMBER])
            problems.append(Problem(number, "", _TOO_MANY))
            break
        lines += found
        if not wrong and any("RECURRENCE-ID" not in part for part in parts):
            whole.add(_beginning(uid))
    lines.sort(key=lambda line: (line.starts, line.row))
    reading = Reading(tuple(lines), tuple(problems), titles=_PROPERTIES)
    return Events(reading, frozenset(whole), first, last)


_PROPERTIES = {
    "student": "SUMMARY", "type": "SUMMARY", "instructor": "ATTENDEE", "vehicle": "LOCATION",
    "end": "DTEND", "state": "STATUS",
}  # fmt: skip
_TOO_MANY = text("Filen har over 5.000 aftaler; herfra er den ikke læst. Del den i mindre filer.")


def _events(path: Path) -> Iterator[Any]:
    """Yield every VEVENT with its number; text is unfolded first: some fold within a letter."""
    written = decode(path, _FOLD.sub(b"", read_bytes(path)))
    try:
        found = icalendar.Calendar.from_ical(written, multiple=True)
    except _FAULTS as e:
        raise _no_calendar(path, type(e).__name__) from e
    calendars = [c for c in found if c.name == "VCALENDAR"]
    if not calendars:
        raise _no_calendar(path, "no VCALENDAR")
    number = 0
    for calendar in calendars:
        method = str(calendar.get("METHOD", "")).upper()
        for event in calendar.walk("VEVENT"):
            number += 1
            event[_NUMBER] = str(number)
            if method == "CANCEL":
                event[_VOID] = "1"
            yield event


def _by_uid(events: Iterator[Any]) -> Iterator[tuple[str, Sequence[Any]]]:
    """Gather a series with its exceptions, in the order of the file."""
    gathered: dict[str, list[Any]] = {}
    for event in events:
        gathered.setdefault(_uid(event), []).append(event)
    yield from gathered.items()


def _uid(event: Any) -> str:
    """An event without a UID that may be kept is named by what it says."""
    written = event.get("UID")
    if written and not isinstance(written, list) and conceal(written) == written:
        return str(written)
    return blake2b(event.to_ical(), digest_size=12).hexdigest()


def _beginning(uid: str) -> str:
    return f"{KEY}{uid}:"


def _lessons(
    uid: str, parts: Sequence[Any], first: datetime, last: datetime
) -> tuple[list[BookingLine], list[Problem]]:
    """Return an event's occurrences; where a part cannot be read, none, and why."""
    wrong = [p for p in map(_refusal, parts) if p]
    if not wrong:
        try:
            found = _occurrences(parts, first, last)
        except _FAULTS:
            wrong = [Problem(int(parts[0][_NUMBER]), "VEVENT", _UNREADABLE)]
    if wrong:
        faulty = {p.row for p in wrong}
        others = [int(part[_NUMBER]) for part in parts]
        return [], [*wrong, *(Problem(n, "UID", _KIN) for n in others if n not in faulty)]
    return _lines(uid, found, is_series=any(_SERIES & part.keys() for part in parts))


_UNREADABLE = text("Aftalen kan ikke læses.")
_KIN = text("En anden del af samme serie kan ikke læses.")


def _refusal(event: Any) -> Problem | None:
    """Say why an event cannot be taken, None where it can."""
    if event.errors or "DTSTART" not in event or any(isinstance(event.get(n), list) for n in _ONCE):
        found: tuple[str, Text] | None = ("VEVENT", _UNREADABLE)
    elif not _repeats_sensibly(event):
        found = ("RRULE", text("Aftalen gentages på en måde, der ikke kan læses."))
    else:
        found = _time_refusal(event) or _words_refusal(event)
    return Problem(int(event[_NUMBER]), *found) if found else None


def _time_refusal(event: Any) -> tuple[str, Text] | None:
    start = event["DTSTART"]
    zone = start.params.get("TZID")
    if not isinstance(start.dt, datetime):
        return "DTSTART", text("Aftalen varer hele dagen og er derfor ingen lektion.")
    if zone and start.dt.tzinfo is None:
        return "DTSTART", text("Tidszonen {zone} kendes ikke.", zone=conceal(zone))
    if "DTEND" in event and _is_backwards(event):
        return "DTEND", text("Aftalen slutter, før den begynder.")
    return None


def _words_refusal(event: Any) -> tuple[str, Text] | None:
    for name in ("SUMMARY", "DESCRIPTION", "LOCATION"):
        words = _words(event, name)
        if conceal(words) != words:
            return name, text("Her står et CPR-nummer; fjern det i kalenderen.")
        if len(words) > LONGEST_TEXT:
            return name, text("Teksten er for lang; der er plads til 4.000 tegn.")
    return None


def _is_backwards(event: Any) -> bool:
    """The library would turn such an event around; a day or another zone it may end in."""
    start, end = event["DTSTART"].dt, event["DTEND"].dt
    return isinstance(end, datetime) and _instant(end) < _instant(start)


def _repeats_sensibly(event: Any) -> bool:
    """Whether a rule is one of lessons: every minute, or since 1601, would never end."""
    rule = event.get("RRULE")
    if rule is None:
        return True
    often = {str(f).upper() for f in rule.get("FREQ", ())} <= _FREQUENCIES
    few = len(rule.get("BYHOUR", ())) <= 4 and not {"BYMINUTE", "BYSECOND"} & rule.keys()
    steps = all(int(n) >= 1 for n in rule.get("INTERVAL", (1,)))
    return often and few and steps and event["DTSTART"].dt.year >= _EARLIEST_SERIES


def _occurrences(parts: Sequence[Any], first: datetime, last: datetime) -> list[Any]:
    calendar = icalendar.Calendar()
    calendar.subcomponents.extend(parts)
    return [*recurring_ical_events.of(calendar).between(first, last)]


def _lines(
    uid: str, found: Sequence[Any], *, is_series: bool
) -> tuple[list[BookingLine], list[Problem]]:
    """Name each occurrence by the day on which the series has it, so that a move keeps it."""
    lines: list[BookingLine] = []
    problems: list[Problem] = []
    days = [_day(e) if is_series else "" for e in found]
    by_day = sorted(
        ((on, _instant(e.start), e) for on, e in zip(days, found, strict=True)),
        key=lambda d: d[:2],
    )
    for on, same in groupby(by_day, key=lambda d: d[0]):
        for n, (_, _, event) in enumerate(same):
            key = f"{_beginning(uid)}{on}" + (f"#{n + 1}" if n else "")
            line = _line(event, key)
            lasts = line.ends - line.starts if line.ends and not line.cancelled else LONGEST
            if not timedelta(0) < lasts <= LONGEST:
                said = text("Lektionen skal vare noget, og højst 12 timer.")
                problems.append(Problem(line.row, "DTEND", said))
            else:
                lines.append(line)
    return lines, problems


def _day(event: Any) -> str:
    """Return the day that the series gave an occurrence before anybody moved it."""
    return local_day(_instant(event["RECURRENCE-ID"].dt)).isoformat()


def _line(event: Any, key: str) -> BookingLine:
    status = _words(event, "STATUS").upper()
    starts, ends = _instant(event.start), _instant(event.end)
    return BookingLine(
        row=int(event[_NUMBER]),
        key=key,
        starts=starts,
        ends=ends if ends != starts else None,
        note=_words(event, "DESCRIPTION"),
        place=_words(event, "LOCATION"),
        said=_words(event, "SUMMARY"),
        people=tuple(_people(event)),
        cancelled=status == "CANCELLED" or _VOID in event,
    )


def _instant(at: date) -> datetime:
    """A time without a zone is Danish time."""
    if not isinstance(at, datetime):
        raise TypeError("a day is no time")
    return at if at.tzinfo else at.replace(tzinfo=COPENHAGEN)


def _words(event: Any, name: str) -> str:
    written = event.get(name, "")
    parts = written if isinstance(written, list) else [written]
    return "\n".join(str(p).strip() for p in parts)


def _people(event: Any) -> Iterator[str]:
    """Yield names and addresses of organiser and attendees."""
    for name in ("ORGANIZER", "ATTENDEE"):
        written = event.get(name, [])
        for person in written if isinstance(written, list) else [written]:
            yield str(person.params.get("CN", ""))
            yield str(person).lower().removeprefix("mailto:")


def _no_calendar(path: Path, detail: str) -> BadInput:
    return refusal(
        path,
        text("{fil} er ikke en kalenderfil."),
        text("Eksportér kalenderen igen som iCalendar (.ics)."),
        detail=detail,
    )
