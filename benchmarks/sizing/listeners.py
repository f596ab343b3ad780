"""What open streams of live hints cost a process, and how soon a push is heard.

    python benchmarks/sizing/listeners.py [--database postgresql://…] [--streams 2000]

Ten schools share the streams. One school pushes; every stream of that school must hear it. With
two workers a push often comes in through another process than a stream hangs on.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import time
from urllib.parse import urlsplit

from day import Work
from served import Central, School, served

SCHOOLS, PUSHES, IDLE_SECONDS = 10, 40, 30


class Streams:
    """Open streams, and when each heard which head."""

    def __init__(self) -> None:
        self.heard: dict[tuple[int, int], list[float]] = {}

    async def listen(self, base: str, token: str, school: int) -> None:
        there = urlsplit(base)
        reader, writer = await asyncio.open_connection(there.hostname, there.port)
        writer.write(
            f"GET /v1/sync/live HTTP/1.1\r\nHost: x\r\nAuthorization: {token}\r\n\r\n".encode()
        )
        while line := await reader.readline():
            if line.startswith(b"data: "):
                head = json.loads(line[6:])["head"]
                self.heard.setdefault((school, head), []).append(time.monotonic())

    async def until(self, school: int, head: int, count: int) -> None:
        async with asyncio.timeout(60):
            while len(self.heard.get((school, head), [])) < count:
                await asyncio.sleep(0.002)


async def measure(central: Central, count: int) -> None:
    streams, begun = Streams(), central.memory()
    people = [School(central) for _ in range(SCHOOLS)]
    devices = [await asyncio.to_thread(person.device) for person in people]
    tasks = []
    for k in range(count):
        token = devices[k % SCHOOLS].http.headers["Authorization"]
        tasks.append(asyncio.create_task(streams.listen(central.base, token, k % SCHOOLS)))
        if k % 50 == 49:
            await asyncio.sleep(0.3)
    each = count // SCHOOLS
    for school in range(SCHOOLS):
        await streams.until(school, 0, each)
    grown = (central.memory() - begun) / count / 1024
    print(f"{count} streams: {grown:.0f} KiB each in the central")
    before = central.spent()
    await asyncio.sleep(IDLE_SECONDS)
    idle = (central.spent() - before).central / IDLE_SECONDS
    print(f"idle: {idle * 100:.1f} % of a core for pings and looking after them")
    work, waits = Work(devices[0]), list[float]()
    await asyncio.to_thread(work.enrol, 10)
    for _ in range(PUSHES):
        asked = time.monotonic()
        await asyncio.to_thread(work.act)
        head = max(await asyncio.to_thread(devices[0].head), 1)
        await streams.until(0, head, each)
        waits += [at - asked for at in streams.heard[0, head]]
        await asyncio.sleep(0.1)
    cuts = statistics.quantiles(waits, n=100)
    print(f"from a push begun to its being heard by {each} streams: "
          f"median {cuts[49] * 1000:.0f} ms, p95 {cuts[94] * 1000:.0f} ms, "
          f"most {max(waits) * 1000:.0f} ms")  # fmt: skip
    for task in tasks:
        task.cancel()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", default="")
    parser.add_argument("--streams", type=int, default=2000)
    parser.add_argument("--workers", type=int, default=1)
    arguments = parser.parse_args()
    with served(arguments.database, arguments.workers) as central:
        asyncio.run(measure(central, arguments.streams))


if __name__ == "__main__":
    main()
