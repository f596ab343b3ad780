"""A person decides: every decision is an ordinary action and can be undone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from jd_desktop.domain.changes import Changes
from jd_desktop.domain.clock import instant, wire
from jd_desktop.domain.errors import Refused
from jd_desktop.domain.language import text
from jd_desktop.operations.bookings import change_slot
from jd_desktop.operations.notices import notify
from jd_desktop.operations.work import Doing, Work


def move_one(work: Work, conflict_id: str, booking_id: str, starts: datetime) -> Changes:
    """Solve a double booking by moving one of the two; its student is told."""
    with work.doing(text("Løste en konflikt ved at flytte")) as doing:
        _open(doing, conflict_id)
        booking = doing.need("booking", booking_id)
        length = instant(booking["ends"]) - instant(booking["starts"])
        slot = {"starts": wire(starts), "ends": wire(starts + length)}
        change_slot(doing, booking_id, slot)
        _decide(doing, conflict_id, "resolved", "moved")
    return doing.changes


def hand_on(
    work: Work, conflict_id: str, booking_id: str, *, resource: str, resource_id: str
) -> Changes:
    """Solve a double booking by giving one of the two another instructor or vehicle."""
    with work.doing(text("Løste en konflikt ved at give bookingen videre")) as doing:
        _open(doing, conflict_id)
        change_slot(doing, booking_id, {f"{resource}_id": resource_id})
        _decide(doing, conflict_id, "resolved", "handed_on")
    return doing.changes


def cancel_one(work: Work, conflict_id: str, booking_id: str) -> Changes:
    """Solve a double booking by cancelling one of the two; its student is told."""
    with work.doing(text("Løste en konflikt ved at aflyse")) as doing:
        _open(doing, conflict_id)
        doing.set("booking", booking_id, {"state": "cancelled", "cancelled_by": "school"})
        notify(doing, "cancelled", booking_id)
        _decide(doing, conflict_id, "resolved", "cancelled")
    return doing.changes


def keep_both(work: Work, conflict_id: str) -> Changes:
    """Say that both bookings are right; it opens again if either slot changes."""
    with work.doing(text("Beholdt begge bookinger")) as doing:
        _open(doing, conflict_id)
        _decide(doing, conflict_id, "accepted", "both")
    return doing.changes


def take_mine(work: Work, conflict_id: str) -> Changes:
    """Let the change that waited stand after all."""
    with work.doing(text("Valgte den ventende ændring")) as doing:
        for change in _open(doing, conflict_id)["changes"]:
            if change["delete"]:
                doing.delete(change["kind"], change["id"])
            elif change["mine"]:
                _restore(doing, change, change["mine"])
        _decide(doing, conflict_id, "resolved", "mine")
    return doing.changes


def take_theirs(work: Work, conflict_id: str) -> Changes:
    """Keep what stands and let the waiting change go; it stays in the record."""
    with work.doing(text("Beholdt det, der står")) as doing:
        _open(doing, conflict_id)
        _decide(doing, conflict_id, "resolved", "theirs")
    return doing.changes


def seen(work: Work, conflict_id: str) -> Changes:
    """Take note that a fact overruled a plan."""
    with work.doing(text("Noterede sig en ændring")) as doing:
        _open(doing, conflict_id)
        _decide(doing, conflict_id, "resolved", "seen")
    return doing.changes


def _restore(doing: Doing, change: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    before = doing.get(change["kind"], change["id"]) or {}
    doing.set(change["kind"], change["id"], values)
    if change["kind"] == "booking" and before.get("starts") != values.get(
        "starts", before.get("starts")
    ):
        notify(doing, "moved", change["id"])


def _open(doing: Doing, conflict_id: str) -> dict[str, Any]:
    conflict = doing.get("conflict", conflict_id)
    if conflict is None:
        conflict = _local_overlap(conflict_id)
    if conflict["state"] != "open":
        raise Refused(
            text("Konflikten er allerede afgjort."), hint=text("Se listen over afgjorte.")
        )
    return conflict


def _local_overlap(conflict_id: str) -> dict[str, Any]:
    """A double booking that only this computer knows of yet has no record to mark."""
    if not conflict_id.startswith("overlap:"):
        raise Refused(text("Konflikten findes ikke længere."))
    return {"state": "open", "changes": [], "local": True}


def _decide(doing: Doing, conflict_id: str, state: str, decision: str) -> None:
    if doing.get("conflict", conflict_id) is None:
        if state == "accepted":
            raise Refused(
                text("Bookingen er ikke sendt endnu, så begge kan ikke godkendes."),
                hint=text("Synkronisér først, og vælg så igen."),
            )
        return
    doing.set(
        "conflict",
        conflict_id,
        {
            "state": state,
            "decision": decision,
            "decided_by": doing.person.name,
            "decided_at": wire(doing.now),
        },
    )
