"""The machine's server: the central's own functions over SQLite, with bugs that may be planted."""

from __future__ import annotations

import functools
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sqlalchemy import event, select, update

from jd_desktop.central import accept as taking
from jd_desktop.central import feed
from jd_desktop.central.database import open_engine, reading, writing
from jd_desktop.central.migrate import migrate
from jd_desktop.central.tables import device, ledger, record, school
from jd_desktop.domain import agreement
from jd_desktop.protocol.feed import Cursor, Done, RowLine, decode
from jd_desktop.protocol.mutations import Push, PushAnswer, WireMutation
from tests.central.school import NOW, School


@dataclass(frozen=True)
class Line:
    """A line of the ledger."""

    device: str
    n: int
    outcome: str


@functools.cache
def _template() -> Path:
    """A migrated, empty database; each run copies it."""
    folder = Path(tempfile.mkdtemp(prefix="jdmachine"))
    file = folder / "empty.db"
    engine = open_engine(f"sqlite:///{file}")
    migrate(engine)
    engine.dispose()
    return file


class Server:
    """A school on the central."""

    def __init__(self, bug: str = ""):
        self._bug = bug
        self._folder = Path(tempfile.mkdtemp(prefix="jdserver"))
        file = self._folder / "central.db"
        shutil.copy(_template(), file)
        self._engine = open_engine(f"sqlite:///{file}")
        # Power cuts are the fault tests' matter; here each run commits thousands of times.
        event.listen(self._engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF"))
        self._school = School(self._engine)
        self._senders: list[taking.Sender] = []

    def enrol(self, k: int) -> str:
        """Make a device and return its id."""
        sender = self._school.device(f"Person {k}").sender
        self._senders.append(sender)
        return sender.device_id

    @property
    def epoch(self) -> str:
        return self._school.epoch

    def push(self, d: int, batch: list[WireMutation]) -> PushAnswer:
        sender = self._senders[d]
        if self._bug == "no dedupe":
            self._forget(sender, batch[0].n - 1)
        with self._planted(), writing(self._engine, self._school.id) as db:
            return taking.accept(db, sender, Push(epoch=self.epoch, mutations=batch), NOW)

    def pull(self, cursor: int, limit: int) -> tuple[list[RowLine], int]:
        """Return the first page after a cursor, and the cursor after it."""
        rows: list[RowLine] = []
        asked = feed.Asked(self._school.id, cursor, self.epoch, limit)
        for piece in feed.pull(self._engine, asked, NOW):
            for line in map(decode, piece.splitlines()):
                if isinstance(line, RowLine):
                    rows.append(line)
                elif isinstance(line, Cursor | Done):
                    if self._bug == "hidden row" and len(rows) > 1:
                        rows = rows[:-2] + rows[-1:]
                    return rows, line.seq
        raise AssertionError("the feed ended without a cursor")

    @contextmanager
    def _planted(self) -> Iterator[None]:
        """Break the product's own function for the time of a push."""
        if self._bug == "silent park":
            with patch.object(agreement, "put_conflict", lambda *_: None):
                yield
        elif self._bug == "missed overlap":
            with patch.object(taking, "relink", lambda *_: None):
                yield
        else:
            yield

    def _forget(self, sender: taking.Sender, last_n: int) -> None:
        with writing(self._engine, self._school.id) as db:
            mine = update(device).where(device.c.id == sender.device_id)
            db.execute(mine.values(last_n=last_n))
            gone = ledger.delete().where(
                ledger.c.device_id == sender.device_id, ledger.c.n > last_n
            )
            self._taken_twice = db.execute(gone).rowcount

    def last_n(self, d: int) -> int:
        with reading(self._engine, self._school.id) as db:
            mine = select(device.c.last_n).where(device.c.id == self._senders[d].device_id)
            return int(db.execute(mine).scalar_one())

    def head(self) -> int:
        with reading(self._engine, self._school.id) as db:
            return max(db.execute(select(record.c.seq)).scalars(), default=0)

    def top(self) -> int:
        """Return the school's counter: a cursor that is there has heard of all."""
        with reading(self._engine, self._school.id) as db:
            return int(db.execute(select(school.c.head)).scalar_one())

    def ledger(self) -> list[Line]:
        with reading(self._engine, self._school.id) as db:
            found = select(ledger.c.device_id, ledger.c.n, ledger.c.outcome)
            return [Line(*row) for row in db.execute(found)]

    def rows(self) -> dict[tuple[str, str], tuple[int, bool, dict[str, Any]]]:
        with reading(self._engine, self._school.id) as db:
            return {(r.kind, r.id): (r.seq, r.deleted, r.body) for r in db.execute(select(record))}

    def bodies(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        for (kind, row), (_, deleted, body) in self.rows().items():
            if not deleted:
                yield kind, row, body

    def conflicts(self) -> dict[str, dict[str, Any]]:
        return {row: body for kind, row, body in self.bodies() if kind == "conflict"}

    def close(self) -> None:
        self._engine.dispose()
        shutil.rmtree(self._folder, ignore_errors=True)
