"""What every address of the central takes and gives: the parts, the body, who calls."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ValidationError
from sqlalchemy import Engine
from starlette.requests import ClientDisconnect

from jd_desktop.central import refusals, standing
from jd_desktop.central.doors import Doors
from jd_desktop.central.limits import Limits
from jd_desktop.central.live import Heads
from jd_desktop.central.live_watch import Watch
from jd_desktop.central.metrics import Metrics
from jd_desktop.central.people import Caller, People
from jd_desktop.domain.clock import Clock
from jd_desktop.protocol.mutations import PUSH_BYTES_AT_MOST
from jd_desktop.protocol.session import SCHEMA

BODY_SECONDS = 60.0
LARGEST = 2**62
M = TypeVar("M", bound=BaseModel)
_bearer = HTTPBearer(auto_error=False, description="A device token, from sign-in.")


@dataclass(frozen=True, slots=True)
class Central:
    """What the routes need; `oldest` is the lowest schema of records still spoken.

    `address` is what the world reaches the central by, "" where nobody has said it.
    """

    engine: Engine
    clock: Clock
    people: People
    oldest: int
    heads: Heads
    watch: Watch
    limits: Limits
    metrics: Metrics
    doors: Doors
    address: str = ""


def central(request: Request) -> Central:
    """Return the central that a request came to."""
    found: Central = request.app.state.central
    return found


Here = Annotated[Central, Depends(central)]


async def limited_body(request: Request) -> bytes:
    """Read a body of at most 1 MiB, counted as it comes, whatever its length claims to be."""
    return await read_body(request, PUSH_BYTES_AT_MOST)


async def read_body(request: Request, at_most: int) -> bytes:
    """Read a body of at most so many bytes; raises Refusal."""
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for piece in request.stream():
                body += piece
                if len(body) > at_most:
                    raise refusals.too_large()
    except TimeoutError as e:
        raise refusals.too_slow() from e
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
    found = here.people.caller(held.credentials, standing.told(request.headers))
    if schema_of(request) < here.oldest:
        raise refusals.too_old()
    return found


def schema_of(request: Request) -> int:
    """Return the schema that the caller's program speaks; who says none speaks ours."""
    spoken = request.headers.get("sync-schema", "")
    return int(spoken[:9]) if spoken.isdecimal() else SCHEMA


Who = Annotated[Caller, Depends(caller)]


def leaver(
    request: Request,
    here: Here,
    held: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Caller:
    """Return who calls, also one whose access was taken; raises Refusal `not_signed_in`."""
    if held is None:
        raise refusals.not_signed_in()
    return here.people.caller(held.credentials, standing.told(request.headers), is_leaving=True)


Leaver = Annotated[Caller, Depends(leaver)]


def address_of(request: Request) -> str:
    """Return where a request comes from: the peer, or whom a trusted proxy names."""
    return request.client.host if request.client else ""


def read(model: type[M], body: bytes) -> M:
    """Read a JSON body; raises Refusal `invalid`."""
    try:
        return model.model_validate_json(body)
    except ValidationError as e:
        raise refusals.invalid() from e


def told(answer: BaseModel) -> Response:
    """Write an answer that nobody on the way may keep."""
    headers = {"Cache-Control": "no-store"}
    return Response(answer.model_dump_json(), headers=headers, media_type="application/json")
