"""A test that wants the world is stopped before a byte leaves."""

from __future__ import annotations

import socket

import pytest


def test_no_test_reaches_another_machine() -> None:
    with socket.socket() as outward, pytest.raises(RuntimeError, match=r"192\.0\.2\.1"):
        outward.connect(("192.0.2.1", 80))


def test_no_test_sends_a_datagram_away() -> None:
    with (
        socket.socket(type=socket.SOCK_DGRAM) as outward,
        pytest.raises(RuntimeError, match=r"192\.0\.2\.1"),
    ):
        outward.sendto(b"x", ("192.0.2.1", 53))


def test_loopback_is_open() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as inward,
    ):
        assert inward.getpeername() == server.getsockname()
