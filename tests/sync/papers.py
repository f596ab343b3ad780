"""Files that are given, looked for and lost, for the tests of their ways."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256

from sqlalchemy import func, select, update

from jd_desktop.central.database import reading
from jd_desktop.central.tables import blob, blob_part
from jd_desktop.domain.language import text
from jd_desktop.main import Program
from jd_desktop.operations.attachments import Paper, attach
from jd_desktop.queries.attachments import Attachment, content, of_student
from jd_desktop.store.tables import file, mutation
from tests.support.town import Town, Typist

SCAN = os.urandom(1_300_000)
NAME = sha256(SCAN).hexdigest()
TITLE = text("Begyndte")


def give(program: Program, content: bytes = SCAN, name: str = "scan.pdf") -> str:
    (made,) = attach(program.work, "ella", Paper(name, content)).touched["attachment"]
    return made


def papers(program: Program) -> list[Attachment]:
    with program.reading() as db:
        return of_student(db, "ella")


def bytes_of(program: Program, name: str = NAME) -> bytes:
    with program.reading() as db:
        return b"".join(content(db, name))


def up(town: Town) -> tuple[int, bool]:
    """How many bytes of files the central has, and whether all files are whole."""
    with reading(town.engine, town.school_id) as db:
        sizes = db.execute(select(func.length(blob_part.c.content))).scalars()
        return sum(sizes), all(db.execute(select(blob.c.whole)).scalars())


def waiting(program: Program) -> int:
    with program.reading() as db:
        unsent = select(func.count()).where(mutation.c.acked_head.is_(None))
        return db.execute(unsent).scalar_one()


def forget_absence(program: Program) -> None:
    """As if an hour had passed since a try that brought nothing."""
    program.write(lambda db: db.execute(update(file).values(absent_at=None)))


def killed_in_sync(
    town: Town, typist: Typist, *, after: int, until: Callable[[], bool] = lambda: True
) -> None:
    """Sync as a process of its own; kill it once so many bytes have come back, and were seen."""
    town.wire.hold_after(down=after)
    syncing = subprocess.Popen(
        typist.command("sync"),
        env=typist.environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert town.wire.held.wait(60)
        while not until():
            with suppress(subprocess.TimeoutExpired):
                raise AssertionError(f"it ended with {syncing.wait(0.1)}")
    finally:
        syncing.kill()
        syncing.wait()
    town.wire.mend()
