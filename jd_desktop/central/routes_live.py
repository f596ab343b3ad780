"""Live hints: a stream that tells how far the school has come, so that desktops pull."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from contextlib import aclosing

from fastapi import Response
from fastapi.responses import StreamingResponse

from jd_desktop.central.live import Head, Heads
from jd_desktop.central.live_watch import Watch
from jd_desktop.central.metrics import Metrics
from jd_desktop.central.request import Here, Who
from jd_desktop.central.routing import Route

MEDIA_TYPE = "text/event-stream"
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


async def live(here: Here, who: Who) -> Response:
    """Tell the school's head at once and whenever it has moved, as server-sent events.

    A hint to pull, nothing more. The stream ends when the device may listen no longer.
    """
    told = _events(here.heads, here.watch, who.sender.school_id, who.sender.device_id)
    first = await anext(told, b"")  # before the answer begins, so that a fault can be told
    return StreamingResponse(
        _whole(here.metrics, first, told), headers=_HEADERS, media_type=MEDIA_TYPE
    )


async def _whole(
    metrics: Metrics, first: bytes, rest: AsyncGenerator[bytes]
) -> AsyncGenerator[bytes]:
    async with aclosing(rest):
        with metrics.listening():
            yield first
            async for piece in rest:
                yield piece


async def _events(
    heads: Heads, watch: Watch, school_id: str, device_id: str
) -> AsyncGenerator[bytes]:
    with heads.listening(school_id, device_id) as listener:
        heads.hear(await watch.read(school_id))
        listener.hear(heads.head_of(school_id))
        while True:
            head = await listener.next(watch.every_seconds)
            if listener.is_ended:
                return
            yield _event(head) if head else b":\n\n"


def _event(head: Head) -> bytes:
    data = json.dumps({"head": head.number, "epoch": head.epoch})
    return f"event: head\ndata: {data}\n\n".encode()


ROUTES = (Route("GET", "/v1/sync/live", live, media_type=MEDIA_TYPE),)
