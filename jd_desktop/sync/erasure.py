"""Erasing what may no longer be seen: the row, its history, and what this computer sent of it.

What has not been sent stays until it is: losing sight must not lose work. The bytes are
overwritten where they lay; what an earlier change left in a page stays under the file's key.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from sqlalchemy import Connection, and_, delete, exists, select, tuple_, union, update

from jd_desktop.domain.language import text
from jd_desktop.domain.message import FINAL
from jd_desktop.store import files, state
from jd_desktop.store.projection import Key, pending_keys, project
from jd_desktop.store.tables import (
    change,
    cpr_vault,
    mutation,
    mutation_op,
    news,
    outbox_job,
    server_row,
)

_AT_ONCE = 400
_TITLE = text("Noget, der ikke længere kan ses her")


def project_without(
    db: Connection, keys: Collection[Key], *, gone: Collection[Key], unseen: Collection[Key]
) -> None:
    """Project rows; erase those that are gone, and the history of those not wholly seen."""
    if not gone and not unseen:
        project(db, keys)
        return
    s = server_row.c
    with overwriting(db):
        for some in _batches(sorted(gone)):
            db.execute(delete(server_row).where(tuple_(s.kind, s.id).in_(some)))
        project(db, {*keys, *gone})
        forget(db, {*gone, *unseen})
        if any(kind == "attachment" for kind, _ in (*gone, *unseen)):
            files.forget_unnamed(db)


def forget(db: Connection, keys: Collection[Key]) -> None:
    """Erase the history of rows, and of what was sent about them, unless it still waits."""
    waiting = set(pending_keys(db)) & set(keys)
    for some in _batches(sorted(keys)):
        _forget_sent(db, some)
        db.execute(delete(news).where(tuple_(news.c.kind, news.c.row_id).in_(some)))
    settled = [(kind, row_id) for kind, row_id in sorted(keys) if (kind, row_id) not in waiting]
    students = [row_id for kind, row_id in settled if kind == "student"]
    for ids in _batches(students):
        db.execute(delete(cpr_vault).where(cpr_vault.c.student_id.in_(ids)))
    if any(kind == "student" for kind, _ in keys):
        _forget_words(db)
    sweep_outbox(db)


def strangers(db: Connection) -> set[Key]:
    """Return every row that this computer knows something of and the server does not tell."""
    known = union(
        select(change.c.kind, change.c.row_id),
        select(mutation_op.c.kind, mutation_op.c.row_id),
        select(news.c.kind, news.c.row_id),
    ).subquery()
    told = exists().where(server_row.c.kind == known.c.kind, server_row.c.id == known.c.row_id)
    found = {(r.kind, r.row_id) for r in db.execute(select(known).where(~told))}
    vault = select(cpr_vault.c.student_id).where(
        ~exists().where(server_row.c.kind == "student", server_row.c.id == cpr_vault.c.student_id)
    )
    return found | {("student", i) for i in db.execute(vault).scalars()}


def hidden(db: Connection, keys: Collection[Key]) -> set[Key]:
    """Return those of these rows that the server tells not at all or only a part of."""
    s = server_row.c
    whole: set[Key] = set()
    for some in _batches(sorted(keys)):
        mine = and_(tuple_(s.kind, s.id).in_(some), s.reduced.is_(False))
        whole |= {(r.kind, r.id) for r in db.execute(select(s.kind, s.id).where(mine))}
    return set(keys) - whole


def sweep_outbox(db: Connection) -> None:
    """Erase the numbers and texts of sent messages that are no longer told."""
    j, s = outbox_job.c, server_row.c
    told = exists().where(s.kind == "message", s.id == j.message_id)
    waits = exists().where(mutation_op.c.kind == "message", mutation_op.c.row_id == j.message_id)
    unsent = waits.where(mutation.c.n == mutation_op.c.n, _is_open(db))
    over = and_(j.state.in_(FINAL | {"merged"}), j.recipient != "", ~told, ~unsent)
    db.execute(update(outbox_job).where(over).values(recipient="", payload=""))


def _forget_sent(db: Connection, keys: Sequence[Key]) -> None:
    """Empty what the server has agreed to; the numbers of the mutations stay."""
    o, c = mutation_op.c, change.c
    settled = select(mutation.c.n).where(~_is_open(db))
    mine = and_(tuple_(o.kind, o.row_id).in_(keys), o.n.in_(settled))
    numbers = sorted(set(db.execute(select(o.n).where(mine)).scalars()))
    db.execute(update(mutation_op).where(mine).values(patch={}, was={}))
    unsent = select(mutation.c.n).where(_is_open(db))
    db.execute(delete(change).where(tuple_(c.kind, c.row_id).in_(keys), c.n.not_in(unsent)))
    title = {"source": _TITLE.source, "values": {}}
    for some in _batches(numbers):
        # What was half forgotten cannot be undone.
        forgotten = update(mutation).where(mutation.c.n.in_(some))
        db.execute(forgotten.values(title=title, undone_by=0))


def _is_open(db: Connection) -> Any:
    """A mutation leaves the overlay when the cursor has passed the head of its answer."""
    cursor = state.get(db, "cursor", 0)
    return mutation.c.acked_head.is_(None) | (mutation.c.acked_head > cursor)


@contextmanager
def overwriting(db: Connection) -> Iterator[None]:
    """Overwrite the bytes of what is deleted meanwhile."""
    db.exec_driver_sql("PRAGMA secure_delete = ON")
    yield
    db.exec_driver_sql("PRAGMA secure_delete = OFF")


def _forget_words(db: Connection) -> None:
    """The search index only marks what is deleted, until it is merged into one."""
    db.exec_driver_sql("INSERT INTO student_search(student_search) VALUES ('optimize')")


def _batches(keys: Sequence[Any]) -> Iterator[list[Any]]:
    rest = iter(keys)
    while some := list(islice(rest, _AT_ONCE)):
        yield some
