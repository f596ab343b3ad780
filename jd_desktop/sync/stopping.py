"""Telling work that is under way to end, and waking it where it waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock


class Stopping:
    """Asked between pieces of work; once stopped it stays so."""

    def __init__(self) -> None:
        """Begin with nothing stopped."""
        self._lock = Lock()
        self._is_stopped = False
        self._stops: list[Callable[[], None]] = []

    def __call__(self) -> bool:
        """Whether to end."""
        return self._is_stopped

    def stop(self) -> None:
        """Have all of it end, from any thread; what waits is woken."""
        with self._lock:
            self._is_stopped = True
            waking = list(self._stops)
        for wake in waking:
            wake()

    @contextmanager
    def stops(self, wake: Callable[[], None]) -> Iterator[None]:
        """Have `wake` called where a stop comes during the block, or came before it."""
        with self._lock:
            self._stops.append(wake)
            is_late = self._is_stopped
        try:
            if is_late:
                wake()
            yield
        finally:
            with self._lock:
                self._stops.remove(wake)
