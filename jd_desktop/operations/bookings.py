"""What people do with bookings: create, move, cancel, complete."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jd_desktop.domain.changes import Changes
from jd_desktop.domain.clock import instant, local_day, wire
from jd_desktop.domain.errors import BadInput, Refused
from jd_desktop.domain.language import DANISH, Text, text
from jd_desktop.operations import charges, pricing
from jd_desktop.operations.notices import notify
from jd_desktop.operations.work import Doing, Work

SLOT = (
    "instructor_id", "vehicle_id", "venue_id", "student_ids", "starts", "ends", "shares_venue",
)  # fmt: skip
CANCELLED_BY = ("student", "guardian", "instructor", "school", "weather", "vehicle", "system")


@dataclass(frozen=True, slots=True)
class Draft:
    """A booking as a person wants it; instants are aware."""

    instructor_id: str
    starts: datetime
    ends: datetime
    student_ids: tuple[str, ...] = ()
    vehicle_id: str = ""
    venue_id: str = ""
    booking_type_id: str = ""
    note: str = ""
    pickup: str = ""
    source_key: str = ""


def create(work: Work, draft: Draft) -> Changes:
    """Book a lesson; the students are told after a minute."""
    with work.doing(text("Ny booking {hvornår}", hvornår=_when(draft.starts))) as doing:
        booking_id = add(doing, draft)
        notify(doing, "confirmed", booking_id)
        charges.refilled(doing, draft.instructor_id, draft.starts, draft.ends)
    return doing.changes


def add(doing: Doing, draft: Draft) -> str:
    """Add a booking to an action under way; returns its id."""
    doing.need("instructor", draft.instructor_id)
    for student_id in draft.student_ids:
        doing.need("student", student_id)
    venue = doing.get("venue", draft.venue_id) or {}
    return doing.create(
        "booking",
        {
            "instructor_id": draft.instructor_id,
            "vehicle_id": draft.vehicle_id,
            "venue_id": draft.venue_id,
            "student_ids": sorted(set(draft.student_ids)),
            "starts": wire(draft.starts),
            "ends": wire(draft.ends),
            "shares_venue": int(venue.get("capacity") or 1) > 1,
            "state": "confirmed",
            "booking_type_id": draft.booking_type_id,
            "price_ore": pricing.of_type(doing, draft.booking_type_id, local_day(draft.starts)),
            "pickup": draft.pickup,
            "note": draft.note,
            "booked_by": doing.person.name,
            "booked_at": wire(doing.now),
            "source_key": draft.source_key,
        },
    )


def move(
    work: Work,
    booking_id: str,
    *,
    starts: datetime,
    ends: datetime,
    instructor_id: str = "",
    vehicle_id: str = "",
) -> Changes:
    """Move or resize a booking; the students are told after a minute."""
    with work.doing(text("Flyttede en booking til {hvornår}", hvornår=_when(starts))) as doing:
        change_slot(doing, booking_id, {
            "starts": wire(starts), "ends": wire(ends),
            **({"instructor_id": instructor_id} if instructor_id else {}),
            **({"vehicle_id": vehicle_id} if vehicle_id else {}),
        })  # fmt: skip
    return doing.changes


def change_slot(doing: Doing, booking_id: str, slot: Mapping[str, Any]) -> None:
    """Put a booking elsewhere within an action; tells the students where the time changed."""
    before = doing.need("booking", booking_id)
    _refuse_unless_planned(before)
    doing.set("booking", booking_id, slot)
    after = doing.need("booking", booking_id)
    if (before["starts"], before["instructor_id"]) != (after["starts"], after["instructor_id"]):
        notify(doing, "moved", booking_id)


def edit(work: Work, booking_id: str, values: Mapping[str, Any]) -> Changes:
    """Change a booking's type, note, pick-up place, students or slot."""
    with work.doing(text("Rettede en booking")) as doing:
        slot = {k: v for k, v in values.items() if k in SLOT}
        doing.set("booking", booking_id, {k: v for k, v in values.items() if k not in SLOT})
        if slot:
            change_slot(doing, booking_id, slot)
    return doing.changes


def reprice(work: Work, booking_id: str) -> Changes:
    """Give a planned booking what its type costs now; until then its price stays as booked."""
    with work.doing(text("Tog den nye pris")) as doing:
        booking = doing.need("booking", booking_id)
        _refuse_unless_planned(booking)
        type_id = str(booking.get("booking_type_id") or "")
        doing.need("booking_type", type_id)
        price = pricing.of_type(doing, type_id, local_day(instant(booking["starts"])))
        doing.set("booking", booking_id, {"price_ore": price})
    return doing.changes


def cancel(work: Work, booking_id: str, *, by: str, reason: str = "") -> Changes:
    """Cancel a booking: who did it and why is kept; the students are told after a minute.

    What it costs them by the school's policy is proposed, never charged by itself.
    """
    if by not in CANCELLED_BY:
        raise BadInput(text("Vælg, hvem der har aflyst."))
    with work.doing(text("Aflyste en booking")) as doing:
        _refuse_unless_planned(doing.need("booking", booking_id))
        charges.propose_late(doing, booking_id, at=doing.now, by=by)
        _set_state(doing, booking_id, "cancelled", by=by, reason=reason)
        notify(doing, "cancelled", booking_id)
    return doing.changes


def complete(work: Work, booking_id: str) -> Changes:
    """Say that a lesson was held, where and when it stands: a fact that beats any plan."""
    with work.doing(text("Fuldførte en lektion")) as doing:
        _happened(doing, booking_id, "completed", "attended")
    return doing.changes


def no_show(work: Work, booking_id: str) -> Changes:
    """Say that the student did not come: a fact, from the start of the lesson on."""
    with work.doing(text("Registrerede udeblivelse")) as doing:
        _happened(doing, booking_id, "no_show", "no_show")
    return doing.changes


def _happened(doing: Doing, booking_id: str, state: str, outcome: str) -> None:
    booking = doing.need("booking", booking_id)
    _refuse_unless_planned(booking)
    if instant(booking["starts"]) > doing.now:
        raise Refused(
            text("Lektionen er ikke begyndt endnu."),
            hint=text("Den kan registreres fra kl. {tid}.", tid=_when(instant(booking["starts"]))),
        )
    _set_state(doing, booking_id, state)
    students = booking.get("student_ids") or ()
    doing.set("booking", booking_id, {"attendance": dict.fromkeys(students, outcome)})
    held_at = {k: booking[k] for k in SLOT if k in booking}
    doing.set("booking", booking_id, held_at, keep=True)


def _set_state(
    doing: Doing, booking_id: str, state: str, *, by: str = "", reason: str = ""
) -> None:
    values = {"state": state, "cancelled_by": by or None, "cancel_reason": reason or None}
    doing.set("booking", booking_id, values)


def _refuse_unless_planned(booking: Mapping[str, Any]) -> None:
    if booking["state"] not in ("draft", "requested", "tentative", "confirmed"):
        raise Refused(
            text("Bookingen er {tilstand} og kan ikke ændres.", tilstand=STATES[booking["state"]]),
            hint=text("Fortryd først, hvis det var en fejl."),
        )


STATES: Mapping[str, Text] = {
    "draft": text("kladde"),
    "requested": text("ønsket"),
    "tentative": text("foreløbig"),
    "confirmed": text("bekræftet"),
    "completed": text("fuldført"),
    "cancelled": text("aflyst"),
    "no_show": text("udeblevet"),
}


def _when(at: datetime) -> str:
    return DANISH.when(at)
