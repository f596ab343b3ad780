"""The conflict inbox: before, yours, theirs, and three times that are free."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from jd_desktop.domain.clock import instant
from jd_desktop.domain.language import COPENHAGEN
from jd_desktop.domain.schedule import Claim, claim_of, free_slots
from jd_desktop.queries.booking_card import resource_name
from jd_desktop.queries.calendar import Tile, tiles_of
from jd_desktop.queries.rescue import Stand, stand_ins
from jd_desktop.store.claims import claims_between
from jd_desktop.store.tables import ENTITIES, overlap

_OPENS, _CLOSES = 8, 18
_AHEAD = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that differs: what it was, what waits (mine) and what stands (theirs), raw."""

    kind: str
    row_id: str
    field: str
    before: Any
    mine: Any
    theirs: Any


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """A line of the inbox. `what` is overlap, parked, overruled or review; `at` is for people.

    `handed_at` is when a computer without access handed over what is to be reviewed.
    """

    id: str
    what: str
    reason: str
    state: str
    decision: str
    resource: str
    resource_name: str
    by: str
    device: str
    at: datetime | None
    decided_by: str
    first: Tile | None
    later: Tile | None
    unsent: bool
    handed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ConflictCard:
    """A conflict with what differs and, for a double booking, free times for each booking.

    `stand_ins` could take the later booking at its own time.
    """

    row: ConflictRow
    differences: tuple[Difference, ...]
    tiles: tuple[Tile, ...]
    free_for_later: tuple[datetime, ...]
    free_for_first: tuple[datetime, ...]
    stand_ins: tuple[Stand, ...] = ()


def inbox(db: Connection, *, decided: bool = False) -> list[ConflictRow]:
    """Return the open conflicts, double bookings known only here included; or the decided ones."""
    c = ENTITIES["conflict"]
    if decided:
        old = select(c).where(c.c.state.in_(("resolved", "accepted"))).order_by(c.c.seq.desc())
        return [_row(db, r) for r in db.execute(old.limit(200))]
    here = {r.id: r for r in db.execute(select(overlap).where(overlap.c.accepted.is_(False)))}
    told = db.execute(select(c).where(c.c.state == "open").order_by(c.c.seq)).all()
    rows = [_row(db, r) for r in told if r.what != "overlap" or r.id in here]
    known = {r.id for r in told}
    return rows + [_local(db, r) for i, r in sorted(here.items()) if i not in known]


def open_count(db: Connection) -> int:
    """Return how many conflicts wait for a person."""
    c = ENTITIES["conflict"].c
    parked = select(func.count()).where(c.state == "open", c.what != "overlap")
    double = select(func.count()).select_from(overlap).where(overlap.c.accepted.is_(False))
    return db.execute(parked).scalar_one() + db.execute(double).scalar_one()


def card(db: Connection, conflict_id: str, *, now: datetime) -> ConflictCard | None:
    """Return a conflict whole, None where it is gone."""
    c = ENTITIES["conflict"]
    told = db.execute(select(c).where(c.c.id == conflict_id)).one_or_none()
    here = db.execute(select(overlap).where(overlap.c.id == conflict_id)).one_or_none()
    if told is None and here is None:
        return None
    row = _row(db, told) if told is not None else _local(db, here)
    changes = told.changes or [] if told is not None else []
    subjects = [ch["id"] for ch in changes if ch["kind"] == "booking"]
    return ConflictCard(
        row,
        tuple(d for ch in changes if _counts(row, ch) for d in _differences(ch)),
        tiles_of(db, subjects) if subjects else tuple(t for t in (row.first, row.later) if t),
        _free(db, row.later, now),
        _free(db, row.first, now),
        stand_ins(db, row.later.id, row.resource) if row.later else (),
    )


def _row(db: Connection, r: Any) -> ConflictRow:
    tiles = {t.id: t for t in tiles_of(db, [i for i in (r.first, r.later) if i])}
    return ConflictRow(
        r.id,
        r.what,
        r.reason or "",
        r.state,
        r.decision or "",
        r.resource or "",
        resource_name(db, r.resource, r.resource_id) if r.resource else "",
        r.by or "",
        r.device or "",
        instant(r.at) if r.at else None,
        r.decided_by or "",
        tiles.get(r.first),
        tiles.get(r.later),
        r.pending,
        instant(r.handed_at) if r.handed_at else None,
    )


def _local(db: Connection, r: Any) -> ConflictRow:
    tiles = {t.id: t for t in tiles_of(db, [r.first, r.later])}
    b = ENTITIES["booking"].c
    made = db.execute(select(b.booked_by, b.booked_at).where(b.id == r.later)).one()
    return ConflictRow(
        r.id,
        "overlap",
        "",
        "open",
        "",
        r.resource,
        resource_name(db, r.resource, r.resource_id),
        made.booked_by or "",
        "",
        instant(made.booked_at) if made.booked_at else None,
        "",
        tiles.get(r.first),
        tiles.get(r.later),
        True,
    )


def _counts(row: ConflictRow, change: dict[str, Any]) -> bool:
    """Messages of a computer without access are sent by nobody; they decide nothing."""
    return row.what != "review" or change["kind"] != "message"


def _differences(change: dict[str, Any]) -> Iterator[Difference]:
    if change["delete"]:
        yield Difference(change["kind"], change["id"], "", None, "deleted", None)
    for name, mine in change["mine"].items():
        theirs = change["theirs"].get(name)
        if mine != theirs:
            before = change["before"].get(name)
            yield Difference(change["kind"], change["id"], name, before, mine, theirs)


def _free(db: Connection, tile: Tile | None, now: datetime) -> tuple[datetime, ...]:
    """Return three starts within two weeks, in opening hours, at which nothing collides."""
    if tile is None or tile.state in ("completed", "no_show", "cancelled"):
        return ()
    b = ENTITIES["booking"]
    body = db.execute(select(b).where(b.c.id == tile.id)).mappings().one()
    claim = claim_of(tile.id, dict(body))
    if claim is None:
        return ()
    around = claims_between(db, claim, _AHEAD)
    return tuple(free_slots(claim, around, _candidates(claim, now), wanted=3))


def _candidates(claim: Claim, now: datetime) -> Iterator[datetime]:
    """Yield quarter hours in opening hours on working days, the nearest to the old time first."""
    step = timedelta(minutes=15)
    length = claim.ends - claim.starts
    for k in range(1, int(timedelta(days=7) / step)):
        for at in (claim.starts + k * step, claim.starts - k * step):
            local = at.astimezone(COPENHAGEN)
            end = (at + length).astimezone(COPENHAGEN)
            closes = local.replace(hour=_CLOSES, minute=0, second=0, microsecond=0)
            if at > now and local.hour >= _OPENS and end <= closes and local.weekday() < 5:
                yield at
