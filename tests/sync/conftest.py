from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from jd_desktop.main import Program
from tests.support.town import Town, Typist


@pytest.fixture
def office(lone: Typist) -> Iterator[Program]:
    with lone.program() as program:
        yield program


@pytest.fixture
def bo(town: Town, office: Program, tmp_path: Path) -> Iterator[Program]:
    """A colleague who has fetched the school."""
    typist = town.moves_in(tmp_path / "bo", "bo@skole.dk")
    with ExitStack() as kept:
        yield kept.enter_context(typist.program())
