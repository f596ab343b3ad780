"""Making one student of two: who was written down twice is one person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from jd_desktop.domain.changes import Changes
from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.events import ABOUT_BOOKINGS
from jd_desktop.domain.kinds_money import OF_STUDENTS
from jd_desktop.domain.language import text
from jd_desktop.operations import notices, queueing
from jd_desktop.operations.work import Doing, Work
from jd_desktop.store.tables import ENTITIES, booking_student, cpr_vault

CHOOSABLE = (
    "first_name", "last_name", "phone", "email", "street", "postcode", "city", "birth_date",
    "language", "department_id", "instructor_id", "note",
)  # fmt: skip
"""What a person may choose, field by field; what two wish for themselves is added together."""


def merge(work: Work, kept_id: str, other_id: str, values: Mapping[str, Any]) -> Changes:
    """Keep one student with the values chosen; the other's lessons, messages, files become theirs.

    Nothing is deleted: the other is archived and names whom it became, and all of it can be
    undone. A wish not to be written to, of either, holds. Raises BadInput where they are the same
    or one was merged already.
    """
    with work.doing(text("Gjorde to elever til én")) as doing:
        kept, other = doing.need("student", kept_id), doing.need("student", other_id)
        _refuse_unless_two(kept_id, other_id, kept, other)
        chosen = {k: v for k, v in values.items() if k in CHOOSABLE}
        doing.set("student", kept_id, {**chosen, **_together(kept, other)})
        _move_bookings(doing, kept_id, other_id)
        for kind in ("message", "attachment", *OF_STUDENTS):
            _move(doing, kind, kept_id, other_id)
        _copy_cpr(doing, kept_id, other_id)
        doing.set("student", other_id, {"active": False, "merged_into": kept_id})
    return doing.changes


def _refuse_unless_two(
    kept_id: str, other_id: str, kept: Mapping[str, Any], other: Mapping[str, Any]
) -> None:
    if kept_id == other_id or kept.get("merged_into") or other.get("merged_into"):
        raise BadInput(
            text("De to elever er allerede én."), hint=text("Opdatér visningen, og se kortet igen.")
        )


def _together(kept: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    said: dict[str, Any] = {
        name: True for name in ("sms_refused", "email_refused") if other.get(name)
    }
    for name in ("tags", "messages_off"):
        both = list(dict.fromkeys([*(kept.get(name) or ()), *(other.get(name) or ())]))
        if both != (kept.get(name) or []):
            said[name] = both
    return said


def _move_bookings(doing: Doing, kept_id: str, other_id: str) -> None:
    seat = booking_student.c
    found = select(seat.booking_id).where(seat.student_id == other_id)
    for booking_id in doing.db.execute(found).scalars().all():
        booking = doing.need("booking", booking_id)
        seats = [kept_id if i == other_id else i for i in booking.get("student_ids") or ()]
        unsent = queueing.withdraw(doing, booking_id, other_id)
        doing.set("booking", booking_id, {"student_ids": list(dict.fromkeys(seats))})
        for event in sorted(unsent & ABOUT_BOOKINGS):
            notices.tell(doing, event, booking_id, kept_id)
        came = dict(booking.get("attendance") or {})
        if other_id in came:
            outcome = came.pop(other_id)
            came.setdefault(kept_id, outcome)
            doing.set("booking", booking_id, {"attendance": came})


def _move(doing: Doing, kind: str, kept_id: str, other_id: str) -> None:
    c = ENTITIES[kind].c
    for row_id in doing.db.execute(select(c.id).where(c.student_id == other_id)).scalars():
        doing.set(kind, row_id, {"student_id": kept_id})


def _copy_cpr(doing: Doing, kept_id: str, other_id: str) -> None:
    c = cpr_vault.c
    number = doing.db.execute(select(c.cpr).where(c.student_id == other_id)).scalar()
    if number:
        put = insert(cpr_vault).values(student_id=kept_id, cpr=number)
        doing.db.execute(put.on_conflict_do_nothing())
