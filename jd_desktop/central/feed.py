"""The feed: each row of a school once, at its latest counter, page by page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
import zstandard
from sqlalchemy import Connection, Engine, Row, Text, and_, cast, func, select

from jd_desktop.central import earlier, refusals, sight
from jd_desktop.central.database import reading
from jd_desktop.central.tables import record, school
from jd_desktop.domain.audience import ALL_SEEING, Viewer
from jd_desktop.domain.clock import wire
from jd_desktop.protocol import feed
from jd_desktop.protocol.session import SCHEMA

PAGE = 2_000
PAGE_AT_MOST = 10_000
_LEVEL = 1
_c = record.c
_encoder = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose rows, after which counter, of which epoch ("" for any), how many to a page.

    `viewer` is whose eyes the rows are for, `schema` what the asker's program speaks; `strange`
    says that the asker's copy was made for other eyes.
    """

    school_id: str
    cursor: int
    epoch: str = ""
    limit: int = PAGE
    viewer: Viewer = ALL_SEEING
    schema: int = SCHEMA
    strange: bool = False


def pull(engine: Engine, asked: Asked, now: datetime) -> Iterator[bytes]:
    """Return the feed in pieces; raises Refusal `gone` at once where the asker must start over.

    Not bounded by a head that was read earlier: a row that moves on while pages are read is
    told on a later page. The short page ends the feed, and then the copy is the server's state.
    """
    with reading(engine, asked.school_id) as connection:
        head, epoch = _refuse_if_gone(connection, asked)
        mine = and_(_c.school_id == asked.school_id, _c.seq > asked.cursor)
        after = select(func.count()).where(mine, sight.visible(asked.viewer))
        rows = connection.execute(after).scalar_one() if asked.cursor < head else 0
    scoped = not asked.viewer.sees_all
    first = feed.encode([feed.Head(epoch, SCHEMA, wire(now), rows, scoped)])
    return _pieces(engine, asked, epoch, first)


def _pieces(engine: Engine, asked: Asked, epoch: str, first: bytes) -> Iterator[bytes]:
    yield first
    cursor, more = asked.cursor, True
    while more:
        with reading(engine, asked.school_id) as connection:
            # The head is read before the page: whatever it counts, the page can see.
            head, still = _where(connection, asked.school_id)
            if still != epoch:
                return
            told = _page(connection, asked, cursor)
        more = len(told) == asked.limit
        cursor = told[-1].seq if more else max(head, told[-1].seq if told else cursor)
        end: list[Any] = [feed.Cursor(cursor)] if more else [feed.Cursor(cursor), feed.Done(cursor)]
        seen = [sight.line(asked.viewer, row, asked.schema) for row in told]
        lines = earlier.told_to(asked.schema, [each for each in seen if each])
        yield _encoder.encode_lines(lines) + feed.encode(end)


def _refuse_if_gone(connection: Connection, asked: Asked) -> tuple[int, str]:
    found = connection.execute(select(school).where(school.c.id == asked.school_id)).one()
    other = asked.epoch not in ("", found.epoch) or (asked.strange and asked.cursor > 0)
    if other or asked.cursor > found.head or 0 < asked.cursor < found.floor:
        raise refusals.gone(found.epoch)
    return found.head, found.epoch


def _where(connection: Connection, school_id: str) -> tuple[int, str]:
    here = select(school.c.head, school.c.epoch).where(school.c.id == school_id)
    found = connection.execute(here).one()
    return found.head, found.epoch


def _page(connection: Connection, asked: Asked, cursor: int) -> list[Row[Any]]:
    """Read one page in one statement, which is one snapshot; the cursor passes what is hidden."""
    columns = (_c.kind, _c.id, _c.seq, _c.deleted, cast(_c.body, Text).label("body"), _c.by)
    seen = () if asked.viewer.sees_all else (_c.audience, _c.lost)
    page = (
        select(*columns, *seen)
        .where(_c.school_id == asked.school_id, _c.seq > cursor, sight.concerning(asked.viewer))
        .order_by(_c.seq)
        .limit(asked.limit)
    )
    return list(connection.execute(page))


def compressed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Compress a stream, flushed after each piece so that pages arrive as they are made."""
    packer = zstandard.ZstdCompressor(level=_LEVEL).compressobj()
    for piece in pieces:
        yield packer.compress(piece) + packer.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
    yield packer.flush()
