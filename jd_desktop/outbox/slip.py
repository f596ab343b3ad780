"""What a message says and to whom, before its channel gives it a form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jd_desktop.domain.clock import instant
from jd_desktop.domain.ports import OutgoingSms
from jd_desktop.operations.work import Doing


@dataclass(frozen=True, slots=True)
class Slip:
    """A message for one person: `to` is an address of its channel, worth nothing after `expires`.

    `text` and `subject` are as they were written when the message was made; `school` is the
    school's record, for the letterhead.
    """

    message_id: str
    to: str
    name: str
    subject: str
    text: str
    language: str
    origin: str
    expires: datetime
    school: Mapping[str, Any]


def slip(doing: Doing, job: Any, to: str) -> Slip:
    """Return what a job has to say, to this address."""
    message = doing.get("message", job.message_id) or {}
    student = doing.get("student", message.get("student_id") or "") or {}
    return Slip(
        message_id=job.message_id,
        to=to,
        name=f"{student.get('first_name') or ''} {student.get('last_name') or ''}".strip(),
        subject=str(message.get("subject") or ""),
        text=job.payload,
        language="en" if student.get("language") == "en" else "da",
        origin=job.origin,
        expires=instant(job.expires_at),
        school=doing.school,
    )


def sms(written: Slip) -> OutgoingSms:
    """Give a slip the form of an SMS."""
    return OutgoingSms(written.message_id, written.to, written.text, written.expires)
