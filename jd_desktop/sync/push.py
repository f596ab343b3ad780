"""Sending what people did: in order, resumable, and only marked when the answer is whole."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection, select, update

from jd_desktop.operations.alone import mutation_of
from jd_desktop.protocol.mutations import PUSH_AT_MOST, PUSH_BYTES_AT_MOST, PushAnswer, WireMutation
from jd_desktop.store import state
from jd_desktop.store.tables import mutation

_ROOM = PUSH_BYTES_AT_MOST // 2


def waiting(db: Connection) -> list[WireMutation]:
    """Return the next mutations to send, at most 500 and well under 1 MiB; none when all went."""
    unsent = select(mutation.c.n).where(mutation.c.acked_head.is_(None)).order_by(mutation.c.n)
    before = _sent_before(db)
    batch: list[WireMutation] = []
    size = 0
    for n in db.execute(unsent.limit(PUSH_AT_MOST)).scalars().all():
        one = WireMutation.of(replace(mutation_of(db, n), n=n - before), _epoch_of(db, n))
        size += len(one.model_dump_json())
        if batch and size > _ROOM:
            break
        batch.append(one)
    return batch


def store_answer(db: Connection, answer: PushAnswer, *, sent: int | None = None) -> int:
    """Mark what the server took; returns how many were newly taken.

    Where `sent` is given, nothing beyond that number counts as taken: what the server has there
    came from a twin, a copy of this computer.

    Should the server's `last_n` be lower than what was marked (a restored backup), everything
    above it is to be sent again.
    """
    m, before = mutation.c, _sent_before(db)
    last = answer.last_n + before
    again = update(mutation).where(m.n > last, m.n > before, m.acked_head.is_not(None))
    db.execute(again.values(acked_head=None, outcome=None))
    ours = last if sent is None else min(last, sent + before)
    taken = update(mutation).where(m.n <= ours, m.acked_head.is_(None))
    marked = db.execute(taken.values(acked_head=answer.head)).rowcount
    for note in answer.notes:
        db.execute(update(mutation).where(m.n == note.n + before).values(outcome=note.outcome))
    return int(marked)


def _epoch_of(db: Connection, n: int) -> str:
    """By which epoch of the school a mutation's bases count."""
    told = select(mutation.c.epoch).where(mutation.c.n == n)
    return db.execute(told).scalar_one() or ""


def _sent_before(db: Connection) -> int:
    """How many of our mutations an earlier device of this database had sent."""
    return int(state.get(db, "sent_before", 0))
