"""What one process grants: requests to a device, pulls at a time, bytes of an address."""

from __future__ import annotations

import asyncio
import math
import random
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from jd_desktop.central import refusals
from jd_desktop.central.live_watch import PING_SECONDS
from jd_desktop.central.problems import Problems
from jd_desktop.domain.files import LARGEST_FILE
from jd_desktop.protocol.session import PATH

_PULL = f"{PATH}/sync/pull"
_DEVICES_AT_MOST = 20_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Per device: `burst` at once, then `rate` a second over all `workers`; per process: pulls.

    `stall_seconds` is how long an answer may wait for somebody to take it. Who has
    `metrics_token` may read the figures; where it is empty, nobody. A file has at most
    `file_bytes`.
    """

    workers: int = 1
    rate: float = 60.0
    burst: int = 600
    pulls: int = 32
    address_bytes: int = 4096
    header_bytes: int = 16 * 1024
    stall_seconds: float = 60.0
    ping_seconds: float = PING_SECONDS
    metrics_token: str = ""
    file_bytes: int = LARGEST_FILE


LIMITS = Limits()


class Buckets:
    """A bucket of tokens per key that fills with time; keys that have rested are forgotten."""

    def __init__(self, rate: float, burst: int, now: Callable[[], float]):
        """Take tokens a second, the most a bucket holds, and a clock that only goes forward."""
        self._rate, self._burst, self._now = rate, burst, now
        self._kept: OrderedDict[bytes, tuple[float, float]] = OrderedDict()

    def take(self, key: bytes) -> float:
        """Take a token; returns the seconds to wait where there is none, else 0."""
        now = self._now()
        had, since = self._kept.pop(key, (float(self._burst), now))
        has = min(self._burst, had + (now - since) * self._rate)
        wait = 0.0 if has >= 1 else (1 - has) / self._rate
        self._kept[key] = (has if wait else has - 1, now)
        if len(self._kept) > _DEVICES_AT_MOST:
            self._kept.popitem(last=False)
        return wait


class _Turn:
    """A request that counts among those at work until it has ended."""

    def __init__(self, at_work: set[_Turn]):
        self._at_work = at_work
        at_work.add(self)

    def end(self) -> None:
        self._at_work.discard(self)


class Admission:
    """Lets requests in, or tells them when to come again."""

    def __init__(self, app: ASGIApp, limits: Limits, problems: Problems):
        """Wrap an application; what is refused never reaches it."""
        self._app, self._limits, self._problems = app, limits, problems
        self._buckets = Buckets(limits.rate / limits.workers, limits.burst, _seconds)
        self._pulls: set[_Turn] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on where the limits allow it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            with self._admitted(scope) as turn:
                await self._app(scope, receive, self._impatient(send, turn))
        except refusals.Refusal as refusal:
            await self._problems.answer(Request(scope), refusal)(scope, receive, send)

    @contextmanager
    def _admitted(self, scope: Scope) -> Iterator[_Turn | None]:
        address = len(scope["raw_path"]) + len(scope["query_string"])
        if address > self._limits.address_bytes:
            raise refusals.long_address()
        if sum(len(n) + len(v) for n, v in scope["headers"]) > self._limits.header_bytes:
            raise refusals.long_headers()
        self._count(scope)
        if scope["path"] != _PULL:
            yield None
            return
        if len(self._pulls) >= self._limits.pulls:
            raise refusals.crowded(random.randint(2, 10))
        turn = _Turn(self._pulls)
        try:
            yield turn
        finally:
            turn.end()

    def _count(self, scope: Scope) -> None:
        """Count a request against its device; who has no token is counted at the doors."""
        token = next((v for n, v in scope["headers"] if n == b"authorization"), b"")
        wait = self._buckets.take(blake2b(token, digest_size=16).digest()) if token else 0.0
        if wait:
            raise refusals.too_fast(math.ceil(wait))

    def _impatient(self, send: Send, turn: _Turn | None) -> Send:
        async def sent(message: Message) -> None:
            is_last = message["type"] == "http.response.body" and not message.get("more_body")
            if turn and is_last:
                turn.end()  # before the asker knows that it is over, and asks again
            async with asyncio.timeout(self._limits.stall_seconds):
                await send(message)

        return sent


def _seconds() -> float:
    return asyncio.get_running_loop().time()
