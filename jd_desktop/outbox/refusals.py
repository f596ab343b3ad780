"""What an outcome or a status says of the address: who must be left alone from now on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from jd_desktop.domain.suppression import Refusal
from jd_desktop.operations import suppressions
from jd_desktop.operations.work import Doing
from jd_desktop.store.tables import outbox_job

VENDORS = {"sms": "twilio"}


def heed(doing: Doing, message_id: str, reason: str, *, at: datetime | None = None) -> None:
    """Leave the address of a message alone, within the action that tells why; "" changes nothing.

    `at` is when the vendor learned it, now where it does not say.
    """
    if not reason:
        return
    j = outbox_job.c
    sent = select(j.channel, j.recipient).where(j.message_id == message_id, j.recipient != "")
    job = doing.db.execute(sent.order_by(j.id.desc()).limit(1)).one_or_none()
    message = doing.get("message", message_id)
    if job is None or message is None:
        return
    vendor = VENDORS.get(job.channel, "mail")
    refusal = Refusal(job.channel, job.recipient, reason, vendor, at or doing.now)
    suppressions.heed(doing, refusal, str(message["student_id"]))
