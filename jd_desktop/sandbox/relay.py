"""A wire on loopback that can be cut: what a school's network does when a train enters a tunnel."""

from __future__ import annotations

import selectors
import socket
import socketserver
import threading
from contextlib import suppress

_PIECE = 65536


class Pump(socketserver.BaseRequestHandler):
    """Carries bytes both ways until either end, or the wire, is gone."""

    server: Relay

    def handle(self) -> None:
        """Carry one connection."""
        if self.server.is_cut:
            return
        with suppress(OSError), socket.create_connection(self.server.to, timeout=5) as far:
            far.settimeout(None)
            self.server.live |= {self.request, far}
            try:
                self._carry(self.request, far)
            finally:
                self.server.live -= {self.request, far}

    def _carry(self, near: socket.socket, far: socket.socket) -> None:
        with selectors.DefaultSelector() as ready:
            ready.register(near, selectors.EVENT_READ, far)
            ready.register(far, selectors.EVENT_READ, near)
            while True:
                for key, _ in ready.select():
                    assert isinstance(key.fileobj, socket.socket)
                    piece = key.fileobj.recv(_PIECE)
                    if not (piece and self.carry(piece, key.data, is_up=key.fileobj is near)):
                        return

    def carry(self, piece: bytes, to: socket.socket, *, is_up: bool) -> bool:
        """Pass on what may pass of a piece; returns whether the connection goes on."""
        to.sendall(self.server.let_through(piece, is_up=is_up))
        if self.server.is_cut:
            return False
        self.server.go_on.wait()
        return True


class Relay(socketserver.ThreadingTCPServer):
    """Listens on a free port and carries to another; `cut` and `mend` as often as wanted."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, to_host: str, to_port: int):
        """Take where to carry to."""
        self.to = (to_host, to_port)
        self.is_cut = False
        self.live: set[socket.socket] = set()
        self._left: dict[bool, int | None] = {True: None, False: None}
        self._holds = False
        self.go_on, self.held = threading.Event(), threading.Event()
        self.go_on.set()
        super().__init__(("127.0.0.1", 0), Pump)

    @property
    def address(self) -> str:
        """The address to use instead of the real one."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def cut(self) -> None:
        """Break every connection, and let none through."""
        self.is_cut = True
        self.go_on.set()
        for end in list(self.live):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def cut_after(self, *, up: int | None = None, down: int | None = None) -> None:
        """Cut once so many more bytes have gone to the far end, or come from it."""
        self._left = {True: up, False: down}

    def hold_after(self, *, down: int) -> None:
        """Fall silent once so many more bytes have come; `held` is set then, `mend` goes on."""
        self._left, self._holds = {True: None, False: down}, True
        self.held.clear()

    def left(self, *, is_up: bool) -> int | None:
        """Return how many bytes may still pass before the cut, None where none is ordered."""
        return self._left[is_up]

    def let_through(self, piece: bytes, *, is_up: bool) -> bytes:
        """Return what may still pass of a piece; cuts where the count is reached."""
        left = self._left[is_up]
        if left is None:
            return piece
        self._left[is_up] = left - min(left, len(piece))
        if left > len(piece):
            return piece
        if not self._holds:
            self.is_cut = True
            return piece[:left]
        self._left[is_up] = None
        self.go_on.clear()
        self.held.set()
        return piece

    def mend(self) -> None:
        """Let connections through again, however many bytes."""
        self.is_cut = self._holds = False
        self.go_on.set()
        self._left = {True: None, False: None}
