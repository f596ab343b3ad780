"""Files by the hash of their content: taken piece by piece, told to who may see what names them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import (
    Connection,
    Engine,
    Text,
    and_,
    cast,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.sql import ColumnElement

from jd_desktop.central import sight
from jd_desktop.central.accept import Sender
from jd_desktop.central.database import reading, upsert
from jd_desktop.central.tables import blob, blob_part, ledger, record, tie
from jd_desktop.domain.audience import Viewer
from jd_desktop.domain.clock import wire
from jd_desktop.protocol.files import FileStanding

KEPT = timedelta(days=30)
"""How long a file stays that no record names, or of which not all has come."""

NAMING = "attachment"
_SEEN = timedelta(days=1)
_p = blob_part.c


@dataclass(frozen=True, slots=True)
class Piece:
    """Some bytes of a file: which file, how large it will be, where they begin."""

    sha256: str
    size: int
    start: int
    content: bytes


def standing(connection: Connection, school_id: str, name: str) -> FileStanding | None:
    """Return how much of a file is here, None where nobody has begun to send it."""
    at = select(blob.c.size, blob.c.whole).where(_is(school_id, name))
    found = connection.execute(at).one_or_none()
    if found is None:
        return None
    here = found.size if found.whole else _here(connection, school_id, name)
    return FileStanding(sha256=name, here=here, size=found.size, whole=found.whole)


def take(connection: Connection, school_id: str, piece: Piece, now: datetime) -> FileStanding:
    """Take a piece that begins where the file ends so far; any other changes nothing.

    When all is here and is not what the hash promises, all of it is dropped: one piece or
    another was of something else.
    """
    size, here, is_whole = _begun(connection, school_id, piece, now)
    fits = piece.start == here and piece.content and here + len(piece.content) <= size
    if is_whole or not fits:
        return FileStanding(sha256=piece.sha256, here=here, size=size, whole=is_whole)
    row = {"school_id": school_id, "hash": piece.sha256, "start": here, "content": piece.content}
    connection.execute(insert(blob_part).values(**row))
    here += len(piece.content)
    is_right = here == size and _hash(connection, school_id, piece.sha256) == piece.sha256
    if is_right:
        connection.execute(update(blob).where(_is(school_id, piece.sha256)).values(whole=True))
    elif here == size:
        _drop_parts(connection, school_id, piece.sha256)
        return FileStanding(sha256=piece.sha256, here=0, size=size, whole=False, wrong=True)
    return FileStanding(sha256=piece.sha256, here=here, size=size, whole=is_right)


def _begun(
    connection: Connection, school_id: str, piece: Piece, now: datetime
) -> tuple[int, int, bool]:
    """Hold the file, so that of two who send it one waits; returns size, what is here, whole."""
    row = {"school_id": school_id, "hash": piece.sha256, "size": piece.size, "whole": False}
    put = upsert(connection, blob).values(**row, at=wire(now))
    connection.execute(put.on_conflict_do_nothing())
    mine = update(blob).where(_is(school_id, piece.sha256)).values(at=wire(now))
    held = connection.execute(mine.returning(blob.c.size, blob.c.whole)).one()
    if held.whole:
        return held.size, held.size, True
    if held.size != piece.size:
        _drop_parts(connection, school_id, piece.sha256)
        connection.execute(mine.values(size=piece.size))
    return piece.size, _here(connection, school_id, piece.sha256), False


def readable(connection: Connection, school_id: str, name: str, viewer: Viewer) -> int | None:
    """Return the size of a file that somebody may read, None where there is none for them.

    They may who see a record that names it.
    """
    c, t = record.c, tie.c
    of_it = and_(t.school_id == school_id, t.on_id == name, t.kind == NAMING)
    same = and_(c.school_id == t.school_id, c.kind == t.kind, c.id == t.id)
    named = select(c.audience).select_from(tie).join(record, same)
    found = connection.execute(named.where(of_it, c.deleted.is_(False), sight.visible(viewer)))
    if not any(sight.sees(viewer, NAMING, row.audience) for row in found):
        return None
    here = standing(connection, school_id, name)
    return here.size if here and here.whole else None


def is_brought(connection: Connection, sender: Sender, name: str) -> bool:
    """Whether a device without access handed something over that names a file."""
    c = ledger.c
    mine = and_(c.school_id == sender.school_id, c.device_id == sender.device_id)
    names = cast(c.mutation, Text).contains(name)
    held = select(c.n).where(mine, c.outcome == "review", names).limit(1)
    return connection.execute(held).scalar() is not None


def content(engine: Engine, school_id: str, name: str, start: int, end: int) -> Iterator[bytes]:
    """Yield the bytes of a file in [start, end), each piece read for itself."""
    while start < end:
        with reading(engine, school_id) as connection:
            mine = and_(_p.school_id == school_id, _p.hash == name, _p.start <= start)
            last = select(_p.start, _p.content).where(mine).order_by(_p.start.desc()).limit(1)
            found = connection.execute(last).one_or_none()
        piece = found.content[start - found.start : end - found.start] if found else b""
        if not piece:
            return  # it was forgotten meanwhile: the answer ends too early, and is seen to
        yield piece
        start += len(piece)


def forget_unnamed(connection: Connection, school_id: str, now: datetime) -> int:
    """Delete files that no record has named for 30 days; returns how many."""
    t, b = tie.c, blob.c
    named = exists().where(t.school_id == school_id, t.on_id == b.hash)
    mine = b.school_id == school_id
    stale = and_(mine, named, b.at < wire(now - _SEEN))
    connection.execute(update(blob).where(stale).values(at=wire(now)))
    old = and_(mine, ~named, b.at < wire(now - KEPT))
    gone = list(connection.execute(delete(blob).where(old).returning(b.hash)).scalars())
    for name in gone:
        _drop_parts(connection, school_id, name)
    return len(gone)


def _is(school_id: str, name: str) -> ColumnElement[bool]:
    return and_(blob.c.school_id == school_id, blob.c.hash == name)


def _parts(school_id: str, name: str) -> ColumnElement[bool]:
    return and_(_p.school_id == school_id, _p.hash == name)


def _drop_parts(connection: Connection, school_id: str, name: str) -> None:
    connection.execute(delete(blob_part).where(_parts(school_id, name)))


def _here(connection: Connection, school_id: str, name: str) -> int:
    """Pieces follow each other without a hole, so the last one tells where the file ends."""
    ends = select(_p.start + func.length(_p.content)).where(_parts(school_id, name))
    return connection.execute(ends.order_by(_p.start.desc()).limit(1)).scalar() or 0


def _hash(connection: Connection, school_id: str, name: str) -> str:
    made = sha256()
    ordered = select(_p.content).where(_parts(school_id, name)).order_by(_p.start)
    for piece in connection.execute(ordered.execution_options(yield_per=8)).scalars():
        made.update(piece)
    return made.hexdigest()
