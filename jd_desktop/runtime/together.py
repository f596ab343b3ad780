"""Several calls at a time: who wants them makes them too, and idle threads help."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class Crew(Protocol):
    """Threads that may have time, as `runtime.threads.Net`."""

    def run(self, call: Callable[[], Any]) -> Future[Any]:
        """Make a call on one of them as soon as one is free."""
        ...


class Together:
    """Makes calls on the calling thread and, as far as others are idle, on them.

    The caller is one of them itself: where nobody has time the calls are made one after the
    other, and never does a thread wait for one that waits for it.
    """

    def __init__(self, crew: Crew):
        """Take the threads that may help."""
        self._crew = crew

    def __call__(self, calls: Sequence[Callable[[], T]], lanes: int, /) -> list[T]:
        """Make the calls, at most `lanes` at a time; returns what they returned, in order.

        Raises what one of them raised, once none is under way any more.
        """
        waiting = deque(enumerate(calls))
        returned: dict[int, T] = {}

        def work() -> None:
            while waiting:
                try:
                    k, call = waiting.popleft()
                except IndexError:  # another thread took the last one
                    return
                returned[k] = call()

        helpers = [self._crew.run(work) for _ in range(min(lanes, len(calls)) - 1)]
        try:
            work()
        finally:
            waiting.clear()
            under_way = [helper for helper in helpers if not helper.cancel()]
            failures = [error for one in under_way if (error := one.exception())]
        if failures:
            raise failures[0]
        return [returned[k] for k in range(len(calls))]
