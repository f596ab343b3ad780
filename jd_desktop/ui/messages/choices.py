"""What a person can do about a message as it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jd_desktop.domain.events import EMAIL
from jd_desktop.domain.language import Language
from jd_desktop.domain.phone import display
from jd_desktop.operations.messages import AT_REST
from jd_desktop.queries.message_list import MessageCard
from jd_desktop.queries.message_words import WAITS


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: `name` is one of again, sent, drop, address, call, student, booking, conflict."""

    name: str
    title: str
    key: str = ""
    is_first: bool = False


def of(language: Language, card: MessageCard) -> list[Choice]:
    """Return what can be done, the likeliest first; the first few have a key of their own."""
    return [*_about_sending(language, card), *_about_the_student(language, card)]


def _about_sending(language: Language, card: MessageCard) -> Iterator[Choice]:
    tr = language.tr
    if card.job_state in AT_REST:
        yield Choice("again", tr("Send igen"), "1", is_first=True)
        if card.job_state == "needs_decision":
            yield Choice("sent", tr("Markér som sendt"), "2")
        yield Choice("drop", tr("Kassér"), "3")
    elif card.job_state == "queued":
        if card.row.words in (WAITS["overlap"], WAITS["parked"]):
            yield Choice("conflict", tr("Vis konflikten"), "1", is_first=True)
        yield Choice("drop", tr("Kassér"), "3")


def _about_the_student(language: Language, card: MessageCard) -> Iterator[Choice]:
    tr = language.tr
    if card.row.state in ("failed", "undelivered", "expired", "suppressed", "needs_decision"):
        title = tr("Ret adressen") if card.row.channel == EMAIL else tr("Ret nummeret")
        if card.row.state != "expired" and card.row.student_id:
            yield Choice("address", title, "4")
        if card.phone:
            yield Choice("call", tr("Ring {nummer}", nummer=display(card.phone)), "5")
    if card.row.student_id:
        yield Choice("student", tr("Vis elev"))
    if card.booking_id:
        yield Choice("booking", tr("Vis booking"))
