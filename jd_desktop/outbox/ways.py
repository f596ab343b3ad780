"""The ways out: for each channel how it is opened, the form of its messages, its patience."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from jd_desktop.domain.errors import JdError
from jd_desktop.domain.language import Text
from jd_desktop.domain.message import Outcome
from jd_desktop.outbox.slip import Slip
from jd_desktop.outbox.terms import Terms


class Sender(Protocol):
    """What sends for a channel; its messages have the form that its way writes."""

    def send(self, message: Any, /) -> Outcome:
        """Try once; never raises for what the network or the vendor does."""
        ...

    def find(
        self, message: Any, /, *, since: datetime, taken: frozenset[str] = frozenset()
    ) -> str | None:
        """Look an uncertain message up; None where it is not there. Raises Offline."""
        ...

    def status(self, provider_id: str, /) -> Any:
        """Ask about one message; None where the vendor cannot be asked now, or ever."""
        ...


@dataclass(frozen=True, slots=True)
class Way:
    """A channel's way out; `open` raises JdError where it is not set up.

    So many of its messages may be under way at once as it has `lanes`; the sender of a way with
    several is used by several threads.
    """

    open: Callable[[], Sender]
    write: Callable[[Slip], Any]
    terms: Terms = field(default_factory=Terms)
    lanes: int = 1


class Opened:
    """The senders that are open; what cannot be opened says why, and is tried again."""

    def __init__(self, ways: Mapping[str, Way]):
        """Take the ways by channel; nothing is opened yet."""
        self._ways = ways
        self._open: dict[str, Sender] = {}

    def sender(self, channel: str) -> Sender | Text:
        """Return a channel's sender, or in a sentence why there is none."""
        if channel not in self._open:
            try:
                self._open[channel] = self._ways[channel].open()
            except JdError as error:
                return error.title
        return self._open[channel]

    def is_open(self, channel: str) -> bool:
        """Whether a channel was opened and not dropped since."""
        return channel in self._open

    def drop(self, channel: str) -> None:
        """Open anew next time: its settings may have been put right."""
        if closing := getattr(self._open.pop(channel, None), "close", None):
            closing()

    def close(self) -> None:
        """Close what is open."""
        for channel in list(self._open):
            self.drop(channel)
