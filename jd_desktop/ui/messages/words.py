"""What the screen of messages says."""

from __future__ import annotations

from collections.abc import Mapping

from jd_desktop.domain.events import EMAIL
from jd_desktop.domain.language import Language, Text, text
from jd_desktop.domain.phone import display
from jd_desktop.queries.message_list import MessageRow

TRAYS: Mapping[str, Text] = {
    "waiting": text("Udbakke"),
    "decide": text("Kræver beslutning"),
    "failed": text("Mislykket"),
    "sent": text("Sendt"),
    "all": text("Alle"),
}
NOTHING: Mapping[str, Text] = {
    "waiting": text("Ingen beskeder venter."),
    "decide": text("Ingen beskeder kræver en beslutning."),
    "failed": text("Ingen beskeder er slået fejl."),
    "sent": text("Der er ikke sendt nogen beskeder endnu."),
    "all": text("Der er ikke skrevet nogen beskeder endnu."),
}
_TONES: Mapping[str, str] = {
    "uncertain": "warn",
    "needs_decision": "warn",
    "failed": "bad",
    "undelivered": "bad",
    "expired": "bad",
    "suppressed": "warn",
    "delivered": "ok",
}


def channel(language: Language, name: str) -> str:
    """Name a channel."""
    return language.tr("E-mail") if name == EMAIL else "SMS"


def tone(state: str) -> str:
    """Return a state's tone, "" for plain."""
    return _TONES.get(state, "")


def where(language: Language, address: str, channel_name: str) -> str:
    """Say where a message goes: numbers as Danes write them."""
    said = address if channel_name == EMAIL else display(address)
    return said or language.tr("mangler")


def standing(language: Language, row: MessageRow) -> str:
    """Say in one line how it stands: why it waits or failed, or that it went."""
    reason, _ = row.words
    return language.say(reason if reason is not None else row.went)


def gist(row: MessageRow) -> str:
    """Return a message's words in one line."""
    return " ".join(row.text.split())
