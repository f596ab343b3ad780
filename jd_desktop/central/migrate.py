"""Bringing the central's database up to date, once, however many processes start."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, inspect
from sqlalchemy import text as sql

from jd_desktop.central.database import DOORS, reading, usable, writing
from jd_desktop.domain.errors import DatabaseUnusable
from jd_desktop.domain.language import text

HEAD = "0008"
_LOCK = 5_233_001


def is_current(engine: Engine) -> bool:
    """Whether the database answers and has all that this version needs.

    A later version's has it: in the middle of an upgrade the former version serves on.
    """
    with reading(engine, DOORS) as connection:
        if not inspect(connection).has_table("alembic_version"):
            return False
        found = connection.execute(sql("SELECT version_num FROM alembic_version")).scalar()
    return str(found or "") >= HEAD


def migrate(engine: Engine) -> None:
    """Upgrade in one transaction; raises DatabaseUnusable for a newer program's database."""
    with usable(engine), writing(engine, DOORS) as connection:
        if connection.dialect.name == "postgresql":
            for patience in ("statement_timeout", "lock_timeout"):  # it may take its time
                connection.execute(sql(f"SET LOCAL {patience} = 0"))
            connection.execute(sql("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        now = ""
        if inspect(connection).has_table("alembic_version"):
            found = connection.execute(sql("SELECT version_num FROM alembic_version"))
            now = str(found.scalar() or "")
        if now > HEAD:
            raise DatabaseUnusable(
                text("Centralens database er fra en nyere version."),
                hint=text("Start den nye version. Intet er ændret."),
            )
        if now < HEAD:
            config = Config()
            config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
