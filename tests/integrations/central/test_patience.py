"""A central that is slow, silent or trickling holds nobody; who waits can be called away."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count, islice
from threading import Event

import httpx
import pytest

from jd_desktop.domain.errors import Busy, Offline, SignInNeeded
from jd_desktop.integrations.central.client import CentralClient
from jd_desktop.integrations.central.line import refusal
from jd_desktop.integrations.central.live import Hint, listening
from jd_desktop.integrations.central.patience import STALLED_S, PatientStream, retry_after
from jd_desktop.integrations.http import http_client

DATE = "Mon, 23 Nov 2026 08:00:00 GMT"
LIVE = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"


@contextmanager
def saying(*pieces: bytes, hangs_up: bool = False) -> Iterator[tuple[CentralClient, Event]]:
    """A central that says some bytes and then nothing; tells when it has said them."""
    said, over = Event(), Event()

    def answer(server: socket.socket) -> None:
        here, _ = server.accept()
        with here:
            here.recv(65536)
            for piece in pieces:
                here.sendall(piece)
            said.set()
            if not hangs_up:
                over.wait(30)

    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as pool:
        served = pool.submit(answer, server)
        with CentralClient(http_client(f"http://127.0.0.1:{server.getsockname()[1]}"), "t") as c:
            yield c, said
        over.set()
        served.result(timeout=30)


def call(pool: ThreadPoolExecutor, fn: Callable[[], object]) -> Future[object]:
    return pool.submit(fn)


def pull_all(central: CentralClient) -> object:
    with central.pull(0, "e1") as lines:
        return list(lines)


def hear_all(central: CentralClient, *, silence_s: float = 0.2) -> list[Hint]:
    with listening(central.line, silence_s=silence_s) as hints:
        return list(hints)


@pytest.mark.parametrize(
    "said", [(), (b"HTTP/1.1 200 OK\r\n\r\n",)], ids=["before the answer", "within the answer"]
)
def test_waiting_is_broken_off_from_another_thread(said: tuple[bytes, ...]) -> None:
    with saying(*said) as (central, has_said), ThreadPoolExecutor(1) as pool:
        waiting = call(pool, lambda: pull_all(central))
        assert has_said.wait(20)
        central.line.cut()
        if said:
            assert waiting.result(timeout=20) == [], "cut: no end mark, so it does not count"
        else:
            with pytest.raises(Offline):
                waiting.result(timeout=20)
        with pytest.raises(Offline):
            central.push("e1", [])


def test_live_hints_are_broken_off_too() -> None:
    with saying(LIVE) as (central, has_said), ThreadPoolExecutor(1) as pool:
        hearing = call(pool, lambda: hear_all(central, silence_s=60))
        assert has_said.wait(20)
        central.line.cut()
        assert hearing.result(timeout=20) == []


def test_a_line_that_says_nothing_is_dead() -> None:
    with saying(LIVE) as (central, _), pytest.raises(Offline) as told:
        hear_all(central)
    assert told.value.detail == "ReadTimeout"


def test_hints_are_read_and_pings_are_not_hints() -> None:
    ping, head = b":\n\n", b'event: head\ndata: {"head": 7, "epoch": "e1", "more": 1}\n\n'
    other = b'event: other\ndata: {"head": 9}\n\n'
    cut = b'event: head\ndata: {"head": 8'
    with saying(LIVE, ping, head, other, ping, cut, hangs_up=True) as (central, _):
        assert hear_all(central) == [Hint(7, "e1")]


@pytest.mark.parametrize(
    "answer",
    [b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>",
     LIVE + b"event: head\ndata: 7\n\n",
     LIVE + b"event: head\ndata: {\n\n"],
)  # fmt: skip
def test_what_is_no_stream_of_hints_is_offline(answer: bytes) -> None:
    with saying(answer, hangs_up=True) as (central, _), pytest.raises(Offline, match="læses"):
        hear_all(central)


class Drops(httpx.SyncByteStream):
    """A byte now and then."""

    def __iter__(self) -> Iterator[bytes]:
        for _ in range(100_000):
            yield b"x"


def test_an_answer_that_trickles_is_given_up() -> None:
    ticks = count(0.0, 5.0)
    pieces = iter(PatientStream(Drops(), steady=lambda: next(ticks)))
    with pytest.raises(httpx.ReadTimeout):
        list(islice(pieces, int(STALLED_S)))


def test_a_reader_that_takes_its_time_loses_nothing() -> None:
    now = [0.0]
    pieces = 0
    for _ in PatientStream(httpx.ByteStream(b"a" * 10), steady=lambda: now[0]):
        now[0] += 1000
        pieces += 1
    assert pieces == 1


def refused(status: int, code: str, path: str, **headers: str) -> httpx.Response:
    asked = httpx.Request("POST", f"https://c.example/v1{path}")
    named = {k.replace("_", "-"): v for k, v in headers.items()}
    return httpx.Response(status, json={"code": code}, request=asked, headers=named)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [({"Retry_After": "17"}, 17.0), ({"Retry_After": " 0 "}, 0.0), ({}, None),
     ({"Retry_After": "Mon, 23 Nov 2026 08:02:00 GMT", "Date": DATE}, 120.0),
     ({"Retry_After": "Mon, 23 Nov 2026 07:00:00 GMT", "Date": DATE}, 0.0),
     ({"Retry_After": "Mon, 23 Nov 2026 08:02:00 GMT"}, None), ({"Retry_After": "soon"}, None),
     ({"Retry_After": "-5"}, None)],
)  # fmt: skip
def test_how_long_to_wait_is_read_in_both_forms(
    headers: dict[str, str], seconds: float | None
) -> None:
    assert retry_after(refused(503, "busy", "/sync/push", **headers)) == seconds
    told = refusal(refused(503, "busy", "/sync/push", **headers))
    assert isinstance(told, Busy)
    assert told.retry_after == seconds


def test_too_many_at_once_means_sign_in_only_where_somebody_signs_in() -> None:
    assert isinstance(refusal(refused(429, "throttled", "/sign-in")), SignInNeeded)
    assert isinstance(refusal(refused(429, "throttled", "/sync/pull")), Busy)
    assert isinstance(refusal(refused(429, "", "/sync/live", Retry_After="3")), Busy)


def test_how_it_stands_here_is_said_with_every_request() -> None:
    heard: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        heard.append(request)
        return httpx.Response(200, content=b"")

    there = http_client("https://central.example", transport=httpx.MockTransport(answer))
    with CentralClient(there) as central:
        central.line.tell(waiting=3, cursor=41, clock_off_s=-10800)
        pull_all(central)
    said = heard[0].headers
    assert (said["Sync-Waiting"], said["Sync-Cursor"]) == ("3", "41")
    assert said["Sync-Clock-Off"] == "-10800"


def test_a_certificate_that_is_not_trusted_may_be_the_clocks_fault() -> None:
    def fail(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate is not yet valid")

    there = http_client("https://central.example", transport=httpx.MockTransport(fail))
    with CentralClient(there) as central, pytest.raises(Offline, match="certifikat") as told:
        central.push("e1", [])
    assert "ur" in str(told.value.hint)
