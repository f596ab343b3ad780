"""Which events tell students by themselves: the school's rules, and the usual ones without."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from jd_desktop.domain.events import CHANNELS, EVENTS
from jd_desktop.domain.ids import keyed


@dataclass(frozen=True, slots=True)
class Rule:
    """By which channels an event is told, how many minutes ahead, and of which booking types.

    `types` is empty where all types count. `is_usual` says that the school has not touched it.
    """

    id: str
    event: str
    channels: tuple[str, ...]
    lead_minutes: int = 0
    types: frozenset[str] = frozenset()
    active: bool = True
    is_usual: bool = False

    def concerns(self, booking_type_id: str) -> bool:
        """Whether the rule is on and counts for this type of booking."""
        return self.active and (not self.types or booking_type_id in self.types)


def rule_id(school_id: str, event: str, n: int = 1) -> str:
    """Return the id of an event's rule number n, the same on every computer."""
    return keyed(school_id, "message_rule", f"{event}:{n}")


def usual(school_id: str) -> list[Rule]:
    """Return the rules of a school that has made none."""
    return [
        Rule(
            rule_id(school_id, event.name, n),
            event.name,
            event.usual,
            lead,
            active=bool(event.usual),
            is_usual=True,
        )
        for event in EVENTS.values()
        for n, lead in enumerate(event.leads or (0,), start=1)
    ]


def standing(school_id: str, records: Iterable[Mapping[str, Any]]) -> list[Rule]:
    """Return a school's rules: its records (each with its `id`), the usual ones where none is."""
    own = {record["id"]: _of(record) for record in records}
    rest = [rule for rule in usual(school_id) if rule.id not in own]
    order = list(EVENTS)
    known = [rule for rule in (*own.values(), *rest) if rule.event in EVENTS]
    return sorted(known, key=lambda r: (order.index(r.event), -r.lead_minutes, r.id))


def channels(
    rules: Iterable[Rule], event: str, *, booking_type_id: str = "", off: Collection[str] = ()
) -> tuple[str, ...]:
    """Return by which channels an event is told now; none where it is off for this type."""
    if event in off:
        return ()
    wanted = {
        channel
        for rule in rules
        if rule.event == event and rule.concerns(booking_type_id)
        for channel in rule.channels
    }
    return tuple(channel for channel in CHANNELS if channel in wanted)


def _of(record: Mapping[str, Any]) -> Rule:
    return Rule(
        record["id"],
        record["event"],
        tuple(c for c in CHANNELS if c in (record.get("channels") or ())),
        int(record.get("lead_minutes") or 0),
        frozenset(record.get("types") or ()),
        active=record.get("active") is not False,
    )
