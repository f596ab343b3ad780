"""Whether the central and two computers hold the same, row by row; and no secret in the clear."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from jd_desktop.cli.processes import Person
from jd_desktop.cli.stage import Stage
from jd_desktop.main import Program, Start, SystemClock
from jd_desktop.operations.work import entity
from jd_desktop.protocol.feed import RowLine
from jd_desktop.store import state
from jd_desktop.store.tables import ENTITIES, server_row

Key = tuple[str, str]
Copy = dict[Key, tuple[int, bool, str]]


@dataclass(frozen=True, slots=True)
class Found:
    """How many records were compared, at which counter, what differs, which secrets lie open."""

    rows: int
    head: int
    lines: tuple[str, ...]
    leaks: tuple[str, ...]


def differences(stage: Stage) -> Found:
    """Compare what the central tells each person with their computer's copy and what it shows."""
    lines: list[str] = []
    rows = head = 0
    tokens: list[str] = []
    for person in (stage.office, stage.instructor):
        program = _program(person)
        truth, head = _feed(program)
        rows = max(rows, len(truth))
        tokens.append(program.token())
        lines += [f"{person.name}: {line}" for line in _compared(program, truth)]
        program.close()
    secrets = [stage.password, *tokens]
    folders = (stage.office.folder, stage.instructor.folder)
    leaks = tuple(f"{f.name}" for folder in folders for f in _leaking(folder, secrets))
    return Found(rows, head, tuple(lines), leaks)


def _program(person: Person) -> Program:
    return Program(Start(person.folder, person.environ, SystemClock()))


def _feed(program: Program) -> tuple[Copy, int]:
    with program.reading() as db:
        epoch = str(state.get(db, "epoch"))
    copy: Copy = {}
    head = 0
    with program.central() as central, central.pull(0, epoch) as feed:
        for line in feed:
            if isinstance(line, RowLine):
                copy[line.kind, line.id] = (line.seq, line.deleted, _plain(line.body))
                head = max(head, line.seq)
    return copy, head


def _compared(program: Program, truth: Copy) -> Iterator[str]:
    with program.reading() as db:
        here: Copy = {
            (r.kind, r.id): (r.seq, r.deleted, _plain(r.body))
            for r in db.execute(select(server_row))
        }
        for key in sorted(truth.keys() | here.keys()):
            if truth.get(key) != here.get(key):
                yield f"{key[0]} {key[1]} is another at the central"
        for (kind, row_id), (_, deleted, body) in truth.items():
            shown = entity(db, kind, row_id)
            wanted = None if deleted else json.loads(body)
            known = {c.name for c in ENTITIES[kind].c}
            if wanted is not None:
                wanted = {k: v for k, v in wanted.items() if k in known and v is not None}
            if shown != wanted:
                yield f"{kind} {row_id} is shown otherwise than agreed"


def _plain(body: object) -> str:
    return json.dumps(body, sort_keys=True, ensure_ascii=False)


def _leaking(folder: Path, secrets: list[str]) -> Iterator[Path]:
    for file in folder.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            if any(s and s.encode() in content for s in secrets):
                yield file
            if file.suffix == ".db" and content.startswith(b"SQLite format 3"):
                yield file
