"""Files in, files out, lists."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from jd_desktop.cli.run import out, out_json, program_for
from jd_desktop.domain.clock import local_day, midnight
from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.language import Text, text
from jd_desktop.host.occupied import alone
from jd_desktop.main import SCHOOL, Program
from jd_desktop.queries import attachments, calendar, conflicts, students
from jd_desktop.store.engine import open_database
from jd_desktop.store.tables import ENTITIES

_KIND_OF = {
    "students": "student", "bookings": "booking", "instructors": "instructor",
    "vehicles": "vehicle", "venues": "venue", "types": "booking_type",
    "departments": "department", "messages": "message", "conflicts": "conflict",
}  # fmt: skip


def import_file(arguments: Namespace) -> int:
    """Take students, instructors, vehicles or bookings from a file."""
    from jd_desktop.operations.imports import run_import

    program = program_for(arguments)
    program.school()
    report = run_import(
        program.work,
        arguments.kind,
        Path(arguments.file),
        mapping=Path(arguments.map) if arguments.map else None,
        dry_run=arguments.dry_run,
        now=program.clock.now(),
        instructor=arguments.instructor,
    )
    if arguments.json:
        out_json(report.as_dict(program.language))
    else:
        for line in report.lines(program.language):
            out(line)
    taken = sum(report.count(state) for state in ("added", "changed", "cancelled", "known"))
    return BadInput.exit_code if report.problems and not taken else 0


def list_kind(arguments: Namespace) -> int:
    """List records of a kind."""
    program = program_for(arguments)
    rows = list(_rows(program, arguments))
    if arguments.json:
        out_json(rows)
        return 0
    for row in rows:
        out("  ".join(str(v) for v in row.values() if v not in ("", None, [], ())))
    return 0


def _rows(program: Program, arguments: Namespace) -> Iterator[dict[str, Any]]:
    with program.reading() as db:
        if arguments.kind == "students":
            yield from _students(program, arguments.search)
        elif arguments.kind == "bookings":
            for tile in calendar.between(db, *_span(program, arguments)):
                yield _booking(tile)
        elif arguments.kind == "conflicts":
            for row in conflicts.inbox(db):
                card = conflicts.card(db, row.id, now=program.clock.now())
                free = card.free_for_later if card else ()
                yield {**_conflict(row), "free_for_later": [at.isoformat() for at in free]}
        else:
            table = ENTITIES[_KIND_OF[arguments.kind]]
            for found in db.execute(select(table).order_by(table.c.id)).mappings():
                yield {k: v for k, v in found.items() if v is not None}


def _students(program: Program, search: str) -> Iterator[dict[str, Any]]:
    now, after = program.clock.now(), None
    while True:
        with program.reading() as db:
            page = students.page(db, now=now, search=search, after=after)
        for row in page:
            yield {
                "id": row.id, "name": row.name, "phone": row.phone, "email": row.email,
                "instructor": row.instructor,
            }  # fmt: skip
        if len(page) < 200:
            return
        after = (page[-1].last_name, page[-1].first_name, page[-1].id)


def _booking(tile: calendar.Tile) -> dict[str, Any]:
    return {
        "id": tile.id, "starts": tile.starts.isoformat(), "ends": tile.ends.isoformat(),
        "instructor": tile.instructor, "title": tile.title, "type": tile.type_name,
        "vehicle": tile.vehicle, "state": tile.state, "unsent": tile.unsent, "clash": tile.clash,
        "parked": tile.parked, "message": tile.message,
    }  # fmt: skip


def _conflict(row: conflicts.ConflictRow) -> dict[str, Any]:
    return {
        "id": row.id, "what": row.what, "reason": row.reason, "state": row.state,
        "resource": row.resource_name, "by": row.by, "device": row.device,
        "first": row.first.id if row.first else "", "later": row.later.id if row.later else "",
    }  # fmt: skip


def _span(program: Program, arguments: Namespace) -> tuple[Any, Any]:
    today = local_day(program.clock.now())
    first = _day(arguments.first) or today - timedelta(days=365)
    last = _day(arguments.last) or today + timedelta(days=365)
    return midnight(first), midnight(last + timedelta(days=1))


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError as e:
        raise BadInput(
            text("Datoen {dato} kan ikke læses.", dato=written),
            hint=text("Skriv den som 2026-11-24."),
        ) from e


def export(arguments: Namespace) -> int:
    """Write everything in open formats: JSON lines for each kind, and files. No CPR numbers."""
    program = program_for(arguments)
    folder = Path(arguments.folder)
    _make(folder)
    with program.reading() as db:
        for kind, table in ENTITIES.items():
            rows = db.execute(select(table).order_by(table.c.id)).mappings()
            lines = (
                json.dumps({k: v for k, v in r.items() if v is not None}, ensure_ascii=False)
                for r in rows
            )
            with (folder / f"{kind}.jsonl").open("w", encoding="utf-8") as file:
                file.writelines(f"{line}\n" for line in lines)
        for each in attachments.here(db):
            _make(folder / "files" / each.id)
            with (folder / "files" / each.id / each.name).open("wb") as paper:
                paper.writelines(attachments.content(db, each.sha256))
    out(program.language.tr("Alt ligger i {mappe}.", mappe=str(folder)))
    return 0


def backup(arguments: Namespace) -> int:
    """Write an encrypted copy of the database, to be opened with the same key."""
    program = program_for(arguments)
    folder = Path(arguments.folder)
    _make(folder)
    stamp = program.clock.now().strftime("%Y%m%d-%H%M%S")
    to = folder / f"{SCHOOL}-{stamp}.db"
    program.school().backup(to)
    out(program.language.tr("Kopien ligger i {fil}.", fil=str(to)))
    return 0


def restore(arguments: Namespace) -> int:
    """Put a copy back; what is there now is kept beside it."""
    program = program_for(arguments)
    copy, here = Path(arguments.file), program.paths.prepare().database(SCHOOL)
    if not copy.is_file():
        raise BadInput(text("Kopien {fil} findes ikke.", fil=str(copy)))
    with alone(program.paths.data):
        _put_back(program, copy, here)
    out(program.language.tr("Kopien er lagt tilbage."))
    return 0


def _put_back(program: Program, copy: Path, here: Path) -> None:
    stamp = program.clock.now().strftime("%Y%m%d-%H%M%S")
    fresh = here.with_name(f"{SCHOOL}-restored-{stamp}.db")
    checked = open_database(copy, program.secrets)
    try:
        if checked.integrity():
            raise BadInput(text("Kopien er beskadiget."), hint=text("Vælg en anden kopi."))
        checked.backup(fresh)
    finally:
        checked.close()
    # What is here may be what is broken: it is set aside as it is, unopened, with its log.
    aside = here.with_name(f"{SCHOOL}-before-{stamp}.db")
    for end in ("", "-wal", "-shm"):
        part = here.with_name(here.name + end)
        if part.exists():
            part.rename(aside.with_name(aside.name + end))
    fresh.rename(here)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as e:
        raise _no_folder(folder, e) from e


def _no_folder(folder: Path, e: OSError) -> BadInput:
    title: Text = text("Mappen {mappe} kan ikke laves.", mappe=str(folder))
    return BadInput(title, hint=text("Vælg en anden mappe."), detail=str(e))
