"""What the fault tests did, printed at the end of the run, from however many processes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

KEPT = Path(__file__).resolve().parents[2] / ".state" / "faults"
_HISTORY, _CONTROL = "history", "control"


@dataclass
class History:
    """What was done to a school, for people to read."""

    name: str
    counts: Counter[str] = field(default_factory=Counter)

    def told(self) -> str:
        words = ", ".join(f"{n} {what}" for what, n in sorted(self.counts.items()))
        return f"{self.name}: {words}"


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Callable[[History], None]:
    """Keep a history: kills and cuts made, what was done, what was lost."""

    def kept(history: History) -> None:
        request.node.user_properties.append((_HISTORY, [history.name, dict(history.counts)]))

    return kept


@pytest.fixture
def caught(request: pytest.FixtureRequest) -> Callable[[str, object], None]:
    """Keep what a planted fault was caught by, in the test that passes without it."""

    def kept(fault: str, by: object) -> None:
        first = str(by).splitlines()[0].removeprefix("AssertionError: ")
        request.node.user_properties.append((_CONTROL, [fault, first]))

    return kept


def _properties(reporter: pytest.TerminalReporter, name: str) -> Iterator[Any]:
    for outcome in ("passed", "failed"):
        for report in reporter.stats.get(outcome, ()):
            if report.when == "call":
                yield from (value for key, value in report.user_properties if key == name)


def _lines(reporter: pytest.TerminalReporter) -> Iterator[str]:
    histories = [History(n, Counter(c)) for n, c in _properties(reporter, _HISTORY)]
    for history in sorted(histories, key=lambda h: h.name):
        yield history.told()
    if histories:
        total = History(f"{len(histories)} histories in all")
        for history in histories:
            total.counts.update(history.counts)
        yield total.told()
    controls = sorted(_properties(reporter, _CONTROL))
    if controls:
        yield f"{'planted fault':28} what the same test then says"
    for fault, by in controls:
        yield f"{fault:28} {by}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the histories, and keep them in a file."""
    lines = list(_lines(terminalreporter))
    if lines:
        terminalreporter.section("faults")
        for line in lines:
            terminalreporter.line(line)
        KEPT.mkdir(parents=True, exist_ok=True)
        (KEPT / "history.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
