"""Who an SMS may be from, as Twilio has it."""

from __future__ import annotations

import re

from jd_desktop.domain.language import text
from jd_desktop.domain.ports import Finding

_NUMBER = re.compile(r"\+[1-9]\d{6,14}")
_NAME = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 \-+_&]{1,11}")
_SERVICE = re.compile(r"MG[0-9a-fA-F]{32}")

NOT_OURS = Finding(
    False,
    text("Twilio-kontoen ejer ikke det nummer, som I sender fra."),
    text("Ret twilio.sender til et nummer på kontoen eller til et navn."),
)


def unfit_sender(sender: str, messaging_service_sid: str) -> Finding | None:
    """Return why nobody could send so, None where it may work; a service goes before a sender."""
    if messaging_service_sid:
        if _SERVICE.fullmatch(messaging_service_sid):
            return None
        return Finding(
            False,
            text("Twilio Messaging Service skal være et nummer, der begynder med MG."),
            text("Kopiér det fra Twilio til twilio.messaging_service_sid."),
        )
    if _NUMBER.fullmatch(sender) or _NAME.fullmatch(sender):
        return None
    return Finding(
        False,
        text("Afsenderen {navn} kan ikke bruges til SMS.", navn=sender),
        text("Skriv et navn på højst 11 tegn uden æøå, eller et nummer med +45 foran."),
    )
