"""Taking the server's word: a page of rows and the new cursor in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from jd_desktop.protocol.feed import RowLine
from jd_desktop.store import state
from jd_desktop.store.projection import Key, pending_keys, project
from jd_desktop.store.tables import ENTITIES, server_row
from jd_desktop.sync import news


def store_page(
    db: Connection,
    rows: Sequence[RowLine],
    *,
    asked: int,
    cursor: int,
    at: datetime | None = None,
) -> frozenset[Key]:
    """Store a page that was asked for at cursor `asked`; returns the rows that changed.

    A page that answers an older question than ours is dropped. Mutations whose head the new
    cursor has passed leave the overlay, so their rows are projected again too. What changes what
    was shown becomes news of the instant `at`, except while a copy is first made.
    """
    if state.get(db, "cursor", 0) != asked:
        return frozenset()
    overlaid = set(pending_keys(db)) if cursor != asked else set()
    by = (
        {}
        if at is None or asked == 0 or state.get(db, "anew")
        else {(r.kind, r.id): r.by for r in rows}
    )
    before = news.shown(db, by)
    store_rows(db, rows)
    state.put(db, cursor=cursor)
    agreed = overlaid - set(pending_keys(db)) if overlaid else set()
    keys = frozenset({(r.kind, r.id) for r in rows} | agreed)
    project(db, keys)
    if at is not None and by and news.note(db, before, by, overlaid, at):
        keys |= {("news", "")}
    return keys


def start_over(db: Connection, epoch: str) -> None:
    """Drop the copy and keep every mutation; the next pull begins at nothing.

    Whatever the new server has not taken is sent again: its `last_n` says so. What is shown
    stays until all is here, so that a line that breaks on the way leaves nobody without a diary.
    """
    db.execute(delete(server_row))
    state.put(db, cursor=0, epoch=epoch, anew=True)


def finish(db: Connection) -> frozenset[Key]:
    """After starting over, take out what the new server does not have; returns those rows."""
    if not state.get(db, "anew", False):
        return frozenset()
    gone: set[Key] = set()
    for kind, table in ENTITIES.items():
        told = select(server_row.c.id).where(server_row.c.kind == kind)
        unknown = db.execute(select(table.c.id).where(table.c.id.not_in(told))).scalars()
        gone |= {(kind, row_id) for row_id in unknown}
    state.put(db, anew=None)
    project(db, gone)
    return frozenset(gone)


def store_rows(db: Connection, rows: Sequence[RowLine], *, again: bool = False) -> None:
    """Store rows as the server told them; an older `seq` than the one we have changes nothing.

    Nor does the same one, unless rows are told `again` with more in them.
    """
    if not rows:
        return
    put = insert(server_row)
    fresh = {name: put.excluded[name] for name in ("seq", "deleted", "body", "by")}
    have = server_row.c.seq
    newer = have <= put.excluded.seq if again else have < put.excluded.seq
    db.execute(
        put.on_conflict_do_update(index_elements=["kind", "id"], set_=fresh, where=newer),
        [
            {
                "kind": r.kind,
                "id": r.id,
                "seq": r.seq,
                "deleted": r.deleted,
                "body": r.body,
                "by": r.by,
            }
            for r in rows
        ],
    )
