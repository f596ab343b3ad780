"""The hours at which messages that no person sends let people be, in Copenhagen."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from jd_desktop.domain.language import COPENHAGEN

_WEEKDAY, _WEEKEND = (time(8), time(20)), (time(9), time(18))
_SATURDAY = 5
_BEFORE_CLOSING = timedelta(minutes=30)


def is_quiet(at: datetime) -> bool:
    """Whether generated messages let people be: 20–8 in Copenhagen, 18–9 at weekends."""
    local = at.astimezone(COPENHAGEN)
    opens, closes = _hours(local.date())
    return not opens <= local.time() < closes


def next_open(at: datetime) -> datetime:
    """Return the first moment from `at` on that is not quiet."""
    if not is_quiet(at):
        return at
    local = at.astimezone(COPENHAGEN)
    day = local.date()
    if local.time() >= _hours(day)[1]:
        day += timedelta(days=1)
    return _at(day, _hours(day)[0])


def before_quiet(at: datetime) -> datetime:
    """Return a moment half an hour before the quiet that `at` lies in; `at` where it is none."""
    if not is_quiet(at):
        return at
    local = at.astimezone(COPENHAGEN)
    day = local.date()
    if local.time() < _hours(day)[0]:
        day -= timedelta(days=1)
    return _at(day, _hours(day)[1]) - _BEFORE_CLOSING


def _hours(day: date) -> tuple[time, time]:
    return _WEEKEND if day.weekday() >= _SATURDAY else _WEEKDAY


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, COPENHAGEN).astimezone(UTC)
