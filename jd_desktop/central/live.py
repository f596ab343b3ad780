"""Who listens for a school's head in this process, and what they are told: the newest alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

Tell = Callable[["Head"], None]


class Head(NamedTuple):
    """How far a school has come; `epoch` is "" where the teller does not know it."""

    school_id: str
    number: int
    epoch: str = ""


class Listener:
    """One open stream. It keeps no queue: who is slow hears the newest head, and only that."""

    def __init__(self, school_id: str, device_id: str):
        """Take whose head is listened for, and from which device."""
        self.school_id, self.device_id = school_id, device_id
        self.is_ended = False
        self._newest: Head | None = None
        self._moved = asyncio.Event()

    def hear(self, head: Head) -> None:
        """Take the newest head; what was not fetched before is forgotten."""
        self._newest = head
        self._moved.set()

    def end(self) -> None:
        """Let the stream end at once."""
        self.is_ended = True
        self._moved.set()

    async def next(self, seconds: float) -> Head | None:
        """Return a head not yet fetched, waiting for it so long; None where there is none."""
        try:
            async with asyncio.timeout(seconds):
                await self._moved.wait()
        except TimeoutError:
            return None
        self._moved.clear()
        newest, self._newest = self._newest, None
        return newest


@dataclass(slots=True)
class _School:
    head: Head
    listeners: set[Listener] = field(default_factory=set)


class Heads:
    """The hub of one process; all but `publish` belong to its event loop."""

    def __init__(self) -> None:
        """Begin with no listeners."""
        self._schools: dict[str, _School] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._tell: Tell | None = None
        self._is_closed = False

    def open(self, tell: Tell | None) -> None:
        """Belong to the running loop; `tell` carries what is published here to others."""
        self._loop = asyncio.get_running_loop()
        self._tell, self._is_closed = tell, False

    def publish(self, school_id: str, head: int, epoch: str = "") -> None:
        """Tell everybody of a commit, from any thread, once it is committed."""
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._published, Head(school_id, head, epoch))

    def _published(self, head: Head) -> None:
        self.hear(head)
        if self._tell is not None:
            self._tell(head)

    def hear(self, head: Head) -> None:
        """Wake the school's listeners where this is news to them."""
        here = self._schools.get(head.school_id)
        if here is None:
            return
        epoch = head.epoch or here.head.epoch
        if epoch == here.head.epoch and head.number <= here.head.number:
            return
        here.head = head._replace(epoch=epoch)
        for listener in here.listeners:
            listener.hear(here.head)

    @contextmanager
    def listening(self, school_id: str, device_id: str) -> Iterator[Listener]:
        """Listen until the block ends; a head heard from now on is not missed."""
        if self._loop is None:
            self.open(None)
        made = Listener(school_id, device_id)
        here = self._schools.setdefault(school_id, _School(Head(school_id, -1)))
        here.listeners.add(made)
        if self._is_closed:
            made.end()
        try:
            yield made
        finally:
            here.listeners.discard(made)
            if not here.listeners:
                self._schools.pop(school_id, None)

    def head_of(self, school_id: str) -> Head:
        """Return the newest head known of a school that somebody listens for."""
        return self._schools[school_id].head

    def close(self) -> None:
        """End every stream, and those that may still come; safe from any thread."""
        loop = self._loop
        self._is_closed = True
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._end_all)

    def _end_all(self) -> None:
        for listener in self.listeners():
            listener.end()

    def listeners(self) -> list[Listener]:
        """Return who listens now."""
        return [each for here in self._schools.values() for each in here.listeners]

    def schools(self) -> list[str]:
        """Return the schools that somebody listens for."""
        return list(self._schools)
