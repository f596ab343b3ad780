"""Sending what people did: in order, resumable, and only marked when the answer is whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, select, update

from jd_desktop.domain.changes import Changes
from jd_desktop.protocol.mutations import (
    PUSH_AT_MOST,
    PUSH_BYTES_AT_MOST,
    PushAnswer,
    WireMutation,
    WireOp,
)
from jd_desktop.store import state
from jd_desktop.store.projection import pending_keys
from jd_desktop.store.tables import mutation, mutation_op
from jd_desktop.sync.pull import agree

_ROOM = PUSH_BYTES_AT_MOST // 2
_UNSENT = (
    select(mutation)
    .where(mutation.c.acked_head.is_(None))
    .order_by(mutation.c.n)
    .limit(PUSH_AT_MOST)
)
_OPS = (
    select(mutation_op)
    .where(mutation_op.c.n.between(bindparam("first"), bindparam("last")))
    .order_by(mutation_op.c.n, mutation_op.c.position)
)
_NOTE = (
    update(mutation).where(mutation.c.n == bindparam("number")).values(outcome=bindparam("what"))
)


def waiting(db: Connection) -> list[WireMutation]:
    """Return the next mutations to send, at most 500 and well under 1 MiB; none when all went."""
    before = _sent_before(db)
    headers = db.execute(_UNSENT).all()
    ops = _ops(db, headers[0].n, headers[-1].n) if headers else {}
    batch: list[WireMutation] = []
    size = 0
    for header in headers:
        one = WireMutation(
            n=header.n - before, at=header.at, user=header.user, version=header.schema,
            epoch=header.epoch or "", ops=ops.get(header.n, []),
        )  # fmt: skip
        size += len(one.model_dump_json())
        if batch and size > _ROOM:
            break
        batch.append(one)
    return batch


def _ops(db: Connection, first: int, last: int) -> dict[int, list[WireOp]]:
    """Return the operations of the mutations from one number to another, in their order."""
    found: dict[int, list[WireOp]] = defaultdict(list)
    for o in db.execute(_OPS, {"first": first, "last": last}):
        found[o.n].append(
            WireOp(
                kind=o.kind, id=o.row_id, base=o.base, set=o.patch, was=o.was, delete=o.is_delete
            )
        )
    return found


def store_answer(db: Connection, answer: PushAnswer, *, sent: int | None = None) -> int:
    """Mark what the server took; returns how many were newly taken.

    Where `sent` is given, nothing beyond that number counts as taken: what the server has there
    came from a twin, a copy of this computer.

    Should the server's `last_n` be lower than what was marked (a restored backup), everything
    above it is to be sent again. What it took without a change of any record, no page will ever
    tell: it leaves the overlay at once.
    """
    m, before = mutation.c, _sent_before(db)
    overlaid = set(pending_keys(db)) if answer.head <= int(state.get(db, "cursor", 0)) else set()
    last = answer.last_n + before
    again = update(mutation).where(m.n > last, m.n > before, m.acked_head.is_not(None))
    db.execute(again.values(acked_head=None, outcome=None))
    ours = last if sent is None else min(last, sent + before)
    taken = update(mutation).where(m.n <= ours, m.acked_head.is_(None))
    marked = db.execute(taken.values(acked_head=answer.head)).rowcount
    told = [{"number": note.n + before, "what": note.outcome} for note in answer.notes]
    if told:
        db.execute(_NOTE, told)
    if overlaid:
        agree(db, overlaid - set(pending_keys(db)))
    return int(marked)


def agreed_at_once(batch: Sequence[WireMutation], answer: PushAnswer, cursor: int) -> Changes:
    """Return what of a batch no page will tell: our cursor is where its answer is."""
    told = batch if answer.head <= cursor else ()
    return Changes.of({(op.kind, op.id) for mutation in told for op in mutation.ops})


def _sent_before(db: Connection) -> int:
    """How many of our mutations an earlier device of this database had sent."""
    return int(state.get(db, "sent_before", 0))
