"""Who may do what: the platform's table as data, read here and nowhere else.

Asked at the operation on the desktop, at the central for each operation of a mutation, and by
screens that hide or explain. Which records somebody sees is `domain.audience`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from jd_desktop.domain.errors import Refused
from jd_desktop.domain.language import Text, text

YES, OWN, NO = "yes", "own", "no"
GLOBAL, ADMIN, OFFICE, INSTRUCTOR = "global", "admin", "office", "instructor"
ROLES: Mapping[str, Text] = MappingProxyType({
    GLOBAL: text("Driftsansvarlig for alle skoler"),
    ADMIN: text("Administrator"),
    OFFICE: text("Kontor"),
    INSTRUCTOR: text("Kørelærer"),
})  # fmt: skip
_TABLE = """
action         global  admin  office  instructor
schools        yes     no     no      no
settings       yes     yes    no      no
resources      yes     yes    yes     no
students       yes     yes    yes     own
bookings       yes     yes    yes     own
messages       yes     yes    yes     own
teaching       yes     yes    no      own
sign_student   no      no     no      no
invoices       yes     yes    yes     no
payments       yes     yes    yes     no
refunds        yes     yes    no      no
reports        yes     yes    yes     no
bulk           yes     yes    yes     own
"""


@dataclass(frozen=True, slots=True)
class Action:
    """Something that may be done: what a person calls it, and the kinds of record it changes."""

    title: Text
    kinds: frozenset[str] = frozenset()


def _action(title: Text, kinds: str = "") -> Action:
    return Action(title, frozenset(kinds.split()))


ACTIONS: Mapping[str, Action] = MappingProxyType({
    "schools": _action(text("oprette, rette og lukke skoler")),
    "settings": _action(
        text("ændre skolens indstillinger, skabeloner og brugere"),
        "school template message_rule booking_type product price cancel_policy",
    ),
    "resources": _action(
        text("rette afdelinger, kørelærere, køretøjer og lokaler"),
        "department instructor vehicle venue",
    ),
    "students": _action(text("oprette og rette elever"), "student attachment"),
    "bookings": _action(
        text("oprette, flytte, aflyse og afslutte bookinger"), "booking conflict"
    ),
    "messages": _action(text("skrive til en elev"), "message suppression"),
    "teaching": _action(text("skrive undervisning ind og underskrive som kørelærer")),
    "sign_student": _action(text("underskrive som elev")),
    "invoices": _action(
        text("oprette, sende og kreditere fakturaer"),
        "invoice charge payment_request subscription",
    ),
    "payments": _action(text("registrere betalinger"), "payment allocation"),
    "refunds": _action(text("betale penge tilbage"), "refund"),
    "reports": _action(text("se saldi og regnskab"), "bookkeeping_batch"),
    "bulk": _action(text("skrive til mange på én gang"), "broadcast"),
})  # fmt: skip
"""What may be done, in the order of the table."""


def _read(table: str) -> Mapping[str, Mapping[str, str]]:
    head, *lines = (line.split() for line in table.strip().splitlines())
    return {name: dict(zip(head[1:], levels, strict=True)) for name, *levels in lines}


_LEVELS = _read(_TABLE)
_BY_KIND = {kind: name for name, action in ACTIONS.items() for kind in action.kinds}


def level(role: str, action: str) -> str:
    """Return whether a role may do something: YES, OWN (what is theirs) or NO."""
    return _LEVELS[action].get(role, NO)


def action_of(kind: str) -> str:
    """Return what changing a kind of record is; KeyError for a kind that is not in the table."""
    return _BY_KIND[kind]


def level_of(role: str, kind: str) -> str:
    """Return whether a role may change a kind of record; what nobody knows nobody may."""
    return level(role, _BY_KIND[kind]) if kind in _BY_KIND else NO


def is_allowed(
    role: str, instructor_id: str, kind: str, *,
    before: Mapping[str, Any] | None, patch: Mapping[str, Any],
) -> bool:  # fmt: skip
    """Whether a change may be made, as far as the records themselves tell.

    Of what is one's own, a booking names its instructor; whom else an instructor sees whole,
    `domain.audience` says.
    """
    allowed = level_of(role, kind)
    if allowed != OWN or kind != "booking":
        return allowed != NO
    named = {patch.get("instructor_id", instructor_id)}
    if before is not None:
        named.add(before.get("instructor_id", instructor_id))
    return named == {instructor_id}


def refusal(role: str, kind: str) -> Refused:
    """Return the sentence for who may not change a kind of record."""
    action = ACTIONS[action_of(kind)]
    if level_of(role, kind) == OWN:
        return Refused(
            text("Du kan kun ændre dine egne bookinger."),
            hint=text("Bed kontoret om at gøre det."),
        )
    return Refused(
        text("Din rolle må ikke {handling}.", handling=action.title),
        hint=text("Bed {rolle} om det.", rolle=_who_may(kind)),
    )


def _who_may(kind: str) -> Text:
    office = level_of(OFFICE, kind) == YES
    return text("kontoret") if office else text("en administrator")
