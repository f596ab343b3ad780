"""The nursery, and a school whose people all change the same lesson."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.sync.lives import share
from tests.faults.sync.nursery import Nursery
from tests.support.town import Town, Typist


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """Where children are forked, one process for the session."""
    made = Nursery()
    yield made
    made.close()


@pytest.fixture
def pair(lone: Typist, town: Town, tmp_path: Path) -> list[Typist]:
    """Two computers, and a lesson that both will change."""
    with lone.program() as program:
        share(program, is_furnished=True)
        program.sync()
    return [lone, town.moves_in(tmp_path / "bo")]
