"""Reading everything once more after an upgrade, beside what goes on: new fields come this way.

The copy and its cursor stay as they are, so that nobody sees less meanwhile and what people do
rests on the same bases; a second cursor tells how far the reading has come, and lets it be
broken off anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from jd_desktop.protocol.feed import AnyLine, RowLine
from jd_desktop.protocol.session import SCHEMA
from jd_desktop.store import state
from jd_desktop.store.projection import Key, project
from jd_desktop.sync import pull

CURSOR = "refreshed_to"


def due(db: Connection) -> int | None:
    """Return where to go on reading, None where the copy knows our schema's fields.

    A copy that is yet to be fetched will have them.
    """
    if int(state.get(db, "schema", 1)) == SCHEMA:
        return None
    if int(state.get(db, "cursor", 0)) == 0:
        finish(db)
        return None
    return int(state.get(db, CURSOR, 0))


def store_page(db: Connection, lines: Sequence[AnyLine], *, until: int) -> frozenset[Key]:
    """Store a page read again; a row that is as new as ours replaces it."""
    rows = [line for line in lines if isinstance(line, RowLine)]
    pull.store_rows(db, rows, again=True)
    keys = frozenset((r.kind, r.id) for r in rows)
    project(db, keys)
    state.put(db, **{CURSOR: until})
    return keys


def finish(db: Connection) -> None:
    """Note that the copy has all that our schema knows."""
    state.put(db, schema=SCHEMA, **{CURSOR: None})
