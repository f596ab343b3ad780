from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from jd_desktop.central.database import open_engine
from jd_desktop.central.migrate import migrate
from tests.central.school import Device, School


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
