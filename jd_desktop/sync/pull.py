"""Taking the server's word: a page of rows and the new cursor in one transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import pairwise

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from jd_desktop.protocol.feed import Gone, RowLine
from jd_desktop.store import bulk, state
from jd_desktop.store.projection import Key, pending_keys
from jd_desktop.store.tables import ENTITIES, server_row
from jd_desktop.sync import erasure, news

MANY = 1_000
"""From this many rows on it pays to build indexes at the end."""

SCOPED = "scoped"
"""The fact that this person does not see the whole school."""


def store_page(
    db: Connection,
    lines: Sequence[RowLine | Gone],
    *,
    asked: int,
    cursor: int,
    at: datetime | None = None,
) -> frozenset[Key]:
    """Store a page that was asked for at cursor `asked`; returns the rows that changed.

    A page that answers an older question than ours is dropped. Mutations whose head the new
    cursor has passed leave the overlay, so their rows are projected again too. What changes what
    was shown becomes news of the instant `at`, except while a copy is first made. What is gone
    from sight, or told only in part from now on, is erased as far as it is not told.
    """
    if state.get(db, "cursor", 0) != asked:
        return frozenset()
    rows = [line for line in lines if isinstance(line, RowLine)]
    gone = {(line.kind, line.id) for line in lines if isinstance(line, Gone)}
    overlaid = set(pending_keys(db)) if cursor != asked else set()
    copying = asked == 0 or state.get(db, "copying") or state.get(db, "anew")
    told = [] if at is None or copying else [r for r in rows if not r.reduced]
    by = {(r.kind, r.id): r.by for r in told}
    before = news.shown(db, by)
    singly = _put_plain(db, rows, overlaid, asked)
    store_rows(db, singly)
    state.put(db, cursor=cursor)
    agreed = overlaid - set(pending_keys(db)) if overlaid else set()
    erasure.project_without(
        db,
        {(r.kind, r.id) for r in singly} | agreed,
        gone=gone,
        unseen={(r.kind, r.id) for r in rows if r.reduced} | _out_of_sight(db, agreed),
    )
    keys = frozenset({(r.kind, r.id) for r in rows} | agreed | gone)
    if at is not None and by and news.note(db, before, by, overlaid, at):
        keys |= {("news", "")}
    return keys


def agree(db: Connection, keys: set[Key]) -> None:
    """Show rows as the server tells them, now that nothing of ours lies over them."""
    erasure.project_without(db, keys, gone=frozenset(), unseen=_out_of_sight(db, keys))


def begin(db: Connection, expected: int) -> None:
    """Prepare for about so many rows: very many are taken in faster, and linked at the end."""
    if not state.get(db, "cursor", 0):
        state.put(db, copying=True)
    if expected >= MANY and expected >= bulk.rows_here(db) // 4:
        bulk.begin(db)


def settle(db: Connection) -> frozenset[Key]:
    """Complete what taking in many rows left open, whatever became of it; returns what changed."""
    if not bulk.is_building(db):
        return frozenset()
    bulk.complete(db)
    return frozenset({("booking", ""), ("student", "")})


def _out_of_sight(db: Connection, agreed: set[Key]) -> set[Key]:
    """Return rows that what was sent here is about, and that are not, or not wholly, told back."""
    return erasure.hidden(db, agreed) if state.get(db, SCOPED, False) else set()


def see(db: Connection, *, scoped: bool) -> None:
    """Note whether the central tells this person the whole school."""
    if bool(state.get(db, SCOPED, False)) != scoped:
        state.put(db, **{SCOPED: scoped or None})


def start_over(db: Connection, epoch: str) -> None:
    """Drop the copy and keep every mutation; the next pull begins at nothing.

    Whatever the new server has not taken is sent again: its `last_n` says so. What is shown
    stays until all is here, so that a line that breaks on the way leaves nobody without a diary.
    """
    with erasure.overwriting(db):
        db.execute(delete(server_row))
    state.put(db, cursor=0, epoch=epoch, anew=True)


def finish(db: Connection) -> frozenset[Key]:
    """Complete a copy; after starting over, take out what the new server does not have.

    Returns the rows that are gone.
    """
    settle(db)
    if state.get(db, "copying"):
        state.put(db, copying=None)
    if not state.get(db, "anew", False):
        return frozenset()
    gone: set[Key] = set()
    for kind, table in ENTITIES.items():
        told = select(server_row.c.id).where(server_row.c.kind == kind)
        unknown = db.execute(select(table.c.id).where(table.c.id.not_in(told))).scalars()
        gone |= {(kind, row_id) for row_id in unknown}
    state.put(db, anew=None)
    unseen = erasure.strangers(db) if state.get(db, SCOPED, False) else frozenset[Key]()
    erasure.project_without(db, gone, gone=frozenset(), unseen=unseen)
    return frozenset(gone)


def _put_plain(
    db: Connection, rows: Sequence[RowLine], overlaid: Collection[Key], asked: int
) -> Sequence[RowLine]:
    """Store the rows that need no second look while a copy is built; returns the others."""
    if not rows or not bulk.is_building(db):
        return rows
    in_order = all(one.seq < next_.seq for one, next_ in pairwise(rows))
    if rows[0].seq <= asked or not in_order:
        return rows
    bulk.put(db, [r for r in rows if (r.kind, r.id) not in overlaid])
    return [r for r in rows if (r.kind, r.id) in overlaid]


def store_rows(db: Connection, rows: Sequence[RowLine], *, again: bool = False) -> None:
    """Store rows as the server told them; an older `seq` than the one we have changes nothing.

    Nor does the same one, unless rows are told `again` with more in them.
    """
    if not rows:
        return
    put = insert(server_row)
    fresh = {name: put.excluded[name] for name in ("seq", "deleted", "body", "by", "reduced")}
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
                "reduced": r.reduced,
            }
            for r in rows
        ],
    )
