"""Each kind of record declared once: its fields, which of them belong together, how they merge.

A group holds fields that only make sense together and has one rule:
`park` (two different changes wait for a person), `last` (the later accepted stands), `max` (a
status only climbs), `set` (members come and go one by one), `append` (entries are only added),
`fact` (what happened: always applies, and what it overrules is shown), `server` (the server's own:
it writes them as it takes a mutation, and what a device says of them is left out).

What came with a later schema says so by `since`: older desktops are not told of it, and cannot
change it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from jd_desktop.domain.message import RANKS

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its name, its type on the wire, and whether a new record must have it.

    Types: text, id, instant, day, integer, flag, ids (list of ids), map (object), list.
    """

    name: str
    type: str = "text"
    required: bool = False
    since: int = 1


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that only make sense together, and the rule by which they merge."""

    name: str
    rule: str
    fields: tuple[Field, ...]
    ranks: Mapping[str, int] = field(default_factory=dict)
    since: int = 1


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record; `facts` are values of `state` that say what happened."""

    name: str
    groups: tuple[Group, ...]
    facts: frozenset[str] = frozenset()
    since: int = 1

    def fields(self) -> Iterable[Field]:
        """All fields, in order."""
        return (f for g in self.groups for f in g.fields)

    def later_than(self, schema: int) -> frozenset[str]:
        """Return the names of the fields that a schema does not know yet."""
        return frozenset(
            f.name for g in self.groups for f in g.fields if max(g.since, f.since) > schema
        )

    def states_a_fact(self, values: Body) -> bool:
        """Whether these values say that something happened."""
        return values.get("state") in self.facts


def _fields(written: str, *, since: int = 1) -> tuple[Field, ...]:
    """Read "name*, starts:instant*": a star means required, text is the default type."""
    found = []
    for part in written.replace(",", " ").split():
        name, _, kind = part.rstrip("*").partition(":")
        found.append(Field(name, kind or "text", part.endswith("*"), since))
    return tuple(found)


def _park(name: str, written: str, *, since: int = 1) -> Group:
    return Group(name, "park", _fields(written), since=since)


def _stamped(name: str, *, since: int) -> Group:
    """A time that the server writes, by its own clock."""
    return Group(name, "server", _fields(f"{name}:instant"), since=since)


_ADDRESS = _park("address", "street, postcode, city")
_ACTIVE = _park("active", "active:flag")

