"""Bringing a local database up to date: back up, upgrade, check, or restore."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, inspect
from sqlalchemy import text as sql

from jd_desktop.domain.errors import DatabaseUnusable
from jd_desktop.domain.language import text
from jd_desktop.store.engine import Database

HEAD = "0013"
"""The newest revision; known without Alembic, which is slow to import."""


def version(db: Connection) -> str:
    """Return the database's revision, "" where it is new."""
    if not inspect(db).has_table("alembic_version"):
        return ""
    return str(db.execute(sql("SELECT version_num FROM alembic_version")).scalar() or "")


def bring_up(database: Database, copy: Path) -> None:
    """Bring a school's database up to date where it is not, with a copy made before."""
    with database.writer().connect() as db:
        needed = version(db) != HEAD
    if not needed:
        return

    def backup() -> Path:
        database.backup(copy)
        return copy

    with database.writer().begin() as db:
        migrate(db, backup=backup)


def migrate(db: Connection, *, backup: Callable[[], Path | None]) -> None:
    """Upgrade within the given transaction, a backup made before and checks after.

    Raises DatabaseUnusable for a database of a newer program, and for one that is damaged
    after the upgrade: the transaction then rolls back and the file is as it was.
    """
    now = version(db)
    if now == HEAD:
        return
    if now > HEAD:
        raise DatabaseUnusable(
            text("Skolens data er fra en nyere version af programmet."),
            hint=text("Åbn den nye version. Intet er ændret."),
        )
    kept = backup() if now else None
    _upgrade(db)
    _check(db, kept)


def _upgrade(db: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = db
    command.upgrade(config, "head")


def _check(db: Connection, kept: Path | None) -> None:
    found = db.execute(sql("PRAGMA integrity_check")).scalar()
    foreign = db.execute(sql("PRAGMA foreign_key_check")).first()
    if found != "ok" or foreign is not None:
        raise DatabaseUnusable(
            text("Skolens data kunne ikke opgraderes og er ladt uændret."),
            hint=text("Kontakt support. Kopien ligger i {mappe}.", mappe=str(kept or "")),
            detail=str(found),
        )
