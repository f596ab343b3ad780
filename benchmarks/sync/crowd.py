"""Many simulated desktops at one central: they listen, poll, push, and pull what they hear of.

One asyncio process plays them all, each with two connections of its own, as real desktops have.
Schools have ten desktops. A desktop pushes one booking now and then and pulls when it hears that
its school has changed, a moment later, as the product does.
"""

from __future__ import annotations

import asyncio
import json
import random
import secrets
import statistics
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import insert, select

from jd_desktop.central.commands import create_school, create_user
from jd_desktop.central.database import open_engine, writing
from jd_desktop.central.people import hashed
from jd_desktop.central.tables import device, school, user
from jd_desktop.protocol.session import SCHEMA
from tests.central.school import CHEAP

OF_A_SCHOOL = 10
POLL_S, PUSH_S, SPREAD_S = 300.0, 240.0, 1.0
FIRST = datetime(2027, 1, 4, 7, tzinfo=UTC)


@dataclass
class Waits:
    """Seconds that each sort of thing took, and what failed."""

    pull: list[float] = field(default_factory=list)
    push: list[float] = field(default_factory=list)
    heard: list[float] = field(default_factory=list)
    failed: int = 0
    pushed: dict[tuple[str, int], float] = field(default_factory=dict)


@dataclass(frozen=True)
class Place:
    """A desktop's identity."""

    school: str
    epoch: str
    number: int
    token: str


def places(database: str, count: int) -> list[Place]:
    """Make schools of ten, and a device for each desktop; nobody has to sign in."""
    engine, made = open_engine(database), list[Place]()
    for start in range(0, count, OF_A_SCHOOL):
        name = create_school(database, f"Skole {start}")
        email = f"{secrets.token_hex(6)}@skole.dk"
        create_user(database, name, email, "Lone", "admin", "not-used-here", passwords=CHEAP)
        with writing(engine, name) as db:
            epoch = db.execute(select(school.c.epoch).where(school.c.id == name)).scalar_one()
            who = db.execute(select(user.c.id).where(user.c.school_id == name)).scalar_one()
            for k in range(start, min(start + OF_A_SCHOOL, count)):
                token = secrets.token_urlsafe(32)
                there = {"school_id": name, "id": f"d{k}", "user_id": who, "name": f"d{k}"}
                rest = {"token_hash": hashed(token), "last_n": 0, "app": "bench",
                        "schema": SCHEMA, "seen_at": "2026-11-23T08:00:00.000Z"}  # fmt: skip
                db.execute(insert(device).values(**there, **rest))
                made.append(Place(name, epoch, k, token))
    engine.dispose()
    return made


class Desktop:
    """One simulated desktop."""

    def __init__(self, base: str, place: Place, waits: Waits, luck: random.Random):
        there = urlsplit(base)
        self._at, self._place, self._waits, self._luck = there, place, waits, luck
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._one_at_a_time, self._changed = asyncio.Lock(), asyncio.Event()
        self._n = self._cursor = 0

    async def live(self) -> None:
        """Listen, poll, push and pull until cancelled."""
        await asyncio.gather(self._listen(), self._pulls(), self._pushes())

    async def _listen(self) -> None:
        reader, writer = await asyncio.open_connection(self._at.hostname, self._at.port)
        writer.write(self._head("GET", "/v1/sync/live"))
        while line := await reader.readline():
            if line.startswith(b"data: "):
                head = json.loads(line[6:])["head"]
                begun = self._waits.pushed.get((self._place.school, head))
                if begun is not None:
                    self._waits.heard.append(time.monotonic() - begun)
                if head > self._cursor:
                    self._changed.set()

    async def _pulls(self) -> None:
        while True:
            patience = POLL_S * self._luck.uniform(0.8, 1.2)
            try:
                async with asyncio.timeout(patience):
                    await self._changed.wait()
                await asyncio.sleep(self._luck.uniform(0, SPREAD_S))
            except TimeoutError:
                pass
            self._changed.clear()
            asked = f"/v1/sync/pull?cursor={self._cursor}&epoch={self._place.epoch}"
            said = await self._ask("GET", asked, b"", self._waits.pull)
            if said:
                self._cursor = json.loads(said.splitlines()[-1])["seq"]

    async def _pushes(self) -> None:
        while True:
            await asyncio.sleep(self._luck.expovariate(1 / PUSH_S))
            self._n += 1
            body = json.dumps({"epoch": self._place.epoch, "mutations": [self._booking()]})
            begun = time.monotonic()
            said = await self._ask("POST", "/v1/sync/push", body.encode(), self._waits.push)
            if said:
                self._waits.pushed[self._place.school, json.loads(said)["head"]] = begun

    def _booking(self) -> dict[str, object]:
        starts = FIRST + timedelta(hours=self._n)
        values = {
            "instructor_id": f"i{self._place.number}", "student_ids": [], "state": "confirmed",
            "starts": _wire(starts), "ends": _wire(starts + timedelta(minutes=45)),
        }  # fmt: skip
        op = {"kind": "booking", "id": f"b{self._place.number}-{self._n}", "base": 0, "set": values}
        return {"n": self._n, "at": "2026-11-23T08:00:00.000Z", "user": "Lone", "ops": [op]}

    async def _ask(self, method: str, path: str, body: bytes, waits: list[float]) -> str:
        async with self._one_at_a_time:
            begun = time.monotonic()
            try:
                status, said = await self._exchange(self._head(method, path, body) + body)
            except (OSError, asyncio.IncompleteReadError):
                self._streams, status, said = None, 0, ""
            waits.append(time.monotonic() - begun)
        if status != 200:
            self._waits.failed += 1
            return ""
        return said

    async def _exchange(self, asked: bytes) -> tuple[int, str]:
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._at.hostname, self._at.port)
        reader, writer = self._streams
        writer.write(asked)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        status = int(head.split(" ", 2)[1])
        if "transfer-encoding: chunked" in head:
            return status, (await _chunks(reader)).decode()
        length = int(head.split("content-length:", 1)[1].split("\r\n", 1)[0])
        return status, (await reader.readexactly(length)).decode()

    def _head(self, method: str, path: str, body: bytes = b"") -> bytes:
        lines = [
            f"{method} {path} HTTP/1.1", "Host: central", f"Sync-Schema: {SCHEMA}",
            f"Authorization: Bearer {self._place.token}",
        ]  # fmt: skip
        if body:
            lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    found = bytearray()
    while size := int(await reader.readline(), 16):
        found += await reader.readexactly(size)
        await reader.readline()
    await reader.readline()
    return bytes(found)


async def play(base: str, there: list[Place], begin_s: float, seconds: float) -> Waits:
    """Let all desktops come within `begin_s`, then measure for so many seconds."""
    luck = random.Random(20261123)
    waits = Waits()

    async def come(place: Place) -> None:
        await asyncio.sleep(luck.uniform(0, begin_s))
        await Desktop(base, place, waits, random.Random(place.number)).live()

    tasks = [asyncio.create_task(come(place)) for place in there]
    await asyncio.sleep(begin_s + 2)
    waits.pull, waits.push, waits.heard, waits.failed = [], [], [], 0
    await asyncio.sleep(seconds)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return waits


def quantiles(waits: list[float]) -> tuple[float, float, float]:
    """Return p50, p95 and p99 in milliseconds; zeros where nothing was waited for."""
    if len(waits) < 2:
        return (0.0, 0.0, 0.0)
    cuts = statistics.quantiles(waits, n=100)
    return cuts[49] * 1000, cuts[94] * 1000, cuts[98] * 1000


def _wire(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.000Z")
