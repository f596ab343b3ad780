"""What a record must be before anybody may believe it; the same on the desktop and the central."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from jd_desktop.domain.clock import instant
from jd_desktop.domain.kinds import KINDS, Body, Field
from jd_desktop.domain.language import Text, text

LONGEST_BOOKING = timedelta(hours=12)
LONGEST_TEXT = 20_000
LONGEST_ID = 200
YEARS = range(1900, 3000)
_LARGEST = 2**53
"""Beyond this, programs that read JSON numbers as floats would change them."""


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


def patch_problems(kind: str, patch: Body) -> list[Text]:
    """Return what makes a patch unreadable, in sentences, before it is laid over anything."""
    if kind not in KINDS:
        return problems(kind, patch)
    found: list[Text] = []
    for group in KINDS[kind].groups:
        for field in group.fields:
            value = patch.get(field.name)
            fits = _fits_rule(group.rule, field, value)
            if value not in (None, "") and not fits:
                found.append(text("Feltet {felt} kan ikke læses.", felt=field.name))
    return found


def _fits_rule(rule: str, field: Field, value: Any) -> bool:
    if rule == "set" and isinstance(value, dict):
        return all(_are_ids(value.get(k, [])) for k in ("add", "remove"))
    if rule == "set":
        return _are_ids(value)
    if rule == "append":
        entries = value if isinstance(value, list) else [None]
        return all(isinstance(e, dict) and _is_id(e.get("id")) for e in entries)
    return _fits(field.type, value)


def _field_problems(field: Field, value: Any) -> list[Text]:
    if value is None or value == "":
        missing = text("Feltet {felt} mangler.", felt=field.name)
        return [missing] if field.required else []
    if not _fits(field.type, value):
        return [text("Feltet {felt} kan ikke læses.", felt=field.name)]
    return []


def _fits(expected: str, value: Any) -> bool:
    plain = {"flag": bool, "map": dict, "list": list}
    if expected in plain:
        return isinstance(value, plain[expected])
    special = {"integer": _is_integer, "id": _is_id, "ids": _are_ids}
    if expected in special:
        return special[expected](value)
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        return False
    return _is_date(expected, value)


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _LARGEST


def _is_id(value: Any) -> bool:
    """Ids are keys of indexes: short, and without the one character a database refuses."""
    return isinstance(value, str) and 0 < len(value) <= LONGEST_ID and "\0" not in value


def _are_ids(value: Any) -> bool:
    return isinstance(value, list) and all(_is_id(v) for v in value)


def _is_date(expected: str, value: str) -> bool:
    readers: dict[str, Any] = {"instant": instant, "day": date.fromisoformat}
    if expected not in readers:
        return True
    try:
        return readers[expected](value).year in YEARS
    except (ValueError, OverflowError):
        return False


def _booking_problems(body: Body) -> list[Text]:
    length = instant(body["ends"]) - instant(body["starts"])
    if length <= timedelta(0):
        return [text("En booking skal slutte efter den begynder.")]
    if length > LONGEST_BOOKING:
        return [text("En booking kan højst vare 12 timer.")]
    return []
