"""Sending from here what another computer had queued and can send no more."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, select

from jd_desktop.domain.changes import Changes
from jd_desktop.domain.clock import instant, wire
from jd_desktop.domain.events import ABOUT_BOOKINGS
from jd_desktop.domain.language import text
from jd_desktop.operations.outcome import note
from jd_desktop.operations.queueing import Post, of_many, queue, send
from jd_desktop.operations.wordings import Said
from jd_desktop.operations.work import Doing, Work
from jd_desktop.store.tables import ENTITIES

_PLANNED = ("tentative", "confirmed")


def waiting_at(db: Connection, device_id: str) -> dict[str, str]:
    """Return the messages that people made at another computer and that have not left it, by turn.

    A turn is what the central is asked for; that of one message to many is the student's own.
    What nobody asked for is left out: whoever makes automatic messages now makes it anew.
    """
    m = ENTITIES["message"].c
    theirs = select(m.id, m.broadcast_id, m.student_id, m.channel).where(
        m.owner_device == device_id, m.state == "queued", m.origin.is_distinct_from("generated")
    )
    return {
        of_many(r.broadcast_id, r.student_id, r.channel) if r.broadcast_id else f"m:{r.id}": r.id
        for r in db.execute(theirs.order_by(m.made_at, m.id))
    }


def take_over(work: Work, message_ids: Collection[str]) -> Changes:
    """Send from here messages whose turn this computer has won at the central.

    Each is written anew, with today's address and the booking as it stands; what is not true any
    more, or worth nothing, is only put aside. What the other computer was already sending is not
    among them: its turn cannot be won.
    """
    with work.doing(text("Overtog en anden computers beskeder"), undoable=False) as doing:
        for message_id in message_ids:
            message = doing.get("message", message_id)
            if message is not None and message.get("owner_device") != doing.device:
                _take(doing, message_id, message)
    return doing.changes


def _take(doing: Doing, message_id: str, message: Mapping[str, Any]) -> None:
    if not note(doing, message_id, "cancelled", reason="taken_over"):
        return
    if message.get("expires_at") and message["expires_at"] <= wire(doing.now):
        return
    student_id, channel = message["student_id"], message["channel"]
    if doing.get("student", student_id) is None:
        return
    if message["event"] in ABOUT_BOOKINGS:
        if _is_true(doing, message):
            event, at_once = message["event"], timedelta(0)
            queue(doing, event, message["booking_id"], student_id, channel=channel, held=at_once)
        return
    post = Post(
        message["event"],
        channel,
        student_id,
        Said(message.get("subject") or "", message["text"]),
        leaves=doing.now,
        expires=instant(message["expires_at"]),
        origin=message.get("origin") or "user",
        broadcast_id=message.get("broadcast_id") or "",
        key=_key(message),
    )
    send(doing, post)


def _key(message: Mapping[str, Any]) -> str:
    to_many = message.get("broadcast_id")
    return of_many(to_many, message["student_id"], message["channel"]) if to_many else ""


def _is_true(doing: Doing, message: Mapping[str, Any]) -> bool:
    """Whether the booking still stands as the message would say."""
    booking = doing.get("booking", message.get("booking_id") or "")
    if booking is None or instant(booking["starts"]) <= doing.now:
        return False
    is_cancelled = booking["state"] == "cancelled"
    return is_cancelled if message["event"] == "cancelled" else booking["state"] in _PLANNED
