from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from jd_desktop.central.app import create_app
from jd_desktop.central.database import open_engine
from jd_desktop.central.mail import MailSettings
from jd_desktop.central.migrate import migrate
from jd_desktop.domain.clock import FixedClock
from jd_desktop.domain.language import DANISH
from tests.central.school import CHEAP, NOW, Device, School
from tests.central.served import Person, english, running
from tests.central.vendors import PUBLIC, Post


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The same tests on both databases."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'central.sqlite'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def engine(address: str) -> Iterator[Engine]:
    engine = open_engine(address)
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def school(engine: Engine) -> School:
    return School(engine)


@pytest.fixture
def office(school: School) -> Device:
    return school.device("Lone")


@pytest.fixture
def laptop(school: School) -> Device:
    return school.device("Bo")


@pytest.fixture
def server_clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def base(engine: Engine, server_clock: FixedClock) -> Iterator[str]:
    """A served central."""
    languages = (DANISH, english())
    with running(create_app(engine, server_clock, languages=languages, passwords=CHEAP)) as base:
        yield base


@pytest.fixture
def people() -> Iterator[list[Person]]:
    made: list[Person] = []
    yield made
    for person in made:
        person.http.close()


@pytest.fixture
def bo(address: str, base: str, people: list[Person]) -> Person:
    people.append(Person(address, base).sign_in())
    return people[-1]


@pytest.fixture
def post(engine: Engine, address: str, school: School) -> Iterator[Post]:
    mail = MailSettings(central=PUBLIC)
    with running(create_app(engine, FixedClock(NOW), passwords=CHEAP, mail=mail)) as base:
        made = Post(base, school, address)
        yield made
        made.http.close()
