"""What a record must be before anybody may believe it; the same on the desktop and the central."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from jd_desktop.domain.clock import instant
from jd_desktop.domain.kinds import KINDS, Body, Field
from jd_desktop.domain.language import Text, text

LONGEST_BOOKING = timedelta(hours=12)
LONGEST_TEXT = 20_000


def problems(kind: str, body: Body) -> list[Text]:
    """Return what is wrong with a whole body, in sentences; empty when it may stand.

    Fields that this version does not know are let through: a newer desktop may know them.
    """
    if kind not in KINDS:
        return [text("Denne slags oplysning kendes ikke: {slags}.", slags=kind)]
    found = [p for f in KINDS[kind].fields() for p in _field_problems(f, body.get(f.name))]
    if kind == "booking" and not found:
        found += _booking_problems(body)
    return found


def _field_problems(field: Field, value: Any) -> list[Text]:
    if value is None or value == "":
        missing = text("Feltet {felt} mangler.", felt=field.name)
        return [missing] if field.required else []
    if not _fits(field.type, value):
        return [text("Feltet {felt} kan ikke læses.", felt=field.name)]
    return []


def _fits(expected: str, value: Any) -> bool:
    plain = {"integer": int, "flag": bool, "map": dict, "list": list, "ids": list}
    if expected == "integer" and isinstance(value, bool):
        return False
    if expected in plain:
        return isinstance(value, plain[expected])
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        return False
    return _is_date(expected, value)


def _is_date(expected: str, value: str) -> bool:
    readers: dict[str, Any] = {"instant": instant, "day": date.fromisoformat}
    try:
        readers.get(expected, str)(value)
    except ValueError:
        return False
    return True


def _booking_problems(body: Body) -> list[Text]:
    length = instant(body["ends"]) - instant(body["starts"])
    if length <= timedelta(0):
        return [text("En booking skal slutte efter den begynder.")]
    if length > LONGEST_BOOKING:
        return [text("En booking kan højst vare 12 timer.")]
    return []
