"""Messages that follow from what people do with bookings: made with it, held for undo."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jd_desktop.domain.clock import instant
from jd_desktop.domain.events import ABOUT_BOOKINGS
from jd_desktop.domain.message import RANKS
from jd_desktop.operations import queueing
from jd_desktop.operations.outcome import note
from jd_desktop.operations.ruling import told_by
from jd_desktop.operations.work import Doing

NOT_TOLD = frozenset({"cancelled", "expired", "suppressed", "failed", "undelivered"})
"""States of a message of which a student knows nothing."""


def notify(doing: Doing, event: str, booking_id: str) -> None:
    """Tell each student of a booking, as the rules say: "confirmed", "moved" or "cancelled".

    What was queued for the booking and has not left is withdrawn: a student who was never
    told of a lesson is not told that it moved, only where it stands.
    """
    booking = doing.need("booking", booking_id)
    begun = instant(booking["starts"]) <= doing.now
    for student_id in booking.get("student_ids") or ():
        withdrawn = queueing.withdraw(doing, booking_id, student_id)
        untold = "confirmed" in withdrawn or not _told(doing, booking_id, student_id)
        _withdraw_elsewhere(doing, booking_id, student_id)
        said = "confirmed" if untold and event == "moved" else event
        if not begun and not (untold and event == "cancelled"):
            tell(doing, said, booking_id, student_id)


def tell(doing: Doing, event: str, booking_id: str, student_id: str) -> None:
    """Queue what an event of a booking says to one student, by the channels of the rules."""
    booking = doing.need("booking", booking_id)
    for channel in told_by(doing, event, booking):
        queueing.queue(doing, event, booking_id, student_id, channel=channel, held=doing.hold)


def _told(doing: Doing, booking_id: str, student_id: str) -> bool:
    """Whether the student may know of the lesson; one without any message was told by mouth."""
    written = [body for _, body in queueing.about(doing, booking_id, student_id)]
    states = [body["state"] for body in written if not _is_to_come(body)]
    return not states or any(s not in NOT_TOLD for s in states)


def _is_to_come(message: Mapping[str, Any]) -> bool:
    """Whether it is a reminder or the like that has told nobody anything yet."""
    left = RANKS[message["state"]] >= RANKS["accepted"] or message["state"] == "uncertain"
    return message["event"] not in ABOUT_BOOKINGS and not left


def _withdraw_elsewhere(doing: Doing, booking_id: str, student_id: str) -> None:
    """Ask the computer that has queued a message not to send it; if it has, its word stands."""
    for message_id, body in queueing.about(doing, booking_id, student_id):
        if body["state"] == "queued" and body.get("owner_device") != doing.device:
            note(doing, message_id, "cancelled", reason="withdrawn")
