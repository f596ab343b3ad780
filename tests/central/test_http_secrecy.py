"""What the central keeps, logs and tells of a person: no more than it must."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from logging.handlers import QueueHandler
from queue import Queue

import pytest
from sqlalchemy import Engine, select

from jd_desktop.central.access_log import QuietFormatter
from jd_desktop.central.database import DOORS, reading
from jd_desktop.central.tables import device, user
from jd_desktop.domain.clock import FixedClock
from tests.central.school import PASSWORD
from tests.central.served import Person, code


def test_secrets_are_kept_only_as_hashes(bo: Person, engine: Engine) -> None:
    with reading(engine, DOORS) as db:
        kept = str(db.execute(select(device)).all()) + str(db.execute(select(user)).all())
    assert bo.session["token"] not in kept
    assert PASSWORD not in kept
    assert "$argon2id$" in kept


@pytest.fixture
def log(base: str) -> Iterator[Queue[logging.LogRecord]]:
    """What the served central logs of requests."""
    kept: Queue[logging.LogRecord] = Queue()
    logger, handler = logging.getLogger("jd_desktop.central.access"), QueueHandler(kept)
    logger.addHandler(handler)
    yield kept
    logger.removeHandler(handler)


def test_the_log_tells_what_was_asked_but_not_by_whom(
    log: Queue[logging.LogRecord], bo: Person
) -> None:
    bo.push(1, "hemmelig")
    bo.pull(epoch=bo.session["epoch"])
    kept = [log.get(timeout=20).getMessage() for _ in range(3)]
    lines = sorted((line["route"], line["status"]) for line in map(json.loads, kept))
    assert lines == [("/v1/sign-in", 200), ("/v1/sync/pull", 200), ("/v1/sync/push", 200)]
    for secret in ("hemmelig", bo.email, PASSWORD, bo.session["token"], "127.0.0.1"):
        assert secret not in str(kept)


def test_a_fault_of_ours_is_told_without_its_insides(bo: Person, server_clock: FixedClock) -> None:
    server_clock.at = "nu"  # type: ignore[assignment] # planted fault
    answer = bo.push(1, "a")
    assert code(answer) == (500, "failed")
    assert set(answer.json()) == {"title", "status", "code", "sentence"}


def test_a_logged_fault_names_its_kind_and_place_and_quotes_nothing() -> None:
    def fail() -> None:
        try:
            raise KeyError("hemmelig")
        except KeyError as e:
            raise ValueError("bo@skole.dk") from e

    with pytest.raises(ValueError, match="bo@") as raised:
        fail()
    told = QuietFormatter().formatException((raised.type, raised.value, raised.tb))
    assert "hemmelig" not in told
    assert "bo@skole.dk" not in told
    assert "builtins.KeyError" in told
    assert "fail" in told
