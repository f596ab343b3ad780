"""A wire that does what networks do: it ends requests early, keeps them waiting, repeats them."""

from __future__ import annotations

import re
import socket
import threading
from contextlib import suppress

from jd_desktop.sandbox.relay import Pump, Relay

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_PIECE = 65536


class _Carrier(Pump):
    """Carries one connection, and takes note of the whole requests on it."""

    server: Wire

    def setup(self) -> None:
        self._heard = b""

    def carry(self, piece: bytes, to: socket.socket, *, is_up: bool) -> bool:
        wire = self.server
        if wire.delay:
            wire.never.wait(wire.delay)
        ends = wire.ends_at(len(piece), is_up=is_up)
        if ends is not None:
            to.sendall(piece[:ends])
            return False
        goes_on = super().carry(piece, to, is_up=is_up)
        if is_up and goes_on:
            self._heard += piece
            self._note_whole()
        return goes_on

    def _note_whole(self) -> None:
        """Note each request that is complete; the wire may send it once more at once."""
        while (end := self._heard.find(b"\r\n\r\n") + 4) > 3:
            length = _LENGTH.search(self._heard[:end])
            end += int(length[1]) if length else 0
            if len(self._heard) < end:
                return
            whole, self._heard = self._heard[:end], self._heard[end:]
            self.server.note(whole)


class Wire(Relay):
    """A relay that can also end a single connection, delay pieces and repeat requests.

    `delay` keeps every piece waiting, in seconds. With `doubles` each request is sent a second
    time, on a connection of its own, while the first is being answered.
    """

    def __init__(self, to_host: str, to_port: int):
        super().__init__(to_host, to_port)
        self.RequestHandlerClass = _Carrier
        self.never = threading.Event()
        self.delay, self.doubles = 0.0, False
        self.requests: list[bytes] = []
        self.repeated = self.ended = 0
        self._end: tuple[bool, int] | None = None

    def end_after(self, *, up: int | None = None, down: int | None = None) -> None:
        """End one connection after so many more bytes; the next one goes through."""
        self._end = None if up is None and down is None else (up is not None, up or down or 0)

    def ends_at(self, length: int, *, is_up: bool) -> int | None:
        """Return how much of a piece still passes where the connection ends in it."""
        if self._end is None or self._end[0] is not is_up:
            return None
        left = self._end[1]
        if left >= length:
            self._end = (is_up, left - length)
            return None
        self._end = None
        self.ended += 1
        return left

    def note(self, request: bytes) -> None:
        """Keep a request that went through whole, and send it again where requests double."""
        self.requests.append(request)
        if self.doubles:
            self.repeat(request)

    def repeat(self, request: bytes) -> None:
        """Send a request once more; nobody hears what is answered."""
        closing = request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1)
        with suppress(OSError), socket.create_connection(self.to, timeout=20) as far:
            far.sendall(re.sub(rb"(?i)\r\nconnection: keep-alive", b"", closing))
            while far.recv(_PIECE):
                pass
        self.repeated += 1

    def mend(self) -> None:
        self.delay, self.doubles, self._end = 0.0, False, None
        super().mend()
