"""The form of an e-mail: the school's letterhead round what a message says."""

from __future__ import annotations

from jd_desktop.documents.mail import Sender, compose
from jd_desktop.domain.ports import OutgoingEmail
from jd_desktop.outbox.slip import Slip


def email(slip: Slip, *, from_address: str, from_name: str, reply_to: str = "") -> OutgoingEmail:
    """Give a slip the form of an e-mail; answers go to the school unless told otherwise.

    The Message-ID is the same at each try, so that mail programs see a repeat as one.
    """
    school = Sender.of(slip.school)
    letter = compose(
        slip.subject, slip.text, school, language=slip.language,
        is_broadcast=slip.origin == "broadcast",
    )  # fmt: skip
    _, _, domain = from_address.rpartition("@")
    return OutgoingEmail(
        id=slip.message_id,
        to=slip.to,
        to_name=slip.name,
        from_name=from_name or school.name,
        from_address=from_address,
        reply_to=reply_to or school.email,
        subject=slip.subject,
        text=letter.text,
        html=letter.html,
        message_id=f"{slip.message_id}@{domain or 'jd-desktop.invalid'}",
        expires_at=slip.expires,
    )
