from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.outbox.school import School


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    """An office that works alone: what it does is agreed at once."""
    made = School(tmp_path)
    yield made
    made.close()


@pytest.fixture
def connected(tmp_path: Path) -> Iterator[School]:
    """A desktop with a central that has not answered yet."""
    made = School(tmp_path, alone=False)
    yield made
    made.close()
