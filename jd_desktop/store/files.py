"""Files in the encrypted database: their bytes in pieces, each file once however many name it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, and_, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from jd_desktop.domain.clock import wire
from jd_desktop.store.tables import ENTITIES, file, file_part, mutation, mutation_op

PIECE = 256 * 1024
_f, _p = file.c, file_part.c


@dataclass(frozen=True, slots=True)
class Standing:
    """How many bytes of a file are here, of how many."""

    sha256: str
    here: int
    size: int

    @property
    def is_whole(self) -> bool:
        """Whether all of it is here."""
        return 0 < self.size == self.here


def keep(db: Connection, content: bytes, at: datetime) -> str:
    """Store a file whole; returns its hash."""
    name = sha256(content).hexdigest()
    found = standing(db, name)
    if found is None or not found.is_whole:
        drop(db, name)
        begin(db, name, len(content), at)
        for start in range(0, len(content), PIECE):
            append(db, name, start, content[start : start + PIECE])
    return name


def standing(db: Connection, name: str) -> Standing | None:
    """Return how much of a file is here, None where nothing was begun."""
    found = db.execute(select(_f.here, _f.size).where(_f.sha256 == name)).one_or_none()
    return None if found is None else Standing(name, found.here, found.size)


def begin(db: Connection, name: str, size: int, at: datetime) -> Standing:
    """Note that a file of this size is to come; what is here of it stays."""
    put = insert(file).values(sha256=name, size=size, here=0, at=wire(at))
    grown = {"size": size, "absent_at": None}
    db.execute(put.on_conflict_do_update(index_elements=["sha256"], set_=grown))
    return standing(db, name) or Standing(name, 0, size)


def append(db: Connection, name: str, start: int, content: bytes) -> Standing:
    """Store the bytes that follow what is here; where they do not follow, nothing changes."""
    mine = and_(_f.sha256 == name, _f.here == start, _f.here + len(content) <= _f.size)
    if (
        content
        and db.execute(update(file).where(mine).values(here=_f.here + len(content))).rowcount
    ):
        db.execute(insert(file_part).values(sha256=name, start=start, content=content))
    return standing(db, name) or Standing(name, 0, 0)


def piece(db: Connection, name: str, start: int, at_most: int) -> bytes:
    """Return bytes of a file from a place on; none beyond what is here."""
    found = bytearray()
    while len(found) < at_most:
        at = start + len(found)
        last = select(_p.start, _p.content).where(_p.sha256 == name, _p.start <= at)
        row = db.execute(last.order_by(_p.start.desc()).limit(1)).one_or_none()
        some = row.content[at - row.start :] if row else b""
        if not some:
            break
        found += some[: at_most - len(found)]
    return bytes(found)


def content(db: Connection, name: str) -> Iterator[bytes]:
    """Yield the bytes of a file in order."""
    ordered = select(_p.content).where(_p.sha256 == name).order_by(_p.start)
    yield from db.execute(ordered.execution_options(yield_per=8)).scalars()


def is_right(db: Connection, name: str) -> bool:
    """Whether what is here is what the hash promises."""
    made = sha256()
    for some in content(db, name):
        made.update(some)
    return made.hexdigest() == name


def drop(db: Connection, name: str) -> None:
    """Erase a file from this computer."""
    db.execute(delete(file_part).where(_p.sha256 == name))
    db.execute(delete(file).where(_f.sha256 == name))


def absent(db: Connection, name: str, at: datetime) -> None:
    """Note that a file could not be had when we asked."""
    put = insert(file).values(sha256=name, size=0, here=0, at=wire(at), absent_at=wire(at))
    told = {"absent_at": wire(at)}
    db.execute(put.on_conflict_do_update(index_elements=["sha256"], set_=told))


def forget_unnamed(db: Connection, before: datetime | None = None) -> int:
    """Erase the files that came before an instant and that no record here names; returns how many.

    What waits to be sent names them too.
    """
    a, o = ENTITIES["attachment"].c, mutation_op.c
    hashed = func.json_extract(o.patch, "$.sha256")
    waiting = select(hashed).join(mutation, mutation.c.n == o.n)
    unsent = waiting.where(o.kind == "attachment", mutation.c.acked_head.is_(None))
    loose = select(_f.sha256).where(
        _f.sha256.not_in(select(a.sha256).where(a.removed.is_not(True))),
        _f.sha256.not_in(unsent.where(hashed.is_not(None))),
    )
    old = loose if before is None else loose.where(_f.at < wire(before))
    names = list(db.execute(old).scalars())
    for name in names:
        drop(db, name)
    return len(names)
