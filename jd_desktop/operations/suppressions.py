"""Addresses that are left alone: added by a person or a vendor's word, lifted by a person."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from jd_desktop.domain import suppression
from jd_desktop.domain.changes import Changes
from jd_desktop.domain.clock import instant, wire
from jd_desktop.domain.errors import BadInput, Refused
from jd_desktop.domain.language import text
from jd_desktop.domain.phone import normalise
from jd_desktop.domain.suppression import LIFTED, Refusal
from jd_desktop.operations.work import Doing, Work
from jd_desktop.store.school import school_id
from jd_desktop.store.tables import ENTITIES

_STUDENT = ENTITIES["student"].c
_COLUMN = {"sms": _STUDENT.phone, "email": _STUDENT.email}


def add(work: Work, channel: str, address: str, reason: str = "asked") -> Changes:
    """Leave an address alone from now on; raises BadInput where it can be none."""
    written = _checked(channel, address)
    with work.doing(text("Spærrede {adresse} for beskeder", adresse=written)) as doing:
        by = doing.person.name
        heed(doing, Refusal(channel, written, reason, "person", doing.now, by))
    return doing.changes


def lift(work: Work, suppression_id: str, why: str) -> Changes:
    """Let an address be written to again; raises BadInput without a reason, or a right.

    Its students are no longer flagged; the record stays, and says who lifted it and why.
    """
    if not why.strip():
        raise BadInput(text("Skriv, hvorfor spærringen ophæves."))
    with work.doing(text("Ophævede en spærring")) as doing:
        row = doing.need("suppression", suppression_id)
        if doing.person.role == "instructor":
            raise Refused(text("Det har du ikke adgang til."))
        lifted = {"state": LIFTED, "reason": why.strip(), "source": "person"}
        by = {"by": doing.person.name, "at": wire(doing.now)}
        doing.set("suppression", suppression_id, {**lifted, **by})
        for student_id in _having(doing, row["channel"], row["address"]):
            student = doing.need("student", student_id)
            clean = suppression.cleared(row["channel"])
            doing.set("student", student_id, {k: v for k, v in clean.items() if student.get(k)})
    return doing.changes


def heed(doing: Doing, refusal: Refusal, student_id: str = "") -> bool:
    """Write a refusal within an action: the list, and the students; False where it is an old one.

    What somebody has lifted since stays lifted.
    """
    row_id = suppression.suppression_id(school_id(doing.db), refusal.channel, refusal.address)
    row = doing.get("suppression", row_id)
    if row is None:
        doing.create("suppression", suppression.body(refusal), row_id)
    elif row.get("state") == LIFTED:
        if instant(row["at"]) >= refusal.at:
            return False
        doing.set("suppression", row_id, suppression.body(refusal))
    flagged = {student_id} if student_id else set[str]()
    for each in flagged | set(_having(doing, refusal.channel, refusal.key)):
        student = doing.get("student", each)
        if student is not None:
            doing.set("student", each, suppression.flags(refusal, student))
    return True


def _having(doing: Doing, channel: str, address: str) -> list[str]:
    column: Any = _COLUMN[channel]
    written = func.lower(column) if channel == "email" else column
    found = doing.db.execute(select(_STUDENT.id).where(written == address)).scalars()
    return list(found)


def _checked(channel: str, address: str) -> str:
    if channel == "sms":
        return normalise(address)
    if channel != "email" or "@" not in address:
        raise BadInput(
            text("E-mailadressen mangler et @."), hint=text("Skriv den som navn@eksempel.dk.")
        )
    return suppression.normal(channel, address)
