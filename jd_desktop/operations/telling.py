"""Telling one student something that no change of a booking tells by itself.

Each of these queues by the channels that the school's rules name, within an action, held for undo;
nothing where the school has the event off. They return the ids of the messages that they made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from jd_desktop.domain import filling
from jd_desktop.domain.changes import Changes
from jd_desktop.domain.clock import wire
from jd_desktop.domain.errors import BadInput, Refused
from jd_desktop.domain.events import CHANNELS, EMAIL
from jd_desktop.domain.language import Language, text
from jd_desktop.domain.wording import Values, Wording, fill, mistakes, subject_line
from jd_desktop.operations import queueing, wordings
from jd_desktop.operations.ruling import told_by
from jd_desktop.operations.work import Doing, Work
from jd_desktop.store.consent import refusal

WORTH = timedelta(days=3)
"""How long news without a deadline of its own is worth sending."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A time that is free, as it is offered."""

    starts: datetime
    ends: datetime
    instructor_id: str
    booking_type_id: str = ""


def welcome(doing: Doing, student_id: str) -> list[str]:
    """Welcome a new student, where the school does."""
    return _tell(doing, "welcome", student_id, {})


def gap_offer(doing: Doing, student_id: str, slot: Slot, *, answer_by: datetime) -> list[str]:
    """Offer a free time; worth nothing when the time to answer has passed."""
    free = {
        "starts": wire(slot.starts),
        "ends": wire(slot.ends),
        "instructor_id": slot.instructor_id,
        "booking_type_id": slot.booking_type_id,
    }
    student = doing.need("student", student_id)
    it = filling.about(doing.get, doing.school, student, free)
    more = {"frist": it.language.when(answer_by)}
    return _tell(doing, "gap_offer", student_id, more, it=it, until=min(answer_by, slot.starts))


def document_missing(
    doing: Doing, student_id: str, papers: Sequence[str], *, by: date
) -> list[str]:
    """Ask for papers that are missing."""
    language = _language(doing, student_id)
    return _tell(
        doing, "document_missing", student_id, {"papirer": papers, "frist": language.day(by)}
    )


def invoice(
    doing: Doing, student_id: str, *, number: str, amount_ore: int, due: date, link: str
) -> list[str]:
    """Send an invoice: its number, its amount in øre, and where it is paid."""
    language = _language(doing, student_id)
    more = {
        "fakturanr": number,
        "beløb": language.money(amount_ore),
        "frist": language.day(due),
        "betalingslink": _safe(link),
    }
    return _tell(doing, "invoice", student_id, more)


def payment_link(
    doing: Doing, student_id: str, *, amount_ore: int, link: str, until: datetime
) -> list[str]:
    """Send an address where an amount in øre can be paid; worth nothing when it has closed."""
    language = _language(doing, student_id)
    more = {
        "beløb": language.money(amount_ore),
        "frist": language.when(until),
        "betalingslink": _safe(link),
    }
    return _tell(doing, "payment_link", student_id, more, until=until)


def receipt(
    doing: Doing, student_id: str, *, number: str, amount_ore: int, paid: date
) -> list[str]:
    """Say that an amount in øre was paid."""
    language = _language(doing, student_id)
    more = {
        "fakturanr": number,
        "beløb": language.money(amount_ore),
        "betalt": language.day(paid),
    }
    return _tell(doing, "receipt", student_id, more)


def write(
    work: Work,
    student_id: str,
    channel: str,
    wording: Wording,
    *,
    not_before: datetime | None = None,
) -> Changes:
    """Write to one student in a person's own words; {fornavn} and the like are filled in.

    It leaves when it cannot be undone any more, or later, at `not_before`. Raises BadInput for
    what cannot be sent, Refused where the student may not be written to.
    """
    wrong = mistakes("announcement", channel, wording)
    if channel not in CHANNELS or wrong:
        raise BadInput(wrong[0] if wrong else text("Vælg SMS eller e-mail."))
    with work.doing(text("Skrev til en elev")) as doing:
        student = doing.need("student", student_id)
        why_not = refusal(doing.db, student, channel)
        if why_not:
            raise Refused(
                text("Eleven kan ikke få beskeden."),
                hint=text("Se elevens nummer, adresse og samtykke."),
                detail=why_not,
            )
        values = wordings.values(doing, wordings.about(doing, student))
        said = wordings.Said(
            subject_line(wording.subject, values) if channel == EMAIL else "",
            fill(wording.text, values, channel=channel),
        )
        leaves = max(doing.now + doing.hold, not_before or doing.now)
        _queue(doing, "announcement", student_id, channel, said, leaves + WORTH, leaves=leaves)
    return doing.changes


def _tell(
    doing: Doing,
    event: str,
    student_id: str,
    more: Values,
    *,
    it: filling.About | None = None,
    until: datetime | None = None,
) -> list[str]:
    about = it or wordings.about(doing, doing.need("student", student_id))
    expires = until or doing.now + WORTH
    return [
        _queue(
            doing, event, student_id, channel, wordings.say(doing, event, channel, about, more),
            expires,
        )
        for channel in told_by(doing, event, about.booking)
        if expires > doing.now
    ]  # fmt: skip


def _queue(  # noqa: PLR0913 - a message is whose, by what, saying what, and its two times
    doing: Doing,
    event: str,
    student_id: str,
    channel: str,
    said: wordings.Said,
    expires: datetime,
    *,
    leaves: datetime | None = None,
) -> str:
    post = queueing.Post(
        event,
        channel,
        student_id,
        said,
        leaves=leaves or doing.now + doing.hold,
        expires=max(expires, doing.now + doing.hold * 2),
        about=f"{event}:{student_id}",
    )
    return queueing.send(doing, post)


def _language(doing: Doing, student_id: str) -> Language:
    return Language("en" if doing.need("student", student_id).get("language") == "en" else "da")


def _safe(link: str) -> str:
    if not link.startswith("https://"):
        raise BadInput(text("Adressen til betaling skal begynde med https://."))
    return link
