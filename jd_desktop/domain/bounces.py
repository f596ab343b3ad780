"""Why e-mail comes back, in words: from SparkPost's bounce classes, and from reply codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jd_desktop.domain.language import Text, text


@dataclass(frozen=True, slots=True)
class Bounce:
    """Why an e-mail came back; `lasting` where the address will never work.

    `code` is a word that a message keeps as its reason; `unwanted` where the person said no.
    """

    code: str
    reason: Text
    lasting: bool = False
    unwanted: bool = False


BOUNCED = Bounce(
    "bounced", text("Adressen findes ikke. Ret elevens e-mail, eller ring."), lasting=True
)
LATER = Bounce(
    "bounced_soft", text("Modtagerens mailserver tog ikke imod. Prøv igen senere, eller ring.")
)
FULL = Bounce("mailbox_full", text("Modtagerens postkasse er fuld. Ring i stedet."))
BLOCKED = Bounce(
    "mail_blocked", text("Modtagerens mailserver stoppede den som uønsket. Ring i stedet.")
)
TOO_LARGE = Bounce("mail_too_large", text("E-mailen er for stor til modtageren. Forkort den."))
SUPPRESSED = Bounce(
    "mail_suppressed",
    text("Udbyderen sender ikke til adressen, fordi tidligere e-mails kom retur. Ring i stedet."),
    lasting=True,
)
UNWANTED = Bounce(
    "unsubscribed", text("Modtageren har frameldt sig e-mail. Ring i stedet."), unwanted=True
)
REFUSED = Bounce("mail_refused", text("Udbyderen afviste e-mailen. Ret teksten, eller ring."))

BOUNCES = (BOUNCED, LATER, FULL, BLOCKED, TOO_LARGE, SUPPRESSED, UNWANTED, REFUSED)
"""All that may be wrong with an e-mail that came back."""

_CLASSES: Mapping[str, Bounce | None] = {
    "10": BOUNCED, "30": BOUNCED, "22": FULL, "23": TOO_LARGE, "25": SUPPRESSED,
    "26": SUPPRESSED, "50": BLOCKED, "51": BLOCKED, "52": BLOCKED, "53": BLOCKED, "54": BLOCKED,
    "60": None, "80": None, "100": None, "90": UNWANTED,
}  # fmt: skip


def bounce(bounce_class: str) -> Bounce | None:
    """Return what a bounce class of SparkPost means; None for an answer that is no bounce.

    An automatic reply (60) says that the e-mail arrived.
    """
    return _CLASSES.get(bounce_class, LATER)
