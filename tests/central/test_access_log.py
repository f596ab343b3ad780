"""Each request has its line, a stream of hints too, and the asker can name it."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator
from logging.handlers import QueueHandler
from queue import Queue
from typing import Any

import pytest

from tests.central.served import Person
from tests.central.test_live import listening


class Log:
    """What the served central logs of requests."""

    def __init__(self) -> None:
        self.kept: Queue[logging.LogRecord] = Queue()

    def line(self, route: str) -> dict[str, Any]:
        while True:
            told: dict[str, Any] = json.loads(self.kept.get(timeout=20).getMessage())
            if told["route"] == route:
                return told


@pytest.fixture
def log(base: str) -> Iterator[Log]:
    kept = Log()
    logger, handler = logging.getLogger("jd_desktop.central.access"), QueueHandler(kept.kept)
    logger.addHandler(handler)
    yield kept
    logger.removeHandler(handler)


def test_an_answer_names_its_line(bo: Person, log: Log) -> None:
    answer = bo.http.get("/me")
    told = log.line("/v1/me")
    assert told["request"] == answer.headers["x-request-id"]
    assert told["worker"] == os.getpid()
    assert told["ms"] > 0
    assert told["bytes"] == len(answer.content)


@pytest.mark.parametrize(("given", "is_kept"), [("proxy-1.a_B", True), ('"x\ty"', False)])
def test_a_proxys_number_is_kept_where_it_is_one(
    bo: Person, log: Log, given: str, is_kept: bool
) -> None:
    answer = bo.http.get("/me", headers={"X-Request-ID": given})
    assert (answer.headers["x-request-id"] == given) is is_kept
    assert (log.line("/v1/me")["request"] == given) is is_kept


def test_a_stream_has_its_line_when_it_ends(bo: Person, log: Log) -> None:
    with listening(bo) as ear:
        ear.next()
    told = log.line("/v1/sync/live")
    assert told["status"] == 200
    assert told["bytes"] > 40


def test_what_is_not_let_in_has_its_line(bo: Person, log: Log) -> None:
    answer = bo.http.get("/me", params={"a": "x" * 5000})
    told = log.line("")
    assert (told["status"], told["request"]) == (414, answer.headers["x-request-id"])
