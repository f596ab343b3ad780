"""What a person should know about a planned booking before it is held: warnings, never a block."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, and_, literal, select, tuple_

from jd_desktop.domain.clock import instant, wire
from jd_desktop.domain.daily_maximum import Excess, Limits, Taught, excess, limits_on
from jd_desktop.domain.language import COPENHAGEN, Text, Value, text
from jd_desktop.domain.schedule import CLAIMING
from jd_desktop.queries.names import names
from jd_desktop.store.tables import ENTITIES, booking_student

_PLANNED = ("tentative", "confirmed")
_SAID = {
    "practical": text("{elev} får {antal} kørelektioner den dag; {plan} tillader {højst}{vished}."),
    "theory": text("{elev} får {antal} teorilektioner den dag; {plan} tillader {højst}{vished}."),
    "total": text("{elev} får {antal} lektioner den dag; {plan} tillader {højst}{vished}."),
}


@dataclass(frozen=True, slots=True)
class Caution:
    """A warning in words; `deed` "price" where the new price can be taken over."""

    words: Text
    deed: str = ""


def cautions(db: Connection, booking_id: str, known: Sequence[Limits]) -> tuple[Caution, ...]:
    """Return what to warn of about a booking; nothing about one that was held or cancelled."""
    b = ENTITIES["booking"]
    row = db.execute(select(b).where(b.c.id == booking_id)).one_or_none()
    if row is None or row.state not in _PLANNED:
        return ()
    return (
        *_out_of_service(db, row), *_too_many(db, row), *_too_much(db, row, known),
        *_price(db, row),
    )  # fmt: skip


def _out_of_service(db: Connection, row: Any) -> Iterator[Caution]:
    said = {
        "instructor": text("{navn} er ikke længere aktiv. Giv bookingen til en anden kørelærer."),
        "vehicle": text("{navn} er ikke længere i brug. Giv bookingen en anden bil."),
    }
    for kind, sentence in said.items():
        held = getattr(row, f"{kind}_id")
        c = ENTITIES[kind].c
        if held and db.execute(select(c.active).where(c.id == held)).scalar() is False:
            name = names(db, [held]).get(held, "")
            yield Caution(Text(sentence.source, {"navn": name}))


def _too_many(db: Connection, row: Any) -> Iterator[Caution]:
    """Warn the one that came last where a place holds fewer than are booked at the same time.

    Two offline computers may give the last seat twice; both stay booked until a person decides.
    """
    b, v = ENTITIES["booking"].c, ENTITIES["venue"].c
    place = db.execute(select(v.name, v.capacity).where(v.id == row.venue_id)).one_or_none()
    if place is None or not place.capacity or not row.shares_venue:
        return
    others = select(b.student_ids).where(
        b.venue_id == row.venue_id, b.state.in_(sorted(CLAIMING)), b.id != row.id,
        b.starts < row.ends, b.ends > row.starts,
        tuple_(b.booked_at, b.id) < tuple_(literal(row.booked_at), literal(row.id)),
    )  # fmt: skip
    before = sum(len(ids or ()) or 1 for ids in db.execute(others).scalars())
    if before + (len(row.student_ids or ()) or 1) > place.capacity:
        yield Caution(text(
            "{sted} har plads til {antal}, og {før} var booket samtidig, før denne kom til. Flyt"
            " den, eller ret antallet af pladser.",
            sted=place.name, antal=place.capacity, før=before,
        ))  # fmt: skip


def _too_much(db: Connection, row: Any, known: Sequence[Limits]) -> Iterator[Caution]:
    """Warn where the student's day passes what the plan allows; by the day in Copenhagen."""
    day = instant(row.starts).astimezone(COPENHAGEN).date()
    limits = limits_on(day, known)
    if limits is None:
        return
    called = names(db, row.student_ids or ())
    for student_id in row.student_ids or ():
        for found in excess(_day_of(db, student_id, row), limits):
            yield Caution(_said(found, limits, called.get(student_id, "")))


def _said(found: Excess, limits: Limits, student: str) -> Text:
    unsure = text(" (reglen er ikke bekræftet)")
    sure: Value = "" if limits.certainty == "verified" else unsure
    values: dict[str, Value] = {
        "elev": student, "antal": found.lessons, "plan": limits.title, "højst": found.most,
        "vished": sure,
    }  # fmt: skip
    return Text(_SAID[found.what].source, values)


def _day_of(db: Connection, student_id: str, row: Any) -> list[Taught]:
    b, t, v = ENTITIES["booking"], ENTITIES["booking_type"], ENTITIES["venue"]
    s = booking_student.c
    midnight = instant(row.starts).astimezone(COPENHAGEN).replace(hour=0, minute=0, second=0)
    rows = db.execute(
        select(b.c.starts, b.c.ends, b.c.vehicle_id, t.c.lessons, t.c.needs_vehicle, v.c.purpose)
        .join(booking_student, s.booking_id == b.c.id)
        .outerjoin(t, t.c.id == b.c.booking_type_id)
        .outerjoin(v, v.c.id == b.c.venue_id)
        .where(
            and_(s.student_id == student_id, b.c.state.in_(sorted(CLAIMING))),
            b.c.starts >= wire(midnight),
            b.c.starts < wire(midnight + timedelta(days=1)),
        )
    )
    return [
        Taught(
            minutes=int((instant(r.ends) - instant(r.starts)).total_seconds() // 60),
            is_practical=bool(r.vehicle_id or r.needs_vehicle),
            venue=r.purpose or "",
            lessons=r.lessons or 0,
        )
        for r in rows
    ]


def _price(db: Connection, row: Any) -> Iterator[Caution]:
    """The price is pinned when a lesson is booked; a newer one is offered, never taken."""
    t = ENTITIES["booking_type"].c
    now = db.execute(select(t.price_ore).where(t.id == row.booking_type_id)).scalar()
    if now is not None and row.price_ore is not None and now != row.price_ore:
        words = text(
            "Typen koster nu {ny}; bookingen er til {gammel}",
            ny=_kroner(now),
            gammel=_kroner(row.price_ore),
        )
        yield Caution(words, "price")


def _kroner(ore: int) -> str:
    return f"{ore // 100},{ore % 100:02d} kr."
