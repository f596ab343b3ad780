"""The local file: encrypted from its first byte, and never lost to a key."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import JSON, Column, Connection, MetaData, Table, insert, select, text
from sqlalchemy.exc import OperationalError

from jd_desktop.domain.errors import DatabaseUnusable
from jd_desktop.store.engine import Database, Role
from jd_desktop.store.trouble import as_jd_error

PLANTED = "Ærlig-Hemmelig-Ålborg-0123456789"


class WrongPlace(RuntimeError):
    """Stands for what runtime.threads raises."""


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


def pragma(db: Connection, name: str) -> object:
    return db.execute(text(f"PRAGMA {name}")).scalar()


def contents(folder: Path) -> bytes:
    return b"\n".join(p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file())


def test_no_file_holds_what_was_written_in_plain(
    database: Database, path: Path, tmp_path: Path
) -> None:
    fill(database, 3000)
    with database.writer().begin() as db:
        db.execute(text("CREATE INDEX by_body ON note (body)"))
    database.backup(tmp_path / "copy.db")
    everything = contents(tmp_path)
    assert path.with_name("nord.db-wal").stat().st_size > 0
    assert PLANTED.encode() not in everything
    assert PLANTED.encode("utf-16-le") not in everything
    assert b"SQLite format 3" not in everything
    assert b"CREATE TABLE" not in everything


def test_the_scan_itself_finds_a_plain_file(tmp_path: Path) -> None:
    with sqlcipher.connect(tmp_path / "plain.db") as raw:
        raw.execute("CREATE TABLE note (body TEXT)")
        raw.execute("INSERT INTO note VALUES (?)", (PLANTED,))
    raw.close()
    assert PLANTED.encode() in contents(tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps folders private by the profile")
def test_only_the_owner_may_read_folder_and_files(database: Database, path: Path) -> None:
    fill(database)
    files = sorted(p.name for p in path.parent.iterdir())
    assert files == ["nord.db", "nord.db-shm", "nord.db-wal"]
    assert {stat.S_IMODE(p.stat().st_mode) for p in path.parent.iterdir()} == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_writer_waits_for_the_disk_and_the_reader_cannot_write(database: Database) -> None:
    fill(database)
    with database.writer().connect() as db:
        kept = [pragma(db, p) for p in ("synchronous", "journal_mode", "foreign_keys")]
        assert kept == [2, "wal", 1]
        assert pragma(db, "busy_timeout") == 5000
    with database.reader().connect() as db:
        assert notes(db) == 1
        with pytest.raises(DatabaseUnusable, match="må ikke skrive"):
            db.execute(text("INSERT INTO note VALUES ('x')"))


def break_off_a_write(database: Database) -> None:
    with database.writer().begin() as db:
        db.execute(text("CREATE TABLE half (x)"))
        db.execute(text("DELETE FROM note"))
        raise ZeroDivisionError


def test_a_write_transaction_is_all_or_nothing(database: Database) -> None:
    fill(database)
    with pytest.raises(ZeroDivisionError):
        break_off_a_write(database)
    with database.reader().connect() as db:
        assert notes(db) == 1
        tables = db.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))
        assert list(tables.scalars()) == ["note"]


def test_a_write_transaction_takes_the_lock_before_it_reads(database: Database, path: Path) -> None:
    fill(database)
    other = Database(path, bytes.fromhex(database._key))
    with database.writer().connect() as db:
        notes(db)
        raw = other._open("write")
        raw.execute("PRAGMA busy_timeout=0")
        with pytest.raises(sqlcipher.OperationalError, match="locked"):
            raw.execute("BEGIN IMMEDIATE")
        raw.close()


def test_a_reader_sees_one_moment_until_it_ends(database: Database) -> None:
    fill(database)
    with database.reader().connect() as db:
        assert notes(db) == 1
        fill(database)
        assert notes(db) == 1
        db.rollback()
        assert notes(db) == 2


def test_a_backup_opens_with_the_same_key_and_is_private(
    database: Database, tmp_path: Path
) -> None:
    fill(database, 20)
    to = tmp_path / "copy.db"
    database.backup(to)
    copy = Database(to, bytes.fromhex(database._key))
    with copy.reader().connect() as db:
        assert notes(db) == 20
    assert copy.integrity() == []
    copy.close()
    if os.name != "nt":
        assert stat.S_IMODE(to.stat().st_mode) == 0o600
    with pytest.raises(DatabaseUnusable, match="allerede en fil"):
        database.backup(to)


def test_a_backup_that_cannot_be_written_leaves_nothing(database: Database, tmp_path: Path) -> None:
    fill(database)
    (tmp_path / "in-the-way").write_text("a file, not a folder")
    with pytest.raises(DatabaseUnusable):
        database.backup(tmp_path / "in-the-way" / "copy.db")
    assert not list(tmp_path.rglob("*.part"))


def test_broken_pages_and_loose_references_are_found(path: Path) -> None:
    database = Database(path, secrets.token_bytes(32))
    fill(database, 4000)
    with database.writer().begin() as db:
        db.execute(text("CREATE TABLE parent (id INTEGER PRIMARY KEY)"))
        db.execute(text("CREATE TABLE child (parent_id REFERENCES parent)"))
    assert database.integrity() == []
    with database._bare("write") as raw:
        raw.execute("PRAGMA foreign_keys=OFF")
        raw.execute("INSERT INTO child VALUES (7)")
    assert database.integrity() == ["child → parent"]
    database.close()
    with path.open("r+b") as file:
        file.seek(4096 * 10)
        file.write(b"\0" * 64)
    assert any("page 11" in said for said in database.integrity())
    with database.reader().connect() as db, pytest.raises(DatabaseUnusable):
        db.execute(text("SELECT sum(length(body)) FROM note")).scalar()
    database.close()


def test_a_full_disk_is_said_and_loses_only_the_last(database: Database) -> None:
    fill(database)
    many = [{"b": PLANTED * 100}] * 100
    with database.writer().connect() as db:
        pages = int(str(pragma(db, "page_count")))
        db.execute(text(f"PRAGMA max_page_count={pages + 2}"))
        with pytest.raises(DatabaseUnusable, match="Disken er fuld"):
            db.execute(text("INSERT INTO note VALUES (:b)"), many)
    with database.reader().connect() as db:
        assert notes(db) == 1


def test_another_program_that_holds_the_file_is_said(path: Path, database: Database) -> None:
    fill(database)
    other = Database(path, bytes.fromhex(database._key))
    with other._bare("write") as raw, database.writer().connect() as idle:
        idle.rollback()
        idle.execute(text("PRAGMA busy_timeout=10"))
        idle.rollback()
        raw.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseUnusable, match="optaget") as caught:
            idle.execute(text("DELETE FROM note"))
        assert caught.value.hint
        raw.execute("ROLLBACK")


def test_a_reader_never_makes_a_file(path: Path) -> None:
    with pytest.raises(DatabaseUnusable, match="kan ikke åbnes"):
        Database(path, bytes(32)).reader().connect()
    assert not path.exists()


def test_our_own_mistakes_stay_what_they_are(database: Database) -> None:
    with database.reader().connect() as db, pytest.raises(OperationalError, match="no such table"):
        db.execute(text("SELECT * FROM nowhere"))
    assert as_jd_error(ValueError("x"), database.path) is None


def test_a_thread_that_may_not_is_refused_before_anything_is_opened(path: Path) -> None:
    asked: list[Role] = []

    def nobody(role: Role) -> None:
        asked.append(role)
        raise WrongPlace(role)

    database = Database(path, bytes(32), guard=nobody)
    for use in (database.check, database.writer().connect, database.reader().connect):
        with pytest.raises(WrongPlace):
            use()
    assert asked == ["write", "write", "read"]
    assert not path.exists()


def test_a_connection_carried_to_another_thread_is_refused_at_its_next_statement(
    path: Path,
) -> None:
    allowed = True

    def gate(role: Role) -> None:
        if not allowed:
            raise WrongPlace(role)

    database = Database(path, bytes(32), guard=gate)
    db = database.writer().connect()
    allowed = False
    with pytest.raises(WrongPlace):
        db.execute(text("SELECT 1"))
    allowed = True
    db.close()
    database.close()


def test_lists_and_danish_letters_come_back_as_they_were(database: Database) -> None:
    table = Table("thing", MetaData(), Column("body", JSON))
    body = {"navn": "Åse", "børn": [1, None, 2.5, {"æ": True}]}
    with database.writer().begin() as db:
        table.create(db)
        db.execute(insert(table).values(body=body))
        assert db.execute(select(table.c.body)).scalar_one() == body
        assert "Åse" in str(db.execute(text("SELECT body FROM thing")).scalar_one())
