"""Each kind of record that is agreed on, declared once; domain/kind.py says what rules mean."""

from __future__ import annotations

from collections.abc import Mapping

from jd_desktop.domain.kind import Group, Kind, fields, park, stamped
from jd_desktop.domain.kinds_money import MONEY
from jd_desktop.domain.message import RANKS

_ADDRESS = park("address", "street, postcode, city")
_ACTIVE = park("active", "active:flag")

SCHOOL = Kind(
    "school",
    (
        park("name", "name*"),
        park("cvr", "cvr"),
        _ADDRESS,
        park("contact", "phone, email"),
        park("opening", "opens, closes"),
        Group("closures", "set", fields("closures:list", since=2), since=2),
        park(
            "invoicing",
            "payment_days:integer, bank_account, invoice_email, invoice_note, numbers_from:integer",
            since=2,
        ),
    ),
)
DEPARTMENT = Kind("department", (park("name", "name*"), _ADDRESS, _ACTIVE))
INSTRUCTOR = Kind(
    "instructor",
    (
        park("name", "name*, initials"),
        park("user", "user_id"),
        park("hue", "hue:integer"),
        park("phone", "phone"),
        park("email", "email"),
        Group("categories", "set", fields("categories:list")),
        park("approval", "approval_no, approval_valid_to:day"),
        park("department", "department_id:id"),
        _ACTIVE,
    ),
)
VEHICLE = Kind(
    "vehicle",
    (
        park("plate", "plate*"),
        park("model", "make, model"),
        park("drives", "category, gear"),
        park("department", "department_id:id"),
        park("inspection", "inspection_due:day", since=2),
        park("insurance", "insurer, insured_to:day", since=2),
        _ACTIVE,
    ),
)
VENUE = Kind(
    "venue",
    (
        park("name", "name*"),
        park("purpose", "purpose"),
        park("capacity", "capacity:integer"),
        _ADDRESS,
        _ACTIVE,
    ),
)
STUDENT = Kind(
    "student",
    (
        park("name", "first_name*, last_name"),
        park("phone", "phone"),
        park("email", "email"),
        _ADDRESS,
        park("birth_date", "birth_date:day"),
        park("language", "language"),
        park("department", "department_id:id"),
        park("instructor", "instructor_id:id"),
        park("consent", "sms_refused:flag"),
        park("mail_consent", "email_refused:flag", since=2),
        Group("messages_off", "set", fields("messages_off:list", since=2), since=2),
        Group("phone_bad", "last", fields("phone_bad", since=2), since=2),
        Group("email_bad", "last", fields("email_bad", since=2), since=2),
        Group("merged", "last", fields("merged_into:id", since=2), since=2),
        park("note", "note"),
        Group("tags", "set", fields("tags:list")),
        Group("source", "last", fields("source_key")),
        _ACTIVE,
    ),
)
BOOKING_TYPE = Kind(
    "booking_type",
    (
        park("name", "name*"),
        park("purpose", "purpose"),
        park("length", "minutes:integer*, lessons:integer"),
        Group("price", "park", (*fields("price_ore:integer"), *fields("vat", since=2))),
        park("cancel_policy", "cancel_policy_id:id", since=2),
        park("needs", "needs_vehicle:flag, needs_venue:flag"),
        Group("messages_off", "set", fields("messages_off:list", since=2), since=2),
        _ACTIVE,
    ),
)
BOOKING = Kind(
    "booking",
    (
        park(
            "slot",
            "instructor_id:id*, vehicle_id:id, venue_id:id, student_ids:ids, starts:instant*,"
            " ends:instant*, shares_venue:flag",
        ),
        park("state", "state*, cancelled_by, cancel_reason"),
        park("type", "booking_type_id:id, price_ore:integer"),
        park("place", "pickup, dropoff"),
        park("note", "note"),
        Group("attendance", "fact", fields("attendance:map")),
        Group("origin", "last", fields("booked_by, booked_at:instant, source_key")),
        stamped("held_at", since=2),
    ),
    facts=frozenset({"completed", "no_show"}),
)
MESSAGE = Kind(
    "message",
    (
        park("about", "booking_id:id, student_id:id*, event*, channel*, text, segments:integer"),
        park("window", "send_after:instant, expires_at:instant"),
        Group("status", "max", fields("state*, reason, provider_id"), RANKS),
        Group("owner", "last", fields("owner_device, made_at:instant")),
        park("mail", "subject", since=2),
        Group(
            "origin",
            "last",
            fields("origin, template_id:id, template_version:integer, broadcast_id:id"),
            since=2,
        ),
        Group("address", "last", fields("address"), since=2),
        Group("code", "last", fields("code"), since=2),
        Group("complaint", "last", fields("complained_at:instant"), since=2),
        stamped("taken_at", since=2),
    ),
)
ATTACHMENT = Kind(
    "attachment",
    (
        park("what", "student_id:id*, sha256*, size:integer*, media_type"),
        park("name", "name*"),
        park("shared", "shared:flag"),
        park("removed", "removed:flag"),
        Group("made", "last", fields("made_by, made_at:instant")),
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
            fields(
                "what*, reason, resource, resource_id, first, later, changes:list, subjects:ids,"
                " slots:list, device, by, at:instant, numbers:list"
            )
            + fields("handed_at:instant", since=2),
        ),
        park("decision", "state*, decision"),
        Group("decided", "last", fields("decided_by, decided_at:instant")),
        stamped("parked_at", since=2),
    ),
)

TEMPLATE = Kind(
    "template",
    (
        park("key", "event*, channel*, language*"),
        park("content", "subject, text*"),
        Group("versions", "append", fields("versions:list")),
        _ACTIVE,
    ),
    since=2,
)
"""What an event says in a language by a channel, where a school words it in its own way."""

MESSAGE_RULE = Kind(
    "message_rule",
    (
        park("event", "event*"),
        Group("channels", "set", fields("channels:list")),
        park("lead", "lead_minutes:integer"),
        Group("types", "set", fields("types:list")),
        _ACTIVE,
    ),
    since=2,
)
"""Which events tell a student by themselves: by which channels, how long before, of what types."""

SUPPRESSION = Kind(
    "suppression",
    (
        park("who", "channel*, address*"),
        Group("why", "last", fields("reason, source, by, at:instant")),
        park("state", "state*"),
    ),
    since=2,
)
"""An address that must not be written to: `active`, or `lifted` by a person."""

BROADCAST = Kind(
    "broadcast",
    (
        park("about", "name*, channel*"),
        park("content", "subject, text*"),
        park("recipients", "filter:map, excluded:ids"),
        park("when", "send_at:instant"),
        park("state", "state*"),
        Group("made", "last", fields("made_by, made_at:instant")),
    ),
    since=2,
)
"""One message to many: `draft`, `going`, `stopped` or `done`."""

KINDS: Mapping[str, Kind] = {
    k.name: k
    for k in (
        SCHOOL, DEPARTMENT, INSTRUCTOR, VEHICLE, VENUE, STUDENT, BOOKING_TYPE, BOOKING,
        MESSAGE, CONFLICT, TEMPLATE, MESSAGE_RULE, SUPPRESSION, BROADCAST, ATTACHMENT, *MONEY,
    )
}  # fmt: skip
