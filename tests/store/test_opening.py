"""A database and its key: made together, and never lost to each other."""

from __future__ import annotations

import hashlib
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, text

from jd_desktop.domain.errors import DatabaseUnusable
from jd_desktop.store.engine import Database, open_database

PLANTED = "Ærlig-Hemmelig-Ålborg-0123456789"


class Kept(dict[str, str]):
    """A place for secrets that says how often one was made."""

    made = 0

    def set(self, name: str, value: str) -> None:
        self.made += 1
        self[name] = value


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "schools" / "nord.db"


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    database = Database(path, secrets.token_bytes(32))
    database.check()
    yield database
    database.close()


def fill(database: Database, rows: int = 1) -> None:
    with database.writer().begin() as db:
        db.execute(text("CREATE TABLE IF NOT EXISTS note (body TEXT)"))
        db.execute(text("INSERT INTO note VALUES (:b)"), [{"b": PLANTED}] * rows)


def notes(db: Connection) -> int:
    return int(db.execute(text("SELECT count(*) FROM note")).scalar_one())


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_key_is_made_at_first_use_and_opens_the_file_again(path: Path) -> None:
    kept = Kept()
    first = open_database(path, kept, "database_key")
    fill(first)
    first.close()
    again = open_database(path, kept, "database_key")
    with again.reader().connect() as db:
        assert notes(db) == 1
    again.close()
    assert kept.made == 1
    assert len(bytes.fromhex(kept["database_key"])) == 32
    assert kept["database_key"] not in repr(vars(again)["_engines"])


@pytest.mark.parametrize(
    ("key", "says"),
    [
        (None, "findes ikke på denne computer"),
        ("00" * 32, "passer ikke til nøglen"),
        ("ikke en nøgle", "ikke en gyldig nøgle"),
        ("00" * 31, "ikke en gyldig nøgle"),
    ],
)
def test_a_missing_or_wrong_key_leaves_the_file_untouched(
    path: Path, key: str | None, says: str
) -> None:
    kept = Kept()
    first = open_database(path, kept)
    fill(first)
    first.close()
    right, before = dict(kept), digest(path)
    kept.clear()
    if key is not None:
        kept["database_key"] = key
    held = dict(kept)
    with pytest.raises(DatabaseUnusable, match=says):
        open_database(path, kept)
    assert (dict(kept), digest(path)) == (held, before)
    kept |= right
    again = open_database(path, kept)
    with again.reader().connect() as db:
        assert notes(db) == 1
    again.close()


KILLED = """
import os, sys
from pathlib import Path
from sqlalchemy import text
from jd_desktop.store.engine import Database
database = Database(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
with database.writer().begin() as db:
    db.execute(text("CREATE TABLE note (body TEXT)"))
    db.execute(text("INSERT INTO note VALUES ('sidste ord')"))
os._exit(9)
"""


def test_what_a_killed_program_wrote_survives_an_attempt_with_a_wrong_key(path: Path) -> None:
    key = secrets.token_hex(32)
    path.parent.mkdir()
    done = subprocess.run([sys.executable, "-c", KILLED, str(path), key], check=False, timeout=60)
    assert done.returncode == 9
    assert path.with_name("nord.db-wal").stat().st_size > 0
    with pytest.raises(DatabaseUnusable, match="passer ikke til nøglen"):
        open_database(path, Kept(database_key="11" * 32))
    again = open_database(path, Kept(database_key=key))
    with again.reader().connect() as db:
        assert notes(db) == 1
    again.close()


def test_a_wrong_key_writes_nothing_on_the_terminal(
    path: Path, database: Database, capfd: pytest.CaptureFixture[str]
) -> None:
    fill(database)
    with pytest.raises(DatabaseUnusable):
        Database(path, secrets.token_bytes(32)).check()
    assert capfd.readouterr() == ("", "")


def test_a_plain_database_is_not_taken_for_ours(path: Path) -> None:
    path.parent.mkdir()
    with sqlcipher.connect(path) as raw:
        raw.execute("CREATE TABLE note (body TEXT)")
    raw.close()
    before = digest(path)
    with pytest.raises(DatabaseUnusable):
        open_database(path, Kept(database_key="22" * 32))
    with pytest.raises(DatabaseUnusable, match="findes ikke"):
        open_database(path, Kept())
    assert digest(path) == before


RACE = """
import sys
from pathlib import Path
from sqlalchemy import text
from jd_desktop.store.engine import open_database

class Shared:
    def __init__(self, folder): self.folder = folder
    def get(self, name):
        file = self.folder / name
        return file.read_text() if file.exists() else None
    def set(self, name, value): (self.folder / name).write_text(value)

path = Path(sys.argv[1])
sys.stdin.readline()
database = open_database(path, Shared(path.parent))
with database.writer().begin() as db:
    db.execute(text("CREATE TABLE IF NOT EXISTS note (body TEXT)"))
    db.execute(text("INSERT INTO note VALUES ('x')"))
database.close()
"""


def test_two_programs_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    path = tmp_path / "nord.db"
    command = [sys.executable, "-c", RACE, str(path)]
    both = [subprocess.Popen(command, stdin=subprocess.PIPE, text=True) for _ in range(3)]
    for one in both:
        assert one.stdin
        one.stdin.write("\n")
        one.stdin.flush()
    for one in both:
        one.communicate(timeout=60)
    assert [one.returncode for one in both] == [0, 0, 0]
    database = Database(path, bytes.fromhex((tmp_path / "database_key").read_text()))
    with database.reader().connect() as db:
        assert notes(db) == 3
    database.close()


def test_a_data_folder_that_is_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(DatabaseUnusable, match="kan ikke åbnes"):
        open_database(tmp_path / "data" / "nord.db", Kept())
