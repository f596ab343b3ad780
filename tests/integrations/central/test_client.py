from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from jd_desktop.domain.errors import JdError, Offline, SignInNeeded, StartOver
from jd_desktop.integrations.central.client import CentralClient
from jd_desktop.integrations.central.line import Revoked, TooOld
from jd_desktop.integrations.http import http_client
from jd_desktop.protocol.feed import AnyLine, Cursor, Done, Head, RowLine, encode

Answer = Callable[[httpx.Request], httpx.Response]
FEED = encode([
    Head("e1", 1, "2026-11-23T08:00:00.000Z"), RowLine("student", "a", 1, {"first_name": "A"}),
    Cursor(1), RowLine("student", "b", 2, {"first_name": "B"}), Cursor(2), Done(2),
])  # fmt: skip


def central(answer: Answer) -> CentralClient:
    transport = httpx.MockTransport(answer)
    return CentralClient(http_client("https://central.example", transport=transport), "token")


def problem(status: int, code: str, **more: str) -> Answer:
    return lambda _: httpx.Response(status, json={"code": code, "sentence": "…", **more})


@pytest.mark.parametrize(
    ("status", "code", "error"),
    [(401, "bad_credentials", SignInNeeded), (401, "revoked", Revoked),
     (401, "not_signed_in", SignInNeeded), (410, "gone", StartOver), (426, "too_old", TooOld),
     (409, "clone", SignInNeeded), (503, "busy", Offline), (500, "failed", Offline)],
)  # fmt: skip
def test_a_refusal_is_the_error_that_it_means(status: int, code: str, error: type[JdError]) -> None:
    with central(problem(status, code)) as there, pytest.raises(error):
        there.push("e1", [])


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"null", b'{"code":7}'])
def test_a_refusal_by_something_in_between_is_no_crash(body: bytes) -> None:
    with (
        central(lambda _: httpx.Response(502, content=body)) as there,
        pytest.raises(Offline, match="502"),
    ):
        there.push("e1", [])


@pytest.mark.parametrize("body", [b"", b"{", b"<html>hotel network</html>", b"[]"])
def test_an_answer_that_is_none_is_not_believed(body: bytes) -> None:
    with central(lambda _: httpx.Response(200, content=body)) as there, pytest.raises(Offline):
        there.push("e1", [])


def test_nobody_there_is_offline() -> None:
    def fail(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no route")

    with central(fail) as there, pytest.raises(Offline) as told:
        there.health()
    assert told.value.detail == "ConnectError"


def lines(content: bytes) -> list[AnyLine]:
    with (
        central(lambda _: httpx.Response(200, content=content)) as there,
        there.pull(0, "e1") as found,
    ):
        return list(found)


def test_a_feed_is_read_to_its_end_mark() -> None:
    assert [type(line).__name__ for line in lines(FEED)] == [
        "Head", "RowLine", "Cursor", "RowLine", "Cursor", "Done",
    ]  # fmt: skip


def test_a_feed_cut_after_any_byte_gives_whole_lines_only() -> None:
    whole = lines(FEED)
    for k in range(len(FEED)):
        got = lines(FEED[:k])
        assert got == whole[: len(got)]
        assert len(got) == FEED[:k].count(b"\n")


def test_a_feed_that_is_garbled_is_not_believed() -> None:
    with pytest.raises(Offline):
        lines(b"<html>\n")


def test_the_token_travels_in_its_header_alone() -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json={})

    with central(answer) as there:
        there.sign_out()
    (request,) = asked
    assert request.headers["Authorization"] == "Bearer token"
    assert "token" not in str(request.url)
