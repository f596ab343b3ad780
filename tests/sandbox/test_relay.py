from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest

from jd_desktop.sandbox.relay import Relay


@pytest.fixture
def echo() -> Iterator[socket.socket]:
    """A far end that says back what it hears."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                near, _ = listening.accept()
            except OSError:
                return
            with near, suppress(ConnectionError):
                while heard := near.recv(65536):
                    near.sendall(heard)

    thread = threading.Thread(target=serve)  # noqa: TID251 - a server
    thread.start()
    yield listening
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    thread.join()


@pytest.fixture
def wire(echo: socket.socket) -> Iterator[Relay]:
    relay = Relay(*echo.getsockname())
    carrying = threading.Thread(target=relay.serve_forever, kwargs={"poll_interval": 0.02})  # noqa: TID251
    carrying.start()
    yield relay
    relay.cut()
    relay.shutdown()
    relay.server_close()
    carrying.join()


def said_back(wire: Relay, words: bytes) -> bytes:
    """Say something and hear what comes, until the wire is gone or all is back."""
    heard = b""
    near = socket.create_connection(wire.server_address, timeout=10)  # type: ignore[arg-type]  # an address
    with near, suppress(ConnectionError):
        near.sendall(words)
        while len(heard) < len(words) and (piece := near.recv(65536)):
            heard += piece
    return heard


def test_a_wire_carries_both_ways(wire: Relay) -> None:
    assert said_back(wire, b"x" * 200_000) == b"x" * 200_000


def test_a_cut_wire_carries_nothing_until_it_is_mended(wire: Relay) -> None:
    wire.cut()
    assert said_back(wire, b"hello") == b""
    wire.mend()
    assert said_back(wire, b"hello") == b"hello"


@pytest.mark.parametrize("k", [0, 1, 4])
def test_a_wire_is_cut_after_so_many_bytes_on_the_way_back(wire: Relay, k: int) -> None:
    wire.cut_after(down=k)
    assert said_back(wire, b"hello") == b"hello"[:k]
    assert wire.is_cut


def test_what_the_far_end_never_heard_does_not_come_back(wire: Relay) -> None:
    wire.cut_after(up=2)
    assert len(said_back(wire, b"hello")) <= 2
    assert wire.is_cut


def test_a_wire_that_falls_silent_goes_on_when_it_is_mended(wire: Relay) -> None:
    wire.hold_after(down=3)
    with socket.create_connection(wire.server_address, timeout=10) as near:  # type: ignore[arg-type]  # an address
        near.sendall(b"hello")
        assert wire.held.wait(10)
        near.sendall(b" again")
        wire.mend()
        heard = b""
        while len(heard) < 11:
            heard += near.recv(100)
    assert heard == b"hello again"
