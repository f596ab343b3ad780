"""A relay on loopback that counts the bytes of both directions."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

CHUNK = 1 << 16


@dataclass
class Counted:
    """Where the relay listens, and what went up (to the server) and down so far."""

    port: int = 0
    up: int = 0
    down: int = 0
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop, repr=False)


@contextmanager
def relay(server_port: int) -> Iterator[Counted]:
    """Relay to a port of this computer until the block ends; its loop has a thread of its own."""
    counted, ready = Counted(), threading.Event()

    def serve() -> None:
        asyncio.set_event_loop(counted.loop)
        counted.loop.run_until_complete(_listen(counted, server_port))
        ready.set()
        counted.loop.run_forever()

    thread = threading.Thread(target=serve, daemon=True)  # noqa: TID251 - a bench of its own
    thread.start()
    ready.wait(10)
    try:
        yield counted
    finally:
        counted.loop.call_soon_threadsafe(counted.loop.stop)
        thread.join(5)


async def _listen(counted: Counted, server_port: int) -> None:
    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", server_port)
        except OSError:
            writer.close()
            return
        await asyncio.gather(
            _pump(counted, "up", reader, far_writer), _pump(counted, "down", far_reader, writer)
        )

    server = await asyncio.start_server(carry, "127.0.0.1", 0)
    counted.port = server.sockets[0].getsockname()[1]


async def _pump(
    counted: Counted, way: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    try:
        while data := await reader.read(CHUNK):
            setattr(counted, way, getattr(counted, way) + len(data))
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()
