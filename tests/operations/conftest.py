from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.operations.importing import SAMPLES, take
from tests.outbox.school import School


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    made = School(tmp_path)
    yield made
    made.close()


@pytest.fixture
def staffed(school: School) -> School:
    """A school whose instructors, vehicles and students came from the office's files."""
    take(school, "instructors", SAMPLES / "koerelaerere.csv")
    take(school, "vehicles", SAMPLES / "skolevogne.csv")
    take(school, "students", SAMPLES / "elever.csv")
    return school
