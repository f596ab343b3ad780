"""What happened while nobody looked: what others did, and what was decided by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from jd_desktop.domain.clock import instant
from jd_desktop.queries.calendar import Tile, tiles_of
from jd_desktop.queries.names import names
from jd_desktop.store import state
from jd_desktop.store.tables import news

SEEN = "news_seen"
_LINES = 200


@dataclass(frozen=True, slots=True)
class NewsLine:
    """One thing that came from elsewhere.

    `how` is new, changed, merged (with a change made here), gone, closed (a double booking that
    ended by itself) or decided (by a colleague). `about` is what the row is called; `before` and
    `after` hold the fields that changed, raw.
    """

    id: int
    at: datetime
    kind: str
    row_id: str
    how: str
    by: str
    about: str
    tile: Tile | None
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    is_new: bool
    can_be_undone: bool
    is_undone: bool


@dataclass(frozen=True, slots=True)
class News:
    """The newest lines first, and what the ids in them are called."""

    lines: tuple[NewsLine, ...]
    names: Mapping[str, str]


def latest(db: Connection) -> News:
    """Return the newest lines, at most 200."""
    rows = db.execute(select(news).order_by(news.c.id.desc()).limit(_LINES)).all()
    seen = int(state.get(db, SEEN, 0))
    tiles = {t.id: t for t in tiles_of(db, [i for r in rows for i in _bookings_in(r)])}
    known = dict(names(db, {i for r in rows for i in _ids_in(r)}))
    return News(tuple(_line(r, tiles, known, seen) for r in rows), known)


def unseen_count(db: Connection) -> int:
    """Return how many lines came since somebody last looked."""
    newer = select(func.count()).where(news.c.id > int(state.get(db, SEEN, 0)))
    return db.execute(newer).scalar_one()


def _line(r: Any, tiles: Mapping[str, Tile], known: Mapping[str, str], seen: int) -> NewsLine:
    ids = _bookings_in(r)
    tile = tiles.get(ids[0]) if ids else None
    about = tile.title if tile else known.get(r.row_id, "") or _remembered(r, known)
    return NewsLine(
        id=r.id,
        at=instant(r.at),
        kind=r.kind,
        row_id=r.row_id,
        how=r.how,
        by=r.by,
        about=about,
        tile=tile,
        before=r.before or {},
        after=r.after or {},
        is_new=r.id > seen,
        can_be_undone=r.how in ("changed", "merged") and r.undone_by is None,
        is_undone=r.undone_by is not None,
    )


def _remembered(r: Any, known: Mapping[str, str]) -> str:
    """Name a row that is gone by what it held."""
    held = r.before or r.after or {}
    name = f"{held.get('first_name') or ''} {held.get('last_name') or ''}".strip()
    students = [known[i] for i in held.get("student_ids") or () if i in known]
    return name or ", ".join(students)


def _bookings_in(r: Any) -> list[str]:
    if r.kind == "booking":
        return [r.row_id]
    held = r.after or r.before or {}
    return [i for i in (held.get("later"), held.get("first")) if i] if r.kind == "conflict" else []


def _ids_in(r: Any) -> set[str]:
    """Return every id that the line may have to name."""
    found = {r.row_id}
    for held in (r.before or {}, r.after or {}):
        for value in held.values():
            is_many = isinstance(value, list | dict)
            found |= {str(v) for v in value} if is_many else {str(value)}
    return found