SCHOOL = Kind(
    "school",
    (
        _park("name", "name*"),
        _park("cvr", "cvr"),
        _ADDRESS,
        _park("contact", "phone, email"),
        _park("opening", "opens, closes"),
    ),
)
DEPARTMENT = Kind("department", (_park("name", "name*"), _ADDRESS, _ACTIVE))
INSTRUCTOR = Kind(
    "instructor",
    (
        _park("name", "name*, initials"),
        _park("user", "user_id"),
        _park("hue", "hue:integer"),
        _park("phone", "phone"),
        _park("email", "email"),
        Group("categories", "set", _fields("categories:list")),
        _park("approval", "approval_no, approval_valid_to:day"),
        _park("department", "department_id:id"),
        _ACTIVE,
    ),
)
VEHICLE = Kind(
    "vehicle",
    (
        _park("plate", "plate*"),
        _park("model", "make, model"),
        _park("drives", "category, gear"),
        _park("department", "department_id:id"),
        _ACTIVE,
    ),
)
VENUE = Kind(
    "venue",
    (
        _park("name", "name*"),
        _park("purpose", "purpose"),
        _park("capacity", "capacity:integer"),
        _ADDRESS,
        _ACTIVE,
    ),
)
STUDENT = Kind(
    "student",
    (
        _park("name", "first_name*, last_name"),
        _park("phone", "phone"),
        _park("email", "email"),
        _ADDRESS,
        _park("birth_date", "birth_date:day"),
        _park("language", "language"),
        _park("department", "department_id:id"),
        _park("instructor", "instructor_id:id"),
        _park("consent", "sms_refused:flag"),
        _park("mail_consent", "email_refused:flag", since=2),
        Group("messages_off", "set", _fields("messages_off:list", since=2), since=2),
        Group("phone_bad", "last", _fields("phone_bad", since=2), since=2),
        Group("email_bad", "last", _fields("email_bad", since=2), since=2),
        Group("merged", "last", _fields("merged_into:id", since=2), since=2),
        _park("note", "note"),
        Group("tags", "set", _fields("tags:list")),
        Group("source", "last", _fields("source_key")),
        _ACTIVE,
    ),
)
BOOKING_TYPE = Kind(
    "booking_type",
    (
        _park("name", "name*"),
        _park("purpose", "purpose"),
        _park("length", "minutes:integer*, lessons:integer"),
        _park("price", "price_ore:integer"),
        _park("needs", "needs_vehicle:flag, needs_venue:flag"),
        Group("messages_off", "set", _fields("messages_off:list", since=2), since=2),
        _ACTIVE,
    ),
)
BOOKING = Kind(
    "booking",
    (
        _park(
            "slot",
            "instructor_id:id*, vehicle_id:id, venue_id:id, student_ids:ids, starts:instant*,"
            " ends:instant*, shares_venue:flag",
        ),
        _park("state", "state*, cancelled_by, cancel_reason"),
        _park("type", "booking_type_id:id, price_ore:integer"),
        _park("place", "pickup, dropoff"),
        _park("note", "note"),
        Group("attendance", "fact", _fields("attendance:map")),
        Group("origin", "last", _fields("booked_by, booked_at:instant, source_key")),
        _stamped("held_at", since=2),
    ),
    facts=frozenset({"completed", "no_show"}),
)
MESSAGE = Kind(
    "message",
    (
        _park("about", "booking_id:id, student_id:id*, event*, channel*, text, segments:integer"),
        _park("window", "send_after:instant, expires_at:instant"),
        Group("status", "max", _fields("state*, reason, provider_id"), RANKS),
        Group("owner", "last", _fields("owner_device, made_at:instant")),
        _park("mail", "subject", since=2),
        Group(
            "origin",
            "last",
            _fields("origin, template_id:id, template_version:integer, broadcast_id:id"),
            since=2,
        ),
        Group("address", "last", _fields("address"), since=2),
        Group("code", "last", _fields("code"), since=2),
        Group("complaint", "last", _fields("complained_at:instant"), since=2),
        _stamped("taken_at", since=2),
    ),
)
ATTACHMENT = Kind(
    "attachment",
    (
        _park("what", "student_id:id*, sha256*, size:integer*, media_type"),
        _park("name", "name*"),
        _park("shared", "shared:flag"),
        _park("removed", "removed:flag"),
        Group("made", "last", _fields("made_by, made_at:instant")),
    ),
    since=2,
)
"""A student's file, by the hash of its content. Only the office sees it, unless it is `shared`
with who teaches the student. One that is `removed` keeps its record, so that undo finds it.
"""
CONFLICT = Kind(
    "conflict",
    (
        Group(
            "what",
            "last",
            _fields(
                "what*, reason, resource, resource_id, first, later, changes:list, subjects:ids,"
                " slots:list, device, by, at:instant, numbers:list"
            )
            + _fields("handed_at:instant", since=2),
        ),
        _park("decision", "state*, decision"),
        Group("decided", "last", _fields("decided_by, decided_at:instant")),
        _stamped("parked_at", since=2),
    ),
)

TEMPLATE = Kind(
    "template",
    (
        _park("key", "event*, channel*, language*"),
        _park("content", "subject, text*"),
        Group("versions", "append", _fields("versions:list")),
        _ACTIVE,
    ),
    since=2,
)
"""What an event says in a language by a channel, where a school words it in its own way."""

MESSAGE_RULE = Kind(
    "message_rule",
    (
        _park("event", "event*"),
        Group("channels", "set", _fields("channels:list")),
        _park("lead", "lead_minutes:integer"),
        Group("types", "set", _fields("types:list")),
        _ACTIVE,
    ),
    since=2,
)
"""Which events tell a student by themselves: by which channels, how long before, of what types."""

SUPPRESSION = Kind(
    "suppression",
    (
        _park("who", "channel*, address*"),
        Group("why", "last", _fields("reason, source, by, at:instant")),
        _park("state", "state*"),
    ),
    since=2,
)
"""An address that must not be written to: `active`, or `lifted` by a person."""

BROADCAST = Kind(
    "broadcast",
    (
        _park("about", "name*, channel*"),
        _park("content", "subject, text*"),
        _park("recipients", "filter:map, excluded:ids"),
        _park("when", "send_at:instant"),
        _park("state", "state*"),
        Group("made", "last", _fields("made_by, made_at:instant")),
    ),
    since=2,
)
"""One message to many: `draft`, `going`, `stopped` or `done`."""

KINDS: Mapping[str, Kind] = {
    k.name: k
    for k in (
        SCHOOL, DEPARTMENT, INSTRUCTOR, VEHICLE, VENUE, STUDENT, BOOKING_TYPE, BOOKING,
        MESSAGE, CONFLICT, TEMPLATE, MESSAGE_RULE, SUPPRESSION, BROADCAST, ATTACHMENT,
    )
}  # fmt: skip
