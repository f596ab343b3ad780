"""A central in a thread, a wire that can be cut, and people typing real commands."""

from __future__ import annotations

import atexit
import functools
import json
import logging
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

import pytest
from sqlalchemy import func, select

from jd_desktop.central.app import create_app
from jd_desktop.central.commands import create_school, create_user
from jd_desktop.central.database import open_engine, reading
from jd_desktop.central.serving import Server, build_server
from jd_desktop.central.tables import ledger, record
from jd_desktop.domain.clock import Clock
from jd_desktop.domain.language import text
from jd_desktop.main import Program, Start, SystemClock
from jd_desktop.store.tables import server_row
from tests.support.wire import Wire

Copy = dict[tuple[str, str], tuple[int, bool, dict[str, Any]]]
PASSWORD = "planted-password-4711"
KEY = "5a" * 32


@dataclass(frozen=True)
class Said:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out.strip().splitlines()[-1])

    def is_one_sentence(self) -> bool:
        """One line for a person that says what is wrong and what to do."""
        of_the_machine = ("Traceback", "Error", "Exception", "sqlite")
        says = self.err.count("\n") == 1 and self.err.rstrip().count(". ") + 1 >= 2
        return says and not any(word in self.err for word in of_the_machine)


class Typist:
    """A person at a computer; each command is a process of its own."""

    def __init__(self, folder: Path, **environ: str):
        self.folder = folder
        kept = {k: v for k, v in os.environ.items() if not k.startswith("JD_")}
        self.environ = {**kept, "JD_DATABASE_KEY": KEY, "QT_QPA_PLATFORM": "offscreen", **environ}
        self.environ["DBUS_SESSION_BUS_ADDRESS"] = environ.get(
            "DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent"
        )

    @contextmanager
    def program(self, clock: Clock | None = None) -> Iterator[Program]:
        """The program itself over this person's folder, closed afterwards."""
        with patch.dict(os.environ, self.environ):
            program = Program(Start(self.folder, self.environ, clock or SystemClock()))
            try:
                yield program
            finally:
                program.close()

    def types(
        self, *arguments: str, given: str = "", largest_file: int = 0, **environ: str
    ) -> Said:
        """Type a command; with `largest_file` the system lets no file grow beyond so many bytes."""

        def limit() -> None:
            if largest_file:
                resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

        ended = subprocess.run(
            self.command(*arguments),
            input=given, capture_output=True, text=True, timeout=90, check=False,
            env={**self.environ, **environ}, preexec_fn=limit,
        )  # fmt: skip
        return Said(ended.returncode, ended.stdout, ended.stderr)

    def command(self, *arguments: str) -> list[str]:
        """Return how a command is typed."""
        return [sys.executable, "-m", "jd_desktop", "--data-dir", str(self.folder), *arguments]

    @property
    def file(self) -> Path:
        """The school's database."""
        return self.folder / "schools" / "school.db"

    def must(self, *arguments: str, **more: Any) -> Said:
        said = self.types(*arguments, **more)
        assert said.code in (0, 4), (arguments, said)
        return said

    def signs_in(self, address: str, email: str = "lone@skole.dk") -> Said:
        return self.types("sign-in", "--central", address, "--email", email, JD_PASSWORD=PASSWORD)


def _found(database: str) -> str:
    """Make a school with two people in the office, and two who teach; returns its id."""
    school = create_school(database, "Bos Køreskole")
    for name in ("Lone", "Bo"):
        create_user(database, school, f"{name.lower()}@skole.dk", name, "admin", PASSWORD)
    for name in ("Ali", "Mia"):
        email, mine = f"{name.lower()}@skole.dk", name.lower()
        create_user(database, school, email, name, "instructor", PASSWORD, instructor_id=mine)
    return school


