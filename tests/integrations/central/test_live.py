"""Hints of the real central, heard by the desktop's own listener."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from jd_desktop.central.app import create_app
from jd_desktop.central.database import open_engine
from jd_desktop.domain.clock import FixedClock
from jd_desktop.domain.errors import SignInNeeded
from jd_desktop.integrations.central.client import CentralClient
from jd_desktop.integrations.central.live import Hint, listening
from jd_desktop.integrations.http import http_client
from tests.central.school import CHEAP, NOW
from tests.central.served import Person, running


@pytest.fixture
def bo(tmp_path: Path) -> Iterator[Person]:
    address = f"sqlite:///{tmp_path / 'central.db'}"
    engine = open_engine(address)
    with running(create_app(engine, FixedClock(NOW), passwords=CHEAP)) as base:
        person = Person(address, base)
        yield person
        person.http.close()
    engine.dispose()


def client(person: Person, token: str = "") -> CentralClient:
    base = str(person.http.base_url).removesuffix("/v1/")
    return CentralClient(http_client(base), token or person.session["token"])


def test_the_school_moves_and_we_hear_it(bo: Person) -> None:
    epoch = bo.sign_in().session["epoch"]
    with client(bo) as central, listening(central.line) as hints:
        assert next(hints) == Hint(0, epoch)
        head = bo.push(1, "b1").json()["head"]
        assert next(hint.head for hint in hints if hint.head >= head) == head


def test_a_stranger_hears_nothing(bo: Person) -> None:
    with (
        client(bo, "not-a-token") as central,
        pytest.raises(SignInNeeded),
        listening(central.line) as hints,
    ):
        list(hints)
