"""When a lesson is reminded of, and until when a reminder is worth sending."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from jd_desktop.domain.clock import instant, local_day
from jd_desktop.domain.events import CHANNELS
from jd_desktop.domain.quiet import before_quiet, next_open
from jd_desktop.domain.rules import Rule

_READ_IN_TIME = timedelta(hours=1)
_TOO_LATE = timedelta(minutes=30)
TESTS = frozenset({"test_car", "test", "practical_test", "theory_test"})
"""The purposes of booking types that are a driving test."""

AHEAD = ("reminder", "test_countdown")
"""The events that are told some time before a booking."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """One telling of one booking by one channel; worth nothing from `expires` on."""

    event: str
    rule: Rule
    channel: str
    leaves: datetime
    expires: datetime


def occasions(
    rules: Iterable[Rule], booking: Mapping[str, Any], booking_type: Mapping[str, Any]
) -> list[Occasion]:
    """Return when a booking's students are told ahead of it.

    Each is worth something until the next by the same channel leaves: of two that are due at
    once only the later is sent.
    """
    starts = instant(booking["starts"])
    kind, off = str(booking.get("booking_type_id") or ""), booking_type.get("messages_off") or ()
    found = []
    for event in AHEAD:
        if event in off or (event == "test_countdown" and booking_type.get("purpose") not in TESTS):
            continue
        mine = [r for r in rules if r.event == event and r.concerns(kind)]
        for channel in CHANNELS:
            found += _by_channel(event, [r for r in mine if channel in r.channels], channel, starts)
    return found


def leaves(starts: datetime, lead: timedelta) -> datetime:
    """Return when a reminder leaves: `lead` ahead, at an hour at which people may be written to.

    What would come in the quiet of the night comes in the morning, or the evening before where
    the morning is too late.
    """
    due = starts - lead
    opens = next_open(due)
    return opens if opens <= max(due, starts - _READ_IN_TIME) else before_quiet(due)


def key(occasion: Occasion, booking_id: str, starts: str, to: str) -> str:
    """Return what keeps an occasion from being told twice, on whichever computer it is made.

    The rule is a part of it, since there may be two reminders of one booking.
    """
    it = occasion
    return f"g:{it.event}:{booking_id}:{starts}:{it.rule.id}:{it.channel}:{recipient_hash(to)}"


def recipient_hash(to: str) -> str:
    """Return a short name for an address that does not tell it."""
    return hashlib.sha256(to.strip().lower().encode()).hexdigest()[:16]


def days_left(now: datetime, starts: datetime) -> int:
    """Return how many days there are from today to the day of the booking."""
    return (local_day(starts) - local_day(now)).days


def _by_channel(event: str, rules: list[Rule], channel: str, starts: datetime) -> list[Occasion]:
    leads = sorted(rules, key=lambda r: (-r.lead_minutes, r.id))
    moments = [leaves(starts, timedelta(minutes=r.lead_minutes)) for r in leads]
    found = []
    for place, (rule, moment) in enumerate(zip(leads, moments, strict=True)):
        last = starts - min(_TOO_LATE, timedelta(minutes=rule.lead_minutes) / 2)
        ends = min([last, *(m for m in moments[place + 1 :] if m > moment)])
        overtaken = any(m <= moment for m in moments[place + 1 :])
        if moment < ends and not overtaken:
            found.append(Occasion(event, rule, channel, moment, ends))
    return found
