"""What a record must be before anybody may believe it; the same on the desktop and the central."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from jd_desktop.domain.clock import instant
from jd_desktop.domain.files import LARGEST_FILE, is_hash, is_media_type, is_name
from jd_desktop.domain.kind import Body, Field
from jd_desktop.domain.kinds import KINDS
from jd_desktop.domain.language import Text, text
from jd_desktop.domain.validity_money import MONEY_PROBLEMS

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
    found = [
        _field_problem(field, value)
        for field, is_readable in _FIELDS[kind]
        if (
            field.required
            if (value := body.get(field.name)) is None or value == ""
            else not is_readable(value)
        )
    ]
    if found:
        return found
    return _OF_KIND[kind](body) if kind in _OF_KIND else []


def patch_problems(kind: str, patch: Body) -> list[Text]:
    """Return what makes a patch unreadable, in sentences, before it is laid over anything."""
    if kind not in KINDS:
        return problems(kind, patch)
    return [
        text("Feltet {felt} kan ikke læses.", felt=name)
        for name, (rule, field) in _RULES[kind].items()
        if name in patch
        and not _is_nothing(patch[name])
        and not _fits_rule(rule, field, patch[name])
    ]


def _is_nothing(value: Any) -> bool:
    return value is None or value == ""


def _fits_rule(rule: str, field: Field, value: Any) -> bool:
    if rule == "set" and isinstance(value, dict):
        return all(_are_ids(value.get(k, [])) for k in ("add", "remove"))
    if rule == "set":
        return _are_ids(value)
    if rule == "append":
        entries = value if isinstance(value, list) else [None]
        return all(isinstance(e, dict) and _is_id(e.get("id")) for e in entries)
    return _READABLE[field.type](value)


def _field_problem(field: Field, value: Any) -> Text:
    if _is_nothing(value):
        return text("Feltet {felt} mangler.", felt=field.name)
    return text("Feltet {felt} kan ikke læses.", felt=field.name)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_TEXT


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _LARGEST


def _is_id(value: Any) -> bool:
    """Ids are keys of indexes: short, and without the one character a database refuses."""
    return isinstance(value, str) and 0 < len(value) <= LONGEST_ID and "\0" not in value


def _are_ids(value: Any) -> bool:
    return isinstance(value, list) and all(_is_id(v) for v in value)


def _is_instant(value: Any) -> bool:
    try:
        return _is_text(value) and instant(value).year in YEARS
    except (ValueError, OverflowError):
        return False


def _is_day(value: Any) -> bool:
    try:
        return _is_text(value) and date.fromisoformat(value).year in YEARS
    except ValueError:
        return False


_READABLE: Mapping[str, Callable[[Any], bool]] = {
    "text": _is_text,
    "id": _is_id,
    "ids": _are_ids,
    "instant": _is_instant,
    "day": _is_day,
    "integer": _is_integer,
    "flag": lambda value: isinstance(value, bool),
    "map": lambda value: isinstance(value, dict),
    "list": lambda value: isinstance(value, list),
}
_FIELDS = {
    name: [(field, _READABLE[field.type]) for field in kind.fields()]
    for name, kind in KINDS.items()
}
_RULES = {
    name: {field.name: (group.rule, field) for group in kind.groups for field in group.fields}
    for name, kind in KINDS.items()
}


def _attachment_problems(body: Body) -> list[Text]:
    if not is_hash(body["sha256"]) or not 0 < body["size"] <= LARGEST_FILE:
        return [text("Filens indhold er ikke beskrevet rigtigt.")]
    if not is_name(body["name"]) or not is_media_type(body.get("media_type") or "a/b"):
        return [text("Filen har et navn, der ikke kan bruges.")]
    return []


def _booking_problems(body: Body) -> list[Text]:
    length = instant(body["ends"]) - instant(body["starts"])
    if length <= timedelta(0):
        return [text("En booking skal slutte efter den begynder.")]
    if length > LONGEST_BOOKING:
        return [text("En booking kan højst vare 12 timer.")]
    return []


_OF_KIND: Mapping[str, Callable[[Body], list[Text]]] = {
    "attachment": _attachment_problems,
    "booking": _booking_problems,
    **MONEY_PROBLEMS,
}
