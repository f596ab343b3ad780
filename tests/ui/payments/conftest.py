"""A school on a real database, for screens of money."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.outbox.school import School


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    made = School(tmp_path)
    yield made
    made.close()
