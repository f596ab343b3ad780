"""The central's live hints: how far the school has come, told as it happens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import msgspec
from httpx_sse import EventSource, SSEError

from jd_desktop.domain.errors import Offline
from jd_desktop.integrations.central.line import NOTHING_LOST, Line, garbled

SILENCE_AT_MOST_S = 45.0
"""The central pings every 20 s; a line that says nothing for longer than two pings is dead."""


class Hint(NamedTuple):
    """The school has come this far; `epoch` is "" where the central does not say."""

    head: int
    epoch: str = ""


class _Told(msgspec.Struct):
    head: int
    epoch: str = ""


@contextmanager
def listening(line: Line, *, silence_s: float = SILENCE_AT_MOST_S) -> Iterator[Iterator[Hint]]:
    """Open the stream of hints; ends where the central ends it.

    Raises Offline also where the line dies or is cut, and what a refusal means.
    """
    with line.stream("/sync/live", {}, silence_s=silence_s) as answer:
        yield _hints(EventSource(answer))


def _hints(source: EventSource) -> Iterator[Hint]:
    try:
        for event in source.iter_sse():
            if event.event == "head":
                told = msgspec.json.decode(event.data, type=_Told)
                yield Hint(told.head, told.epoch)
    except (SSEError, msgspec.MsgspecError) as e:
        raise Offline(garbled(), hint=NOTHING_LOST, detail=type(e).__name__) from e
