"""Fees that are proposed: for a late cancellation, for who did not come, or by a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from jd_desktop.domain.cancel_policy import Fee, fee
from jd_desktop.domain.changes import Changes
from jd_desktop.domain.clock import instant, wire
from jd_desktop.domain.errors import BadInput, Refused
from jd_desktop.domain.ids import keyed
from jd_desktop.domain.language import text
from jd_desktop.domain.rights import YES, level_of
from jd_desktop.operations.work import Doing, Work
from jd_desktop.store.school import school_id
from jd_desktop.store.tables import ENTITIES

LATE, EXTRA = "late_cancel", "extra"
_STUDENTS_OWN = ("student", "guardian")
"""Only who cancels themselves pays for it: what the school or the weather cancels is free."""


def propose_late(doing: Doing, booking_id: str, *, at: datetime, by: str) -> list[str]:
    """Propose what cancelling a booking at a moment costs its students, by its type's policy.

    The same cancellation is proposed once, whichever computers do it. Who may make no fees, as an
    instructor, proposes none. Returns the charges' ids.
    """
    booking = doing.need("booking", booking_id)
    if by not in _STUDENTS_OWN or not _may(doing):
        return []
    found = late_fee(doing, booking, at)
    if found is None:
        return []
    return [
        _late(doing, booking_id, student_id, found)
        for student_id in booking.get("student_ids") or ()
    ]


def late_fee(doing: Doing, booking: Mapping[str, Any], at: datetime) -> Fee | None:
    """Return what cancelling a booking at a moment costs, None where it is free."""
    kind = doing.get("booking_type", str(booking.get("booking_type_id") or "")) or {}
    policy = doing.get("cancel_policy", str(kind.get("cancel_policy_id") or ""))
    if policy is None or policy.get("active") is False:
        return None
    price = int(booking.get("price_ore") or kind.get("price_ore") or 0)
    return fee(policy, price, instant(booking["starts"]), at, doing.is_holiday)


def add_extra(work: Work, student_id: str, said: str, amount_ore: int) -> tuple[Changes, str]:
    """Propose something to pay that no booking tells of; returns the charge's id."""
    if not said.strip() or amount_ore <= 0:
        raise BadInput(text("Skriv, hvad der skal betales for, og et beløb over 0 kr."))
    with work.doing(text("Nyt gebyr")) as doing:
        doing.need("student", student_id)
        charge_id = doing.create("charge", {
            "student_id": student_id, "what": EXTRA, "text": said.strip(),
            "amount_ore": amount_ore, "state": "proposed", **_made(doing),
        })  # fmt: skip
    return doing.changes, charge_id


def waive(work: Work, charge_id: str, why: str) -> Changes:
    """Let somebody off a proposed fee; the reason and the person are kept."""
    if not why.strip():
        raise BadInput(text("Skriv, hvorfor gebyret frafaldes."))
    with work.doing(text("Frafaldt et gebyr")) as doing:
        _decide(doing, charge_id, "waived", why.strip())
    return doing.changes


def propose_again(work: Work, charge_id: str) -> Changes:
    """Propose what was waived or dropped once more."""
    with work.doing(text("Foreslog gebyret igen")) as doing:
        charge = doing.need("charge", charge_id)
        if charge["state"] not in ("waived", "dropped"):
            raise _is_decided()
        doing.set("charge", charge_id, {"state": "proposed", "why": None})
    return doing.changes


def refilled(doing: Doing, instructor_id: str, starts: datetime, ends: datetime) -> None:
    """Drop the fees of lessons whose time with an instructor somebody else has taken now.

    Only where the policy of the lesson's type says so.
    """
    if not _may(doing):
        return
    c, b = ENTITIES["charge"].c, ENTITIES["booking"].c
    t, p = ENTITIES["booking_type"].c, ENTITIES["cancel_policy"].c
    freed = (
        select(c.id)
        .join(ENTITIES["booking"], b.id == c.booking_id)
        .join(ENTITIES["booking_type"], t.id == b.booking_type_id)
        .join(ENTITIES["cancel_policy"], p.id == t.cancel_policy_id)
        .where(c.state == "proposed", c.what == LATE, p.refill_waives.is_(True))
        .where(b.instructor_id == instructor_id, b.starts < wire(ends), b.ends > wire(starts))
    )
    for charge_id in doing.db.execute(freed).scalars().all():
        _decide(doing, charge_id, "dropped", "refilled")


def _may(doing: Doing) -> bool:
    return level_of(doing.person.role, "charge") == YES


def _decide(doing: Doing, charge_id: str, state: str, why: str) -> None:
    charge = doing.need("charge", charge_id)
    if charge["state"] != "proposed":
        raise _is_decided()
    doing.set("charge", charge_id, {
        "state": state, "why": why, "decided_by": doing.person.name,
        "decided_at": wire(doing.now),
    })  # fmt: skip


def _is_decided() -> Refused:
    return Refused(
        text("Gebyret er afgjort allerede."), hint=text("Opdatér visningen, og se, hvad der skete.")
    )


def _late(doing: Doing, booking_id: str, student_id: str, found: Fee) -> str:
    at = wire(found.cancelled_at)
    key = f"late:{booking_id}:{student_id}:{at}"
    row_id = keyed(school_id(doing.db), "charge", key)
    reason = {"free_until": wire(found.free_until), "cancelled_at": at, "share": found.share}
    return doing.create("charge", {
        "student_id": student_id, "booking_id": booking_id, "what": LATE,
        "amount_ore": found.amount_ore, "reason": reason, "state": "proposed", **_made(doing),
    }, row_id)  # fmt: skip


def _made(doing: Doing) -> dict[str, str]:
    return {"made_by": doing.person.name, "made_at": wire(doing.now)}
