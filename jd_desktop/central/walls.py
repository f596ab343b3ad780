"""PostgreSQL's own wall between schools: a row is there only for whom its transaction names."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, Engine
from sqlalchemy import text as sql

from jd_desktop.central.database import DOORS
from jd_desktop.domain.errors import DatabaseUnusable
from jd_desktop.domain.language import text

_MINE = "(SELECT current_setting('jd.school', true))"
"""Written as a query of its own, it is asked once for each statement and not for each row."""

_ROLE = """
SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user
"""


def raise_walls(connection: Connection, tables: Iterable[str], *, key: str = "school_id") -> None:
    """Show rows of these tables to transactions of their own school alone."""
    for table in tables:
        _raise(connection, table, f"{key} = {_MINE}")


def raise_doors(connection: Connection, tables: Iterable[str], *, key: str = "school_id") -> None:
    """As `raise_walls`, with an opening for the doors, which look across schools."""
    for table in tables:
        _raise(connection, table, f"{key} = {_MINE} OR {_MINE} = '{DOORS}'")


def _raise(connection: Connection, table: str, allowed: str) -> None:
    """Raise the wall for the tables' owner too, for that is who the central is."""
    if connection.dialect.name != "postgresql":
        return
    for words in (
        f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
        f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
        f'CREATE POLICY own_school ON "{table}" USING ({allowed}) WITH CHECK ({allowed})',
    ):
        connection.execute(sql(words))


def refuse_above_walls(engine: Engine) -> None:
    """Raise DatabaseUnusable where the role may look over the walls between schools."""
    if engine.dialect.name != "postgresql":
        return
    with engine.connect() as connection:
        if connection.execute(sql(_ROLE)).scalar_one():
            raise DatabaseUnusable(
                text("Centralen må ikke køre som databasens superbruger."),
                hint=text(
                    "Lav en rolle til den: CREATE ROLE jd_central LOGIN NOSUPERUSER NOBYPASSRLS "
                    "PASSWORD '…'; ALTER DATABASE … OWNER TO jd_central."
                ),
            )
