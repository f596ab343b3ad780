"""The nursery, and what the fault tests did, told at the end of the run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.sync.nursery import Nursery

KEPT = Path(__file__).resolve().parents[3] / ".state" / "faults"
_told: list[str] = []


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """Where children are forked, one process for the session."""
    made = Nursery()
    yield made
    made.close()


@pytest.fixture
def tell() -> Callable[[str], None]:
    """Keep a line of history: kills and cuts made, what was done, what was lost."""
    return _told.append


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the histories, and keep them in a file."""
    if _told:
        terminalreporter.section("faults")
        for line in _told:
            terminalreporter.line(line)
        KEPT.mkdir(parents=True, exist_ok=True)
        (KEPT / "history.txt").write_text("\n".join(_told) + "\n", encoding="utf-8")
