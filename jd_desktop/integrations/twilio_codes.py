"""Twilio's statuses and error codes in a person's words, each with what to do."""

from __future__ import annotations

from collections.abc import Mapping

from jd_desktop.domain.language import Text, text

STATES: Mapping[str, str] = {
    "accepted": "accepted",
    "scheduled": "accepted",
    "queued": "accepted",
    "sending": "accepted",
    "sent": "sent",
    "delivered": "delivered",
    "read": "delivered",
    "partially_delivered": "sent",
    "undelivered": "undelivered",
    "failed": "undelivered",
    "canceled": "undelivered",
}

_NUMBER = text("Nummeret kan ikke modtage SMS. Ret elevens telefonnummer.")
_KEY = text("Twilio kender ikke nøglen. Tjek konto og nøgle i indstillingerne.")
_SENDER = text("Twilio godkender ikke afsenderen. Tjek afsenderen i indstillingerne.")
_ACCOUNT = text("Twilio-kontoen er lukket eller mangler penge. Log ind hos Twilio.")

_WORDS: Mapping[str, Text] = {
    "20003": _KEY,
    "401": _KEY,
    "403": _KEY,
    "404": _KEY,
    "20404": _KEY,
    "20005": _ACCOUNT,
    "30002": _ACCOUNT,
    "21211": _NUMBER,
    "21214": _NUMBER,
    "21614": _NUMBER,
    "30005": _NUMBER,
    "30006": _NUMBER,
    "21617": text("Teksten er for lang til en SMS. Forkort den."),
    "21602": text("Teksten er tom."),
    "21606": _SENDER,
    "21212": _SENDER,
    "21603": _SENDER,
    "21659": _SENDER,
    "21660": _SENDER,
    "21701": _SENDER,
    "21703": _SENDER,
    "21704": _SENDER,
    "21408": text("Twilio må ikke sende til dette land. Åbn for landet hos Twilio."),
    "21612": _SENDER,
    "21608": text("En prøvekonto kan kun sende til bekræftede numre. Opgradér hos Twilio."),
    "21610": text("Modtageren har frameldt sig SMS. Ring i stedet."),
    "30003": text("Telefonen var slukket eller uden dækning. Prøv igen senere, eller ring."),
    "30004": text("Modtageren har spærret for beskeden. Ring i stedet."),
    "30007": text("Teleselskabet stoppede beskeden som mulig reklame. Ret teksten, eller ring."),
    "30008": text("Teleselskabet siger ikke hvorfor. Prøv igen, eller ring."),
    "30036": text("Beskeden nåede ikke frem, mens den gjaldt."),
    "63038": text("Twilio-kontoen har nået dagens grænse. Den sender igen i morgen."),
}

BROKEN = frozenset(
    {"20003", "20005", "20404", "30002", "63038"}
    | {code for code, words in _WORDS.items() if words is _SENDER}
    | {"21408"}
)
"""Codes that say no to every message."""

BUSY = frozenset({"20429", "21611"})
"""Codes of a message that was not looked at: too many at once, or the sender's queue is full."""


def words_for(code: str) -> Text:
    """Return what a code means and what to do; unknown codes are named."""
    return _WORDS.get(code) or text("Twilio afviste beskeden (kode {kode}).", kode=code or "?")
