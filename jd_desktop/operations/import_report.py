"""What came of an import: one outcome for each row, counts, and the changes made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from jd_desktop.domain.changes import Changes
from jd_desktop.domain.cpr import conceal
from jd_desktop.domain.language import Language, Text, text
from jd_desktop.integrations.reading import Problem

STATES = ("added", "changed", "cancelled", "known", "skipped")
_DONE: Mapping[str, Text] = {
    "added": text("tilføjet"),
    "changed": text("flyttet"),
    "cancelled": text("aflyst"),
    "known": text("kendt i forvejen"),
    "skipped": text("sprunget over"),
}
_WOULD: Mapping[str, Text] = {
    "added": text("tilføjes"),
    "changed": text("flyttes"),
    "cancelled": text("aflyses"),
    "known": text("kendes i forvejen"),
    "skipped": text("springes over"),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row: one of STATES; a skipped row has its problems.

    Row 0 is a lesson that the file has no more.
    """

    row: int
    state: str
    name: str = ""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """All rows of a file in their order; no text of it ever holds a CPR number."""

    kind: str
    dry_run: bool
    outcomes: tuple[Outcome, ...]
    ignored: tuple[str, ...] = ()
    changes: Changes = field(default_factory=Changes)

    def count(self, state: str) -> int:
        """Return how many rows came to this."""
        return sum(o.state == state for o in self.outcomes)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every problem, row by row."""
        return tuple(p for o in self.outcomes for p in o.problems)

    def lines(self, language: Language) -> Iterator[str]:
        """Say it for a person: a trial says every row, an import those that need a look."""
        for outcome in self.outcomes:
            if self.dry_run or outcome.state not in ("added", "known"):
                yield from self._row(language, outcome)
        if self.ignored:
            names = ", ".join(self.ignored)
            yield language.tr("Kolonner, som ikke bruges: {kolonner}.", kolonner=conceal(names))
        yield self._sum(language)

    def as_dict(self, language: Language) -> dict[str, Any]:
        """Return it for a program; reasons are said in the language."""
        return {
            "kind": self.kind,
            "dry_run": self.dry_run,
            "counts": {state: self.count(state) for state in STATES},
            "ignored_columns": [conceal(name) for name in self.ignored],
            "rows": [self._as_dict(language, outcome) for outcome in self.outcomes],
        }

    def _as_dict(self, language: Language, outcome: Outcome) -> dict[str, Any]:
        return {
            "row": outcome.row,
            "state": outcome.state,
            "name": conceal(outcome.name),
            "problems": [
                {"column": conceal(p.column), "reason": language.say(p.reason)}
                for p in outcome.problems
            ],
        }

    def _row(self, language: Language, outcome: Outcome) -> Iterator[str]:
        words = _WOULD if self.dry_run else _DONE
        if not outcome.row:
            yield language.tr("Står ikke længere i filen: {navn}", navn=conceal(outcome.name))
        elif not outcome.problems:
            yield language.tr(
                "Række {række}: {navn} {tilstand}",
                række=outcome.row,
                navn=conceal(outcome.name),
                tilstand=words[outcome.state],
            )
        for problem in outcome.problems:
            said = language.tr(
                "Række {række}, {kolonne}: {grund}",
                række=problem.row,
                kolonne=conceal(problem.column) or language.tr("hele rækken"),
                grund=problem.reason,
            )
            yield said

    def _sum(self, language: Language) -> str:
        words = _WOULD if self.dry_run else _DONE
        counted = [(state, self.count(state)) for state in STATES]
        said = ", ".join(f"{n} {language.say(words[s])}" for s, n in counted if n)
        if not said:
            return language.tr("Der er ingen rækker at tage ind.")
        if self.dry_run:
            return language.tr("Prøve: {tal}. Intet er ændret.", tal=said)
        return language.tr("Færdig: {tal}.", tal=said)


def skipped(problems: tuple[Problem, ...]) -> list[Outcome]:
    """Gather problems by row."""
    rows: dict[int, list[Problem]] = {}
    for problem in problems:
        rows.setdefault(problem.row, []).append(problem)
    return [Outcome(row, "skipped", problems=tuple(found)) for row, found in rows.items()]
