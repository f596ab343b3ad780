"""What the central answers, address by address; runs in worker threads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends, Query, Request, Response
from fastapi.responses import StreamingResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ValidationError
from sqlalchemy import Engine, select
from starlette.requests import ClientDisconnect

from jd_desktop.central import feed, refusals
from jd_desktop.central.accept import accept
from jd_desktop.central.database import writing
from jd_desktop.central.people import Caller, People
from jd_desktop.central.tables import record, school
from jd_desktop.domain.clock import Clock
from jd_desktop.protocol.check import CheckAnswer, sums
from jd_desktop.protocol.feed import MEDIA_TYPE
from jd_desktop.protocol.mutations import PUSH_BYTES_AT_MOST, Push, PushAnswer
from jd_desktop.protocol.session import Me, Session, SignIn

LARGEST = 2**62
M = TypeVar("M", bound=BaseModel)
_bearer = HTTPBearer(auto_error=False, description="A device token, from sign-in.")


@dataclass(frozen=True, slots=True)
class Central:
    """What the routes need; `oldest` is the lowest schema of records still spoken."""

    engine: Engine
    clock: Clock
    people: People
    oldest: int


def central(request: Request) -> Central:
    """Return the central that a request came to."""
    found: Central = request.app.state.central
    return found


Here = Annotated[Central, Depends(central)]


async def limited_body(request: Request) -> bytes:
    """Read a body of at most 1 MiB, counted as it comes, whatever its length claims to be."""
    body = bytearray()
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > PUSH_BYTES_AT_MOST:
                raise refusals.too_large()
    except ClientDisconnect as e:
        raise refusals.invalid() from e
    return bytes(body)


Body = Annotated[bytes, Depends(limited_body)]


def caller(
    request: Request,
    here: Here,
    held: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Caller:
    """Return who calls; raises Refusal `not_signed_in`, `revoked` or `too_old`."""
    if held is None:
        raise refusals.not_signed_in()
    found = here.people.caller(held.credentials)
    spoken = request.headers.get("sync-schema", "")
    if spoken.isdecimal() and int(spoken[:9]) < here.oldest:
        raise refusals.too_old()
    return found


Who = Annotated[Caller, Depends(caller)]


def sign_in(here: Here, request: Request, body: Body) -> Response:
    """Give a device token to somebody with an e-mail and a password."""
    asked = _read(SignIn, body)
    if asked.version < here.oldest:
        raise refusals.too_old()
    address = request.client.host if request.client else ""
    return _told(here.people.sign_in(asked, address))


def sign_out(here: Here, who: Who) -> Response:
    """Forget the device's token."""
    here.people.sign_out(who.sender)
    return Response(b"{}", media_type="application/json")


def me(who: Who) -> Response:
    """Tell who is signed in."""
    return _told(who.me)


def push(here: Here, who: Who, body: Body) -> Response:
    """Take mutations in order, each exactly once; all that come with the answer are safe."""
    asked = _read(Push, body)
    with writing(here.engine) as connection:
        answer = accept(connection, who.sender, asked, here.clock.now())
    return _told(answer)


def pull(
    here: Here,
    who: Who,
    request: Request,
    cursor: Annotated[int, Query(ge=0, le=LARGEST)] = 0,
    limit: Annotated[int, Query(ge=1, le=feed.PAGE_AT_MOST)] = feed.PAGE,
    epoch: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Stream the rows that changed after a cursor, closed by an end mark."""
    asked = feed.Asked(who.sender.school_id, cursor, epoch, limit)
    pieces = feed.pull(here.engine, asked, here.clock.now())
    headers = {"Cache-Control": "no-store", "Vary": "Accept-Encoding"}
    if _accepts_zstd(request.headers.get("accept-encoding", "")):
        headers["Content-Encoding"] = "zstd"
        pieces = feed.compressed(pieces)
    return StreamingResponse(pieces, headers=headers, media_type=MEDIA_TYPE)


def check(
    here: Here, who: Who, cursor: Annotated[int, Query(ge=0, le=LARGEST)] = LARGEST
) -> Response:
    """Tell counts and sums of rows up to a cursor, for comparing with a copy."""
    c, school_id = record.c, who.sender.school_id
    rows = select(c.kind, c.id, c.seq).where(c.school_id == school_id, c.seq <= cursor)
    with here.engine.connect() as connection:
        at = select(school.c.epoch, school.c.head).where(school.c.id == school_id)
        now = connection.execute(at).one()
        found = sums((r.kind, r.id, r.seq) for r in connection.execute(rows))
    told = CheckAnswer(epoch=now.epoch, head=now.head, cursor=min(cursor, now.head), kinds=found)
    return _told(told)


def healthz(here: Here) -> Response:
    """Say that the central and its database answer."""
    with here.engine.connect() as connection:
        connection.execute(select(1))
    return Response(b'{"ok":true}', media_type="application/json")


def _read(model: type[M], body: bytes) -> M:
    try:
        return model.model_validate_json(body)
    except ValidationError as e:
        raise refusals.invalid() from e


def _told(answer: Session | Me | PushAnswer | CheckAnswer) -> Response:
    headers = {"Cache-Control": "no-store"}
    return Response(answer.model_dump_json(), headers=headers, media_type="application/json")


def _accepts_zstd(header: str) -> bool:
    for part in header.split(","):
        name, _, weight = part.replace(" ", "").partition(";q=")
        if name.lower() == "zstd":
            return weight not in ("0", "0.0", "0.00", "0.000")
    return False
