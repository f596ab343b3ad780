"""Files by content: how much is here, the next piece, and the bytes; runs in worker threads."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy import Connection

from jd_desktop.central import files, refusals
from jd_desktop.central.database import reading, writing
from jd_desktop.central.people import Caller
from jd_desktop.central.request import Body, Here, Leaver, Who, told
from jd_desktop.central.routing import Route
from jd_desktop.domain.files import LARGEST_FILE
from jd_desktop.protocol.files import MEDIA_TYPE, FileStanding

Hash = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]
_RANGE = re.compile(r"bytes=([0-9]{1,12})-([0-9]{0,12})")


def file_standing(here: Here, who: Leaver, sha256: Hash) -> Response:
    """Tell how much of a file the school has, so that its sending can go on there.

    A computer without access is told of what it handed over, and may send that.
    """
    with reading(here.engine, who.sender.school_id) as connection:
        _refuse_leaver(connection, who, sha256)
        found = files.standing(connection, who.sender.school_id, sha256)
    return told(found or FileStanding(sha256=sha256, here=0, size=0, whole=False))


def put_piece(
    here: Here,
    who: Leaver,
    sha256: Hash,
    size: Annotated[int, Query(ge=1, le=LARGEST_FILE)],
    start: Annotated[int, Query(ge=0, le=LARGEST_FILE)],
    body: Body,
) -> Response:
    """Take the next piece of a file; one that does not follow changes nothing."""
    if size > here.limits.file_bytes:
        raise refusals.too_large_file()
    piece = files.Piece(sha256, size, start, body)
    with writing(here.engine, who.sender.school_id) as connection:
        _refuse_leaver(connection, who, sha256)
        return told(files.take(connection, who.sender.school_id, piece, here.clock.now()))


def read_file(here: Here, who: Who, sha256: Hash, request: Request) -> Response:
    """Send a file, or from where `Range` says, to who sees a record that names it."""
    school_id = who.sender.school_id
    with reading(here.engine, school_id) as connection:
        size = files.readable(connection, school_id, sha256, who.sender.viewer)
    if size is None:
        raise refusals.not_found()
    start, end = _range(request.headers.get("range", ""), size)
    headers = {
        "Cache-Control": "no-store", "Accept-Ranges": "bytes", "Content-Length": str(end - start),
        "Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff",
    }  # fmt: skip
    is_part = (start, end) != (0, size)
    if is_part:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    pieces = files.content(here.engine, school_id, sha256, start, end)
    return StreamingResponse(pieces, 206 if is_part else 200, headers, MEDIA_TYPE)


def _refuse_leaver(connection: Connection, who: Caller, name: str) -> None:
    if who.sender.has_left and not files.is_brought(connection, who.sender, name):
        raise refusals.revoked()


def _range(written: str, size: int) -> tuple[int, int]:
    """Return which bytes are asked for; all of them where the wish cannot be read."""
    asked = _RANGE.fullmatch(written)
    if asked is None:
        return 0, size
    start, last = int(asked[1]), int(asked[2] or size - 1)
    if start >= size or last < start:
        raise refusals.no_such_range(size)
    return start, min(last + 1, size)


ROUTES = (
    Route("GET", "/v1/files/{sha256}/standing", file_standing, gives=FileStanding),
    Route("PUT", "/v1/files/{sha256}", put_piece, takes_type=MEDIA_TYPE, gives=FileStanding),
    Route("GET", "/v1/files/{sha256}", read_file, media_type=MEDIA_TYPE, is_partial=True),
)
