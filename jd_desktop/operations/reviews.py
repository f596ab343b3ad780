"""Judging what a computer without access handed over: it applies, or it is set aside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jd_desktop.domain.changes import Changes
from jd_desktop.domain.clock import wire
from jd_desktop.domain.errors import Refused
from jd_desktop.domain.language import text
from jd_desktop.domain.message import RANKS
from jd_desktop.operations.notices import notify
from jd_desktop.operations.work import Doing, Work

JUDGES = frozenset({"office", "admin"})
_LEFT = RANKS["accepted"]


def accept(work: Work, conflict_id: str) -> Changes:
    """Let what was handed over apply, as the doing of whoever decides; students are told.

    Raises Refused where the person may not judge, or it is judged already.
    """
    with work.doing(text("Godkendte en ændring fra en computer uden adgang")) as doing:
        for change in _open(doing, conflict_id)["changes"]:
            _apply(doing, change)
        _decide(doing, conflict_id, "accepted")
    return doing.changes


def set_aside(work: Work, conflict_id: str) -> Changes:
    """Leave what was handed over undone; it stays in the record. Raises Refused as `accept`."""
    with work.doing(text("Lagde en ændring fra en computer uden adgang til side")) as doing:
        _open(doing, conflict_id)
        _decide(doing, conflict_id, "set_aside")
    return doing.changes


def _open(doing: Doing, conflict_id: str) -> Mapping[str, Any]:
    if doing.person.role not in JUDGES:
        raise Refused(
            text("Kun kontoret kan godkende ændringer fra en computer uden adgang."),
            hint=text("Tal med kontoret."),
        )
    conflict = doing.need("conflict", conflict_id)
    if conflict["what"] != "review" or conflict["state"] != "open":
        raise Refused(text("Ændringen er allerede afgjort."), hint=text("Se listen over afgjorte."))
    return conflict


def _apply(doing: Doing, change: Mapping[str, Any]) -> None:
    kind, row_id, mine = change["kind"], change["id"], change["mine"]
    if kind == "message" and not _has_left(doing, row_id, mine):
        return  # nobody will send it from there; what is to be told is told anew
    if change["delete"]:
        doing.delete(kind, row_id)
        return
    before = doing.get(kind, row_id)
    if before is None and change["before"]:
        doing.need(kind, row_id)
    doing.set(kind, row_id, mine)
    if kind == "booking":
        _tell(doing, row_id, before, mine)


def _has_left(doing: Doing, message_id: str, mine: Mapping[str, Any]) -> bool:
    """Whether a message that came along had left that computer, which is a fact."""
    is_known = bool(mine.get("student_id")) or doing.get("message", message_id) is not None
    return is_known and RANKS.get(str(mine.get("state")), 0) >= _LEFT


def _tell(
    doing: Doing, booking_id: str, before: Mapping[str, Any] | None, mine: Mapping[str, Any]
) -> None:
    if mine.get("state") == "cancelled":
        notify(doing, "cancelled", booking_id)
    elif before is None:
        notify(doing, "confirmed", booking_id)
    elif mine.get("starts", before.get("starts")) != before.get("starts"):
        notify(doing, "moved", booking_id)


def _decide(doing: Doing, conflict_id: str, decision: str) -> None:
    decided = {
        "state": "resolved", "decision": decision,
        "decided_by": doing.person.name, "decided_at": wire(doing.now),
    }  # fmt: skip
    doing.set("conflict", conflict_id, decided)