@functools.cache
def _founded() -> tuple[Path, str]:
    """The school in a file, with its id, made once a session: passwords must be slow to make."""
    folder = Path(tempfile.mkdtemp(prefix="jdtown"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    school = _found(f"sqlite:///{folder / 'central.db'}")
    return folder / "central.db", school


class Town:
    """A school on a central, reached over a wire."""

    def __init__(self, database: str, clock: Clock | None = None):
        self.database = database
        if database.startswith("sqlite"):
            file, self.school_id = _founded()
            shutil.copy(file, database.removeprefix("sqlite:///"))
        else:
            self.school_id = _found(database)
        self.engine = open_engine(database)
        up, told = threading.Event(), list[str]()

        def ready(address: str) -> None:
            told.append(address)
            up.set()

        self._server: Server = build_server(
            create_app(self.engine, clock or SystemClock()), "127.0.0.1", 0, ready
        )
        for log in ("uvicorn", "jd_desktop.central"):
            logging.getLogger(log).handlers.clear()  # else it writes into a later test's stderr
        self._thread = threading.Thread(target=self._server.run)  # noqa: TID251 - a server
        self._thread.start()
        assert up.wait(30)
        self.direct = told[0]
        far = urlsplit(self.direct)
        self.wire = Wire(far.hostname or "", far.port or 0)
        self._carrying = threading.Thread(  # noqa: TID251 - a wire
            target=self.wire.serve_forever, kwargs={"poll_interval": 0.02}
        )
        self._carrying.start()

    @property
    def address(self) -> str:
        return self.wire.address

    def moves_in(self, folder: Path, email: str = "lone@skole.dk") -> Typist:
        """Somebody signs in on a computer of their own and fetches the school."""
        person = Typist(folder)
        with person.program() as program:
            program.sign_in(self.address, email, PASSWORD)
            program.sync()
        return person

    def rows(self) -> Copy:
        """Every record as the central holds it."""
        with reading(self.engine, self.school_id) as db:
            found = db.execute(select(record))
            return {(r.kind, r.id): (r.seq, r.deleted, r.body) for r in found}

    def sums(self) -> tuple[int, int, int]:
        """Return how many records there are, the highest of their numbers, and their sum."""
        with reading(self.engine, self.school_id) as db:
            seq = record.c.seq
            found = db.execute(select(func.count(), func.max(seq), func.sum(seq))).one()
            return (found[0], found[1], int(found[2]))

    def count(self) -> int:
        """Return how many mutations the central ever took."""
        with reading(self.engine, self.school_id) as db:
            return int(db.execute(select(func.count()).select_from(ledger)).scalar_one())

    def taken(self) -> list[tuple[str, int]]:
        """Every mutation that the central ever took, as (device, number)."""
        with reading(self.engine, self.school_id) as db:
            of = select(ledger.c.device_id, ledger.c.n).order_by(ledger.c.line)
            return [(r.device_id, r.n) for r in db.execute(of)]

    def stop(self) -> None:
        self.wire.cut()
        self.wire.shutdown()
        self.wire.server_close()
        self._carrying.join()
        self._server.should_exit = True
        self._thread.join()
        self.engine.dispose()


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A school on a central over SQLite."""
    made = Town(f"sqlite:///{tmp_path / 'central.db'}")
    yield made
    made.stop()


@pytest.fixture
def lone(tmp_path: Path, town: Town) -> Typist:
    """Lone of the office, signed in; the school has two instructors and a car."""
    made = town.moves_in(tmp_path / "lone")
    with made.program() as program:
        furnish(program)
        program.sync()
    return made


def furnish(program: Program) -> None:
    """Give the school what a lesson needs."""
    with program.work.doing(text("Begyndte")) as doing:
        doing.create("instructor", {"name": "Ali Demir", "initials": "AD", "hue": 1}, "ali")
        doing.create("instructor", {"name": "Mia Holm", "initials": "MH", "hue": 2}, "mia")
        doing.create("vehicle", {"plate": "CK41277"}, "golf")
        ella = {"first_name": "Ella", "last_name": "Krog", "phone": "+4520304050"}
        doing.create("student", ella, "ella")


def copy_of(program: Program) -> Copy:
    """Every record as a desktop last heard it from the central."""
    with program.reading() as db:
        found = db.execute(select(server_row))
        return {(r.kind, r.id): (r.seq, r.deleted, r.body) for r in found}
