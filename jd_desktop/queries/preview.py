"""A template as a real student would read it, and what to mind before it is used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, select

from jd_desktop.domain import filling
from jd_desktop.domain.clock import wire
from jd_desktop.domain.events import EVENTS, SMS
from jd_desktop.domain.language import Text, text
from jd_desktop.domain.message import Segments, segments
from jd_desktop.domain.placeholders import LESSON, PLACES, Place, examples
from jd_desktop.domain.tariff import MOST_SEGMENTS, Tariff, web_addresses
from jd_desktop.domain.wording import Wording, fill, mistakes, places, subject_line
from jd_desktop.queries.message_words import words_for
from jd_desktop.store.consent import refusal
from jd_desktop.store.school import school
from jd_desktop.store.tables import ENTITIES, booking_student

_OF_THE_BOOKING = frozenset(LESSON) - {"kørelærer"}


@dataclass(frozen=True, slots=True)
class Draft:
    """A template as it is being written, for an event, a channel and a language."""

    event: str
    channel: str
    language: str
    wording: Wording


@dataclass(frozen=True, slots=True)
class Preview:
    """What a student would read; empty where a mistake keeps the template from being used.

    `text` of an e-mail is light Markdown. `missing` are the places of which nothing is known for
    this student: their names stand there instead. `counted` and `price_ore` are of an SMS.
    `unsendable` says why this student would not get it.
    """

    subject: str
    text: str
    mistakes: tuple[Text, ...]
    missing: tuple[Place, ...] = ()
    counted: Segments | None = None
    price_ore: int | None = None
    cautions: tuple[Text, ...] = ()
    unsendable: Text | None = None


def preview(
    db: Connection,
    draft: Draft,
    student_id: str,
    booking_id: str = "",
    *,
    tariff: Tariff,
    now: datetime,
) -> Preview:
    """Show a draft as a student would read it, with their next lesson where none is given."""
    wrong = mistakes(draft.event, draft.channel, draft.wording)
    student = row_of(db, "student", student_id)
    if wrong or student is None:
        return Preview("", "", tuple(wrong))
    booking = row_of(db, "booking", booking_id or _next_lesson(db, student_id, now))
    known = _values(db, draft, student, booking)
    used = places(f"{draft.wording.subject}\n{draft.wording.text}")
    missing = tuple(PLACES[p] for p in used if not known[p])
    values = {p: v or f"({p})" for p, v in known.items()}
    said = fill(draft.wording.text, values, channel=draft.channel)
    barred = refusal(db, student, draft.channel)
    return Preview(
        subject_line(draft.wording.subject, values),
        said,
        (),
        missing,
        segments(said) if draft.channel == SMS else None,
        tariff.price(segments(said)) if draft.channel == SMS else None,
        tuple(cautions(said)) if draft.channel == SMS else (),
        words_for("suppressed", barred)[0] if barred else None,
    )


def cautions(said: str) -> Sequence[Text]:
    """Return what makes an SMS costly, long or likely to be stopped, in sentences."""
    found, counted = [], segments(said)
    if counted.costly:
        found.append(
            text(
                "Tegnene {tegn} gør beskeden dyrere: der er kun plads til 70 tegn i hver SMS.",
                tegn=" ".join(counted.costly),
            )
        )
    if counted.count > MOST_SEGMENTS:
        found.append(text("Beskeden er for lang til at kunne sendes. Gør den kortere."))
    elif counted.count > 1:
        found.append(text("Beskeden sendes som {antal} SMS'er.", antal=counted.count))
    addresses = web_addresses(said)
    if addresses:
        found.append(
            text(
                "Danske teleselskaber kan stoppe SMS'er med webadresser: {adresse}.",
                adresse=", ".join(addresses),
            )
        )
    return found


def _values(
    db: Connection, draft: Draft, student: Mapping[str, Any], booking: Mapping[str, Any] | None
) -> Mapping[str, str]:
    """Return what is known; examples of what comes only as it is said, as an amount does."""
    as_written = {**student, "language": draft.language}
    it = filling.about(partial(row_of, db), school(db), as_written, booking)
    lesson = dict.fromkeys(_OF_THE_BOOKING & set(EVENTS[draft.event].places), "")
    return {**examples(), **lesson, **filling.values(it)}


def _next_lesson(db: Connection, student_id: str, now: datetime) -> str:
    seat, b = booking_student.c, ENTITIES["booking"].c
    coming = (
        select(b.id)
        .join(booking_student, seat.booking_id == b.id)
        .where(seat.student_id == student_id, b.starts > wire(now), b.state != "cancelled")
        .order_by(b.starts)
        .limit(1)
    )
    return str(db.execute(coming).scalar() or "")


def row_of(db: Connection, kind: str, row_id: str) -> dict[str, Any] | None:
    """Return a record as it stands, None where there is none."""
    table = ENTITIES[kind]
    found = db.execute(select(table).where(table.c.id == row_id)).mappings().one_or_none()
    return None if found is None else dict(found)
