"""What must hold when the fault is over: agreement, nothing lost, nothing twice, all is shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select

from jd_desktop.central.database import reading
from jd_desktop.central.tables import ledger, record
from jd_desktop.central.verify import verify
from jd_desktop.main import Program
from jd_desktop.store.tables import ENTITIES
from jd_desktop.sync.push import waiting
from tests.faults.sync.lives import journalled
from tests.support.histories import History
from tests.support.town import Copy, Typist, copy_of


@dataclass(frozen=True)
class Truth:
    """A school as its central's database holds it."""

    rows: Copy
    lines: list[Any]

    @classmethod
    def of(cls, engine: Engine, school_id: str) -> Truth:
        with reading(engine, school_id) as db:
            rows = {(r.kind, r.id): (r.seq, r.deleted, r.body) for r in db.execute(select(record))}
            lines = list(db.execute(select(ledger).order_by(ledger.c.line)))
            if db.dialect.name == "sqlite":
                assert db.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        told = {k: (seq, gone, {} if gone else body) for k, (seq, gone, body) in rows.items()}
        return cls(told, lines)

    def bodies(self, kind: str) -> Mapping[str, Any]:
        return {i: b for (k, i), (_, gone, b) in self.rows.items() if k == kind and not gone}


def judge(
    engine: Engine, school_id: str, people: Iterable[Typist], history: History | None = None
) -> History:
    """Have everybody sync, and compare everything; raises AssertionError for any loss."""
    history = history or History("judged")
    everybody = list(people)
    with ExitStack() as stack:
        programs = [stack.enter_context(person.program()) for person in everybody]
        for program in programs + programs[:-1]:  # the first does not know what the last brings
            program.sync()
        truth = Truth.of(engine, school_id)
        for program in programs:
            _judge_desktop(program, truth)
    _judge_ledger(truth)
    _judge_replay(engine, school_id)
    _judge_intentions(truth, [person.folder for person in everybody])
    history.counts["mutations"] = len(truth.lines)
    history.counts["desktops"] = len(everybody)
    history.counts["losses"] = 0
    return history


def _judge_ledger(truth: Truth) -> None:
    """Each mutation once and in order, and a conflict that tells of each that was not applied."""
    lines = [line.line for line in truth.lines]
    assert lines == list(range(1, len(lines) + 1)), "the ledger's lines have a hole"
    by: dict[str, list[int]] = {}
    for line in truth.lines:
        by.setdefault(line.device_id, []).append(line.n)
    for numbers in by.values():
        assert numbers == list(range(1, len(numbers) + 1)), "a mutation twice, or out of order"
    told = truth.bodies("conflict")
    for line in truth.lines:
        if line.outcome in ("parked", "overruled"):
            named = [c for c in told.values() if line.n in (c.get("numbers") or ())]
            assert named, "parked, and no conflict tells"
    seqs = [seq for seq, _, _ in truth.rows.values()]
    assert len(seqs) == len(set(seqs)), "two rows have one number"


def _judge_replay(engine: Engine, school_id: str) -> None:
    """I10: the ledger, decided anew from nothing, gives the same rows and conflicts."""
    (verdict,) = verify(engine, school_id)
    assert verdict.is_whole
    assert not verdict.count, ("the ledger gives other rows", verdict.differences[:9])


def _judge_desktop(program: Program, truth: Truth) -> None:
    assert copy_of(program) == truth.rows, "a desktop has other rows than the central"
    with program.reading() as db:
        assert waiting(db) == [], "something was never sent"
        assert db.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        shown = set(db.execute(select(ENTITIES["conflict"].c.id)).scalars())
        bookings = set(db.execute(select(ENTITIES["booking"].c.id)).scalars())
    assert shown == set(truth.bodies("conflict")), "a conflict is not shown"
    assert bookings == set(truth.bodies("booking")), "a booking is not shown"


def _judge_intentions(truth: Truth, folders: Iterable[Path]) -> None:
    """Each booking that a person saw made is there, and none twice, and none that nobody made."""
    made = Counter(b["note"] for b in truth.bodies("booking").values() if b.get("note"))
    begun, done = set[str](), set[str]()
    for folder in folders:
        begun |= journalled(folder, "begun")
        done |= journalled(folder, "done")
    assert done <= made.keys(), ("lost", done - made.keys())
    assert made.keys() <= begun, "from nowhere"
    assert all(n == 1 for n in made.values()), "a booking is there twice"


__all__ = ["History", "Truth", "judge"]
