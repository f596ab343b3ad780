"""Dates, times, lengths and plates in the writings that offices use; each raises ValueError."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from jd_desktop.domain.language import COPENHAGEN
from jd_desktop.domain.search import fold

_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[T ].*)?")
_DANISH = re.compile(r"([0-9]{1,2})[-./ ]+([0-9]{1,2})[-./ ]+([0-9]{4}|[0-9]{2})(?: .*)?")
_NAMED = re.compile(r"([0-9]{1,2})[-. ]*([^\W\d_]+)[-. ]*([0-9]{4}|[0-9]{2})")
_WEEKDAY = re.compile(r"[^\W\d_]{2,9}[., ]+(?:den +|d\. *)?(?=[0-9])")
_CLOCK = re.compile(r"(?:kl\.? *)?([0-9]{1,2})(?:[:.]?([0-9]{2}))?(?:[:.][0-9]{2})?", re.IGNORECASE)
_LENGTH = re.compile(r"([0-9]+(?:[.,][0-9]+)?) *([^\W\d_]*)\.?")
_PLATE = re.compile(r"([A-ZÆØÅ]{2})([0-9]{2})([0-9]{3})")
_MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_ENGLISH = {"may": "maj", "oct": "okt"}
_HOURS = frozenset(("t", "time", "timer", "h", "hour", "hours"))
_MINUTES = frozenset(("", "m", "min", "minut", "minutter", "minutes"))
LONGEST = timedelta(hours=12)


def day(written: str, *, newest: date) -> date:
    """Read a date; a year of two digits is the latest that does not pass `newest`."""
    iso = _ISO.fullmatch(written)
    if iso:
        return date(int(iso[1]), int(iso[2]), int(iso[3]))
    plain = _WEEKDAY.sub("", written, count=1) if written[:1].isalpha() else written
    named = _NAMED.fullmatch(plain)
    if named:
        return date(_year(named[3], newest), _month(named[2]), int(named[1]))
    parts = _DANISH.fullmatch(plain)
    if not parts:
        raise ValueError("no date")
    return date(_year(parts[3], newest), int(parts[2]), int(parts[1]))


def _year(written: str, newest: date) -> int:
    year = int(written)
    if len(written) == 2:
        year += newest.year // 100 * 100
        year -= 100 if year > newest.year else 0
    return year


def clock(written: str) -> time:
    """Read a clock time: 10:15, 10.15, 1015, kl. 10; a date before it is passed over."""
    last = written.replace("T", " ").split(" ")[-1] if _ISO.fullmatch(written) else written
    parts = _CLOCK.fullmatch(last.strip())
    if not parts:
        raise ValueError("no time")
    return time(int(parts[1]), int(parts[2] or 0))


def length(written: str) -> timedelta:
    """Read a length: 90, 90 min, 1,5 timer, 1:30; more than none and at most 12 hours."""
    hours, colon, minutes = written.partition(":")
    if colon:
        found = timedelta(hours=int(hours), minutes=int(minutes.split(":")[0]))
    else:
        found = _counted(written)
    if not timedelta(0) < found <= LONGEST:
        raise ValueError("no length of a lesson")
    return found


def _counted(written: str) -> timedelta:
    parts = _LENGTH.fullmatch(written)
    if not parts or parts[2].lower() not in _HOURS | _MINUTES:
        raise ValueError("no length")
    number = float(parts[1].replace(",", "."))
    by_hours = parts[2].lower() in _HOURS
    return timedelta(minutes=round(number * 60 if by_hours else number))


def local(on: date, at: time) -> datetime:
    """Return the instant in Copenhagen; raises ValueError in the hour that summer time skips."""
    found = datetime.combine(on, at, COPENHAGEN)
    if found.astimezone(UTC).astimezone(COPENHAGEN).time() != at:
        raise ValueError("no such time")
    return found


def plate(written: str) -> str:
    """Write a plate as on the car, CK 41 277; a plate of one's own choice stays as it is."""
    letters = re.sub(r"[\s.\-]", "", written).upper()
    parts = _PLATE.fullmatch(letters)
    if parts:
        return " ".join(parts.groups())
    if not re.fullmatch(r"[A-ZÆØÅ0-9]{2,7}", letters):
        raise ValueError("no plate")
    return letters


def _month(written: str) -> int:
    short = fold(written)[:3]
    return _MONTHS.index(_ENGLISH.get(short, short)) + 1
