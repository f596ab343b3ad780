"""Rows planned first, then written in mutations that the central can take whole."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from jd_desktop.domain.changes import Changes
from jd_desktop.domain.language import Text, text
from jd_desktop.integrations.reading import Problem, Reading
from jd_desktop.operations.import_report import Outcome, Report, skipped
from jd_desktop.operations.work import Doing, Work

ROWS_AT_ONCE = 200
BYTES_AT_ONCE = 256 * 1024
"""A mutation is atomic and reaches the central whole, within the 1 MiB of a push."""

TITLES: Mapping[str, Text] = {
    "students": text("Indlæste elever"),
    "instructors": text("Indlæste kørelærere"),
    "vehicles": text("Indlæste skolevogne"),
    "bookings": text("Indlæste bookinger"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """What a row comes to, and how it is written where it changes anything."""

    outcome: Outcome
    write: Callable[[Doing], object] | None = None
    size: int = 0


Plan = Callable[[Connection], Iterable[Step]]


def added(row: int, name: str, values: Mapping[str, Any], write: Callable[[Doing], object]) -> Step:
    """Make the step of a new record."""
    return Step(Outcome(row, "added", name), write, len(json.dumps(dict(values))))


def known(row: int, name: str) -> Step:
    """Make the step of a row that is there already."""
    return Step(Outcome(row, "known", name))


def refused(name: str, *problems: Problem) -> Step:
    """Make the step of a row that is skipped, with all that is wrong with it."""
    return Step(Outcome(problems[0].row, "skipped", name, problems))


def carry_out(work: Work, kind: str, reading: Reading[Any], plan: Plan, *, dry_run: bool) -> Report:
    """Plan every row against what is there, then write; a trial only plans."""
    with work.transaction() as db:
        steps = list(plan(db))
    changes = Changes()
    for some in _batches([s for s in steps if s.write]) if not dry_run else ():
        with work.doing(TITLES[kind]) as doing:
            for step in some:
                if step.write:
                    step.write(doing)
        changes |= doing.changes
    outcomes = sorted(
        [*skipped(reading.problems), *(s.outcome for s in steps)], key=lambda o: o.row
    )
    return Report(kind, dry_run, tuple(outcomes), reading.ignored, changes)


def _batches(steps: Sequence[Step]) -> Iterator[list[Step]]:
    batch: list[Step] = []
    size = 0
    for step in steps:
        if batch and (len(batch) >= ROWS_AT_ONCE or size + step.size > BYTES_AT_ONCE):
            yield batch
            batch, size = [], 0
        batch.append(step)
        size += step.size
    if batch:
        yield batch
