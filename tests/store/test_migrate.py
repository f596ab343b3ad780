from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from jd_desktop.domain.errors import DatabaseUnusable
from jd_desktop.store.engine import Database
from jd_desktop.store.migrate import HEAD, migrate, version
from jd_desktop.store.tables import metadata


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(tmp_path / "school.db", b"k" * 32)


def test_a_new_database_gets_every_table_as_the_program_knows_it(database: Database) -> None:
    with database.writer().begin() as db:
        assert version(db) == ""
        migrate(db, backup=lambda: pytest.fail("nothing to back up"))
        assert version(db) == HEAD
        there = inspect(db)
        for table in metadata.tables.values():
            columns = {c["name"] for c in there.get_columns(table.name)}
            assert columns == {c.name for c in table.c}, table.name
            indexes = {i["name"] for i in there.get_indexes(table.name)}
            assert {str(i.name) for i in table.indexes} <= indexes, table.name
    database.close()


def test_a_database_that_is_up_to_date_is_left_alone(database: Database) -> None:
    with database.writer().begin() as db:
        migrate(db, backup=lambda: None)
    with database.writer().begin() as db:
        migrate(db, backup=lambda: pytest.fail("nothing to do"))
    database.close()


def test_a_newer_database_is_refused_unchanged(database: Database) -> None:
    with database.writer().begin() as db:
        migrate(db, backup=lambda: None)
        db.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with database.writer().begin() as db, pytest.raises(DatabaseUnusable, match="nyere"):
        migrate(db, backup=lambda: pytest.fail("not ours to touch"))
    with database.reader().begin() as db:
        assert version(db) == "9999"
    database.close()
