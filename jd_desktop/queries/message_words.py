"""What became of a message in a person's words, and what they can do about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from jd_desktop.domain.bounces import BOUNCES
from jd_desktop.domain.events import EMAIL
from jd_desktop.domain.language import Text, text

Words: TypeAlias = tuple[Text | None, Text | None]
"""What is the matter, and what a person can do about it."""


def words_for(state: str, reason: str, code: str = "", *, channel: str = "sms") -> Words:
    """Return what a message's state and reason mean and what helps, on whichever desktop.

    A vendor's code goes before a general reason; what went as it should needs no words.
    """
    known = _STATES.get(state) or _code_words(state, code) or _WHY.get(reason)
    ends = _MAIL_ENDS if channel == EMAIL else _ENDS
    return known or ends.get(state) or _ENDS.get(state) or (None, None)


def is_known(state: str, reason: str, code: str) -> bool:
    """Whether there are words for this very case, and not only for how it ended."""
    return state in _STATES or reason in _WHY or _code_words(state, code) is not None


def _code_words(state: str, code: str) -> Words | None:
    return _CODES.get(code) if state in ("failed", "undelivered", "suppressed") else None


_CALL = text("Ring til eleven i stedet.")
_LATER = text("Send beskeden igen senere, eller ring til eleven.")
_AGAIN = text("Ret nummeret, og send beskeden igen.")
_MAIL_AGAIN = text("Ret adressen, og send beskeden igen.")
_NO_SUCH_NUMBER: Words = (text("Nummeret findes ikke."), _AGAIN)
_NO_SMS: Words = (text("Nummeret kan ikke modtage SMS."), text("Skriv et mobilnummer."))
_STOPPED: Words = (
    text("Teleselskabet stoppede beskeden som mulig reklame."),
    text("Fjern webadresser fra teksten, og send den igen, eller ring til eleven."),
)
_NO_SUCH_ADDRESS: Words = (text("E-mailadressen findes ikke."), _MAIL_AGAIN)
_FULL: Words = (text("Elevens postkasse er fuld."), _LATER)
_NOT_LET_IN: Words = (text("Elevens mailudbyder tog ikke imod mailen."), _CALL)

WAITS: Mapping[str, Words] = {
    "held": (text("Sendes om lidt, så den kan nå at blive fortrudt."), None),
    "again": (text("Kom ikke af sted endnu."), text("Der forsøges igen af sig selv.")),
    "agreement": (
        text("Venter på, at centralen har sagt god for ændringen."),
        text("Den sendes efter næste synkronisering."),
    ),
    "overlap": (
        text("Venter, fordi bookingen er dobbeltbooket."),
        text("Afgør dobbeltbookingen under Konflikter."),
    ),
    "parked": (
        text("Venter, fordi en ændring af bookingen ikke er afgjort."),
        text("Afgør den under Konflikter."),
    ),
    "turn": (
        text("Venter på, at centralen kan sige, at ingen anden computer sender den."),
        text("Den sendes, når der er forbindelse."),
    ),
    "order": (text("Venter på en tidligere besked til samme elev."), None),
}
"""Why a message has not left yet."""

_STATES: Mapping[str, Words] = {
    "merged": (text("Sendt sammen med en anden besked."), None),
    "sending": (text("Er ved at blive sendt."), None),
    "uncertain": (
        text("Det vides endnu ikke, om beskeden kom af sted."),
        text("Den slås op hos udbyderen og sendes ikke igen, før det er sikkert."),
    ),
    "needs_decision": (
        text("Det kan ikke afgøres, om beskeden kom af sted."),
        text("Spørg eleven. Send den så igen, markér den som sendt, eller opgiv den."),
    ),
}
_ENDS: Mapping[str, Words] = {
    "failed": (text("Kunne ikke sendes."), text("Tjek telefonnummeret, og send beskeden igen.")),
    "undelivered": (
        text("Nåede ikke frem til elevens telefon."),
        text("Tjek telefonnummeret, eller ring til eleven."),
    ),
    "expired": (
        text("Forældet – ikke sendt."),
        text("Ring til eleven, hvis det stadig er vigtigt."),
    ),
    "suppressed": (text("Der må ikke sendes SMS til eleven."), _CALL),
}
_MAIL_ENDS: Mapping[str, Words] = {
    "failed": (text("Kunne ikke sendes."), text("Tjek e-mailadressen, og send beskeden igen.")),
    "undelivered": (
        text("Nåede ikke frem til elevens postkasse."),
        text("Tjek e-mailadressen, eller ring til eleven."),
    ),
    "suppressed": (text("Der må ikke sendes e-mail til eleven."), _CALL),
}
_WHY: Mapping[str, Words] = {
    **{each.code: (each.reason, None) for each in BOUNCES},
    "no_phone": (
        text("Eleven har intet telefonnummer – ikke sendt."),
        text("Skriv elevens telefonnummer."),
    ),
    "no_email": (
        text("Eleven har ingen e-mailadresse – ikke sendt."),
        text("Skriv elevens e-mailadresse."),
    ),
    "phone_bad": (
        text("Elevens nummer virker ikke – ikke sendt."),
        _AGAIN,
    ),
    "email_bad": (text("Elevens e-mailadresse virker ikke – ikke sendt."), _MAIL_AGAIN),
    "obsolete": (text("Bookingen er ændret siden – ikke sendt."), None),
    "withdrawn": (text("Trukket tilbage, før den blev sendt."), None),
    "stopped": (text("Udsendelsen blev stoppet, før den blev sendt."), None),
    "replaced": (text("Sendt igen som en ny besked."), None),
    "discarded": (text("Opgivet."), None),
    "by_person": (text("Markeret som sendt."), None),
    "elsewhere": (text("Sendt fra en anden computer."), None),
    "taken_over": (text("Overtaget af en anden computer."), None),
    "unconfirmed": (
        text("Ikke sendt: det kunne ikke bekræftes, at ingen anden computer sendte den."),
        text("Ring til eleven, hvis det stadig er vigtigt."),
    ),
    "opted_out": (text("Eleven ønsker ikke SMS – ikke sendt."), _CALL),
    "mail_opted_out": (text("Eleven ønsker ikke e-mail – ikke sendt."), _CALL),
    "not_wanted": (text("Eleven ønsker ikke denne slags beskeder – ikke sendt."), None),
    "bounced": _NO_SUCH_ADDRESS,
    "mailbox_full": _FULL,
    "blocked": _NOT_LET_IN,
    "gave_up": (
        text("Kunne ikke sendes efter mange forsøg."),
        text("Tjek forbindelsen, og send beskeden igen."),
    ),
}
_CODES: Mapping[str, Words] = {
    "21211": _NO_SUCH_NUMBER,
    "21214": _NO_SMS,
    "21217": _NO_SUCH_NUMBER,
    "21614": _NO_SMS,
    "30005": _NO_SUCH_NUMBER,
    "30006": _NO_SMS,
    "30003": (text("Telefonen var slukket eller uden dækning."), _LATER),
    "30004": (text("Eleven har spærret for beskeder fra os."), _CALL),
    "30007": _STOPPED,
    "30008": (text("Teleselskabet siger ikke, hvorfor beskeden ikke kom frem."), _LATER),
    "21610": (text("Eleven har frameldt sig SMS."), _CALL),
    "21602": (text("Beskeden er tom."), text("Skriv en tekst, og send den igen.")),
    "21617": (text("Beskeden er for lang."), text("Gør teksten kortere, og send den igen.")),
    "5.1.1": _NO_SUCH_ADDRESS,
    "5.1.2": _NO_SUCH_ADDRESS,
    "5.1.10": _NO_SUCH_ADDRESS,
    "4.2.2": _FULL,
    "5.2.2": _FULL,
    "5.7.1": _NOT_LET_IN,
}
"""A vendor's codes: Twilio's numbers, and the enhanced status codes of mail (RFC 3463)."""
