"""What of a school's records a viewer sees, as a question to the database and as lines.

The database is asked for a little too much rather than too little (its LIKE may not tell great
letters from small); `domain.audience` decides on each row.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import Column, ColumnElement, Row, or_, true

from jd_desktop.central.tables import record
from jd_desktop.domain import audience
from jd_desktop.domain.audience import NOTHING, REDUCED, WHOLE, Viewer
from jd_desktop.protocol.feed import Gone

GONE_SINCE = 2
"""The schema from which on desktops know a `gone` line; older ones are told `deleted`."""

_c = record.c


class Told(msgspec.Struct, omit_defaults=True, tag_field="t", tag="row"):
    """`protocol.feed.RowLine` with its body as the database has it, decoded only to reduce it."""

    kind: str
    id: str
    seq: int
    body: msgspec.Raw = msgspec.Raw(b"{}")
    deleted: bool = False
    by: str = ""
    reduced: bool = False


def visible(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition of the rows that somebody sees."""
    return true() if viewer.sees_all else _has(_c.audience, viewer.tokens)


def concerning(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition of the rows that somebody sees or once saw."""
    if viewer.sees_all:
        return true()
    return or_(_has(_c.audience, viewer.tokens), _has(_c.lost, viewer.tokens))


def sees(viewer: Viewer, kind: str, written: str) -> bool:
    """Whether somebody sees anything of a row of this audience."""
    return viewer.sees_all or audience.look(viewer, kind, audience.read(written)) != NOTHING


def line(viewer: Viewer, row: Row[Any], schema: int) -> Told | Gone | None:
    """Return the line of the feed for a row, None where there is nothing to tell."""
    if viewer.sees_all:
        return _whole(row)
    tokens = audience.read(row.audience)
    seen = audience.look(viewer, row.kind, tokens)
    if seen == NOTHING:
        return _gone(viewer, row, schema)
    if row.deleted or (seen == WHOLE and not audience.hides(viewer, row.kind)):
        return _whole(row)
    body = audience.seen_as(viewer, row.kind, row.id, msgspec.json.decode(row.body), tokens)
    shown = msgspec.Raw(msgspec.json.encode(body))
    return Told(row.kind, row.id, row.seq, shown, by=row.by, reduced=seen == REDUCED)


def _whole(row: Row[Any]) -> Told:
    if row.deleted:
        return Told(row.kind, row.id, row.seq, deleted=True, by=row.by)
    return Told(row.kind, row.id, row.seq, msgspec.Raw(row.body), by=row.by)


def _gone(viewer: Viewer, row: Row[Any], schema: int) -> Told | Gone | None:
    if not viewer.tokens & audience.read(row.lost):
        return None
    if schema < GONE_SINCE:
        return Told(row.kind, row.id, row.seq, deleted=True)
    return Gone(row.kind, row.id, row.seq)


def _has(column: Column[str], tokens: Iterable[str]) -> ColumnElement[bool]:
    return or_(*(column.contains(f"|{token}|", autoescape=True) for token in sorted(tokens)))
