"""How long the central is waited for, and how that waiting is ended from another thread."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Any

import httpx

TIMEOUT = httpx.Timeout(30, connect=5, pool=5)
STALLED_S, STALLED_BYTES = 30.0, 1024
_CONNECTED = ("connection.connect_tcp.complete", "connection.start_tls.complete")


class Connections:
    """The connections that one client opened, so that they can be broken off."""

    def __init__(self) -> None:
        """Begin with none."""
        self._sockets: list[Any] = []
        self.is_cut = False

    def trace(self, event: str, facts: Mapping[str, Any]) -> None:
        """Note a connection that the client opens; given to httpx with each request."""
        if event in _CONNECTED:
            self._sockets.append(facts["return_value"].get_extra_info("socket"))
            if self.is_cut:
                self.cut()

    def cut(self) -> None:
        """End all of them, from any thread: whoever waits for bytes hears it at once."""
        self.is_cut = True
        for each in list(self._sockets):
            with suppress(OSError):  # closed already
                # Not the method of a TLS socket: that takes the layer away from its reader.
                socket.socket.shutdown(each, socket.SHUT_RDWR)


class PatientStream(httpx.SyncByteStream):
    """An answer's bytes; raises httpx.ReadTimeout where they only trickle.

    A read timeout alone lets a byte every few seconds pass for ever. Time that the reader itself
    takes between pieces does not count.
    """

    def __init__(self, inner: httpx.SyncByteStream, steady: Callable[[], float] = monotonic):
        """Take the bytes, and a clock that only goes on."""
        self._inner, self._steady = inner, steady

    def __iter__(self) -> Iterator[bytes]:
        """Yield the pieces as they come."""
        waited, got = 0.0, 0
        began = self._steady()
        for piece in self._inner:
            waited, got = waited + self._steady() - began, got + len(piece)
            if got >= STALLED_BYTES:
                waited, got = 0.0, 0
            elif waited > STALLED_S:
                raise httpx.ReadTimeout("the answer trickles")
            yield piece
            began = self._steady()

    def close(self) -> None:
        """Close what is read from."""
        self._inner.close()


def retry_after(answer: httpx.Response) -> float | None:
    """Return how many seconds an answer asks us to wait, None where it does not say.

    A date is held against the answer's own, so that nobody's clock matters.
    """
    said = answer.headers.get("Retry-After", "").strip()
    if said.isdecimal() and said.isascii():
        return float(said)
    try:
        wait = parsedate_to_datetime(said) - parsedate_to_datetime(answer.headers["Date"])
    except (KeyError, TypeError, ValueError):
        return None
    return max(0.0, wait.total_seconds())
