"""The story's report: what was done, what held, in plain words and Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


class Report:
    """Collects the acts, and whether every claim held."""

    def __init__(self) -> None:
        """Begin with nothing told."""
        self._lines = ["# Two computers offline, one school, nothing lost", ""]
        self._claims: list[bool] = []

    @property
    def holds(self) -> bool:
        """Whether every claim held."""
        return bool(self._claims) and all(self._claims)

    def act(self, title: str, words: str) -> None:
        """Begin an act."""
        self._lines += ["", f"## {title}", "", words, ""]

    def fact(self, words: str) -> None:
        """Tell what was done or seen."""
        self._lines.append(f"- {words}")

    def holds_that(self, claim: str, holds: bool) -> None:
        """Tell a claim, and whether it held."""
        self._claims.append(holds)
        self._lines.append(f"- {'✅' if holds else '❌ NOT:'} {claim}")

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Tell rows."""
        self._lines += ["", f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
        self._lines += [f"| {' | '.join(row)} |" for row in rows]
        self._lines.append("")

    def pictures(self, names: Sequence[str]) -> None:
        """Show pictures that lie beside the report."""
        self._lines += ["", "## Every screen, light and dark", ""]
        self._lines += [f"![{name}]({name})" for name in names]

    def verdict(self) -> str:
        """Count the claims."""
        return f"{sum(self._claims)} of {len(self._claims)} claims held"

    def write(self, file: Path) -> None:
        """Write the report, its verdict on top."""
        top = [self._lines[0], "", f"**{self.verdict()}.**", *self._lines[1:]]
        file.write_text("\n".join(top) + "\n", encoding="utf-8")
