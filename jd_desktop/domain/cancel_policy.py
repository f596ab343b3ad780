"""Until when a booking may be cancelled for nothing, and what it costs after that.

Danish schools count in three ways (domain.md §1.9): hours before, a clock time some days before,
and a clock time some working days before. A school's own policy is data; this reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from jd_desktop.domain.kind import Body
from jd_desktop.domain.language import COPENHAGEN, Language

IsHoliday = Callable[[date], bool]
_SATURDAY = 5
_FURTHEST = 60
"""No deadline lies further back than so many days, whatever is written."""


@dataclass(frozen=True, slots=True)
class Fee:
    """What a late cancellation costs, in øre, and until when it had been free."""

    amount_ore: int
    free_until: datetime
    cancelled_at: datetime
    share: str


def free_until(deadline: Mapping[str, Any], starts: datetime, is_holiday: IsHoliday) -> datetime:
    """Return the last moment at which cancelling is free; wall clock times are Copenhagen's."""
    if deadline.get("kind") == "hours":
        return starts - timedelta(hours=int(deadline.get("hours") or 0))
    days = min(int(deadline.get("days") or 0), _FURTHEST)
    day = starts.astimezone(COPENHAGEN).date()
    if deadline.get("kind") == "workdays":
        day = _working_days_before(day, days, is_holiday)
    else:
        day -= timedelta(days=days)
    return datetime.combine(day, _clock(deadline), COPENHAGEN)


def fee(
    policy: Body, price_ore: int, starts: datetime, cancelled_at: datetime, is_holiday: IsHoliday
) -> Fee | None:
    """Return what cancelling at a moment costs, None where it is free or the policy costs nothing.

    Nobody pays more than what the lesson would have cost, unless the policy names an amount.
    """
    until = free_until(policy.get("deadline") or {}, starts, is_holiday)
    if cancelled_at <= until:
        return None
    costs = policy.get("fee") or {}
    if costs.get("kind") == "fixed":
        amount, share = int(costs.get("ore") or 0), "fixed"
    elif costs.get("kind") == "percent":
        percent = max(0, min(100, int(costs.get("percent") or 0)))
        amount, share = (2 * price_ore * percent + 100) // 200, f"{percent} %"
    else:
        amount, share = price_ore, "full"
    return Fee(amount, until, cancelled_at, share) if amount > 0 else None


def words(language: Language, found: Fee | None, until: datetime) -> str:
    """Say what a cancellation costs and why."""
    if found is None:
        return language.tr(
            "0 kr., fordi der kunne aflyses til {frist}.", frist=language.when(until)
        )
    share = {
        "full": language.tr("hele prisen"),
        "fixed": language.tr("et fast gebyr"),
    }.get(found.share, language.tr("{del} af prisen", **{"del": found.share}))
    return language.tr(
        "{beløb}, fordi fristen var {frist} og der blev aflyst {hvornår}: {hvad}.",
        beløb=language.money(found.amount_ore),
        frist=language.when(found.free_until),
        hvornår=language.when(found.cancelled_at),
        hvad=share,
    )


def _clock(deadline: Mapping[str, Any]) -> time:
    try:
        return time.fromisoformat(str(deadline.get("at") or "12:00"))
    except ValueError:
        return time(12)


def _working_days_before(day: date, days: int, is_holiday: IsHoliday) -> date:
    left = days
    while left > 0:
        day -= timedelta(days=1)
        if day.weekday() < _SATURDAY and not is_holiday(day):
            left -= 1
    return day
