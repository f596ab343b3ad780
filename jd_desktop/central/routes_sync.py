"""Pushing, pulling and the daily check; runs in worker threads."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy import and_, select

from jd_desktop.central import feed, sight
from jd_desktop.central.accept import accept
from jd_desktop.central.database import gate, reading, writing
from jd_desktop.central.request import LARGEST, Body, Here, Who, read, told
from jd_desktop.central.routing import Route
from jd_desktop.central.tables import record, school
from jd_desktop.protocol.check import CheckAnswer, sums
from jd_desktop.protocol.feed import MEDIA_TYPE
from jd_desktop.protocol.mutations import Push, PushAnswer


def push(here: Here, who: Who, body: Body) -> Response:
    """Take mutations in order, each exactly once; all that come with the answer are safe."""
    asked = read(Push, body)
    with writing(here.engine, who.sender.school_id) as connection:
        enter = here.metrics.timed(gate)
        answer = accept(connection, who.sender, asked, here.clock.now(), enter=enter)
    here.heads.publish(who.sender.school_id, answer.head, answer.epoch)
    here.metrics.pushed(note.outcome for note in answer.notes)
    return told(answer)


def pull(
    here: Here,
    who: Who,
    request: Request,
    cursor: Annotated[int, Query(ge=0, le=LARGEST)] = 0,
    limit: Annotated[int, Query(ge=1, le=feed.PAGE_AT_MOST)] = feed.PAGE,
    epoch: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Stream the rows that changed after a cursor, as far as the caller sees them.

    Closed by an end mark. Where the caller's role, instructor or department is no longer what
    it was when the device began its copy, `gone`: the copy must be made anew.
    """
    sender = who.sender
    strange = who.copy_for != sender.viewer.mark
    if strange and cursor == 0:
        here.people.begin_copy(sender)
    asked = feed.Asked(sender.school_id, cursor, epoch, limit, sender.viewer, who.schema, strange)
    pieces = here.metrics.counting(feed.pull(here.engine, asked, here.clock.now()))
    headers = {"Cache-Control": "no-store", "Vary": "Accept-Encoding"}
    if _accepts_zstd(request.headers.get("accept-encoding", "")):
        headers["Content-Encoding"] = "zstd"
        pieces = feed.compressed(pieces)
    return StreamingResponse(pieces, headers=headers, media_type=MEDIA_TYPE)


def check(
    here: Here, who: Who, cursor: Annotated[int, Query(ge=0, le=LARGEST)] = LARGEST
) -> Response:
    """Tell counts and sums of the rows that the caller sees, for comparing with a copy."""
    c, school_id, viewer = record.c, who.sender.school_id, who.sender.viewer
    stands = and_(c.school_id == school_id, c.seq <= cursor, c.deleted.is_(False))
    mine = and_(stands, sight.visible(viewer))
    rows = select(c.kind, c.id, c.seq, c.audience).where(mine)
    with reading(here.engine, school_id) as connection:
        at = select(school.c.epoch, school.c.head).where(school.c.id == school_id)
        now = connection.execute(at).one()
        told_rows = connection.execute(rows)
        seen = (r for r in told_rows if sight.sees(viewer, r.kind, r.audience))
        found = sums((r.kind, r.id, r.seq) for r in seen)
    at_most = min(cursor, now.head)
    return told(CheckAnswer(epoch=now.epoch, head=now.head, cursor=at_most, kinds=found))


def _accepts_zstd(header: str) -> bool:
    for part in header.split(","):
        name, _, weight = part.replace(" ", "").partition(";q=")
        if name.lower() == "zstd":
            return weight not in ("0", "0.0", "0.00", "0.000")
    return False


ROUTES = (
    Route("POST", "/v1/sync/push", push, takes=Push, gives=PushAnswer),
    Route("GET", "/v1/sync/pull", pull, media_type=MEDIA_TYPE),
    Route("GET", "/v1/sync/check", check, gives=CheckAnswer),
)
