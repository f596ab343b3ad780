"""The central's database: SQLite or PostgreSQL by its address, and each school's gate."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import inf
from time import monotonic
from typing import Any

import msgspec
import psycopg
from sqlalchemy import Connection, Engine, Table, create_engine, event, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, DisconnectionError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from jd_desktop.central.tables import school
from jd_desktop.domain.errors import BadInput, DatabaseUnusable
from jd_desktop.domain.language import text

_POSTGRES = frozenset({"postgres", "postgresql", "postgresql+psycopg"})
_WRITES = "central_writes"
_WHOSE = "central_whose"
DOORS = "*"
"""Given for a school's id where people and devices are looked up across schools."""
_RESTING_SINCE = "central_resting_since"
_RESTED_SECONDS = 5.0
_NO_ROOM = frozenset({"SQLITE_FULL", "SQLITE_IOERR_WRITE"})
_DISK_FULL = "53100"
_ENTER = "SELECT set_config('jd.school', %s, true)"
_LIVELY = {"connect_timeout": 5, "keepalives_idle": 20, "tcp_user_timeout": 30_000}
"""How soon a database machine that went away without a word is noticed; seconds, and ms."""
_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 15000",
    "PRAGMA cache_size = -32000",
)


@dataclass(slots=True)
class School:
    """A school whose gate is held: its counters, which only the holder may move."""

    id: str
    head: int
    lines: int
    floor: int
    epoch: str


@dataclass(frozen=True, slots=True)
class Pool:
    """How many connections a process may have, and how long anything waits; seconds.

    `statement` ends one question, `lock` a wait for a gate, `idle` a transaction that forgot to
    end, and with it its gate.
    """

    size: int = 20
    wait: float = 10.0
    statement: int = 30
    lock: int = 10
    idle: int = 30

    @property
    def options(self) -> str:
        """Return the limits as PostgreSQL's own settings."""
        return (
            f"-c statement_timeout={self.statement}s -c lock_timeout={self.lock}s"
            f" -c idle_in_transaction_session_timeout={self.idle}s"
        )


POOL = Pool()


def open_engine(address: str, pool: Pool = POOL) -> Engine:
    """Open `sqlite:///path` or `postgresql://…`; raises BadInput for any other address."""
    url = read_address(address)
    # Parameters are people's data; they must not reach a log through an error's text.
    options: dict[str, Any] = {
        "json_serializer": lambda value: msgspec.json.encode(value).decode(),
        "json_deserializer": msgspec.json.decode,
        "hide_parameters": True,
        "pool_size": pool.size,
        "max_overflow": 0,
        "pool_timeout": pool.wait,
    }
    if url.drivername in _POSTGRES:
        url = url.set(drivername="postgresql+psycopg")
        told = {"options": pool.options, **_LIVELY}
        options["connect_args"] = {k: v for k, v in told.items() if k not in url.query}
        engine = create_engine(url, **options)
        event.listen(engine, "checkin", _rest)
        event.listen(engine, "checkout", _wake)
        event.listen(engine, "begin", _enter)
        return engine
    engine = create_engine(url, **options)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def read_address(address: str) -> URL:
    """Read a database's address; raises BadInput for what is none."""
    hint = text("Skriv sqlite:///sti/til/fil eller postgresql://bruger@vært/database.")
    try:
        url = make_url(address)
    except ArgumentError as e:
        raise BadInput(text("Databasens adresse kan ikke læses."), hint=hint) from e
    known = url.drivername in _POSTGRES or (url.drivername == "sqlite" and url.database)
    if not known or url.database == ":memory:":
        raise BadInput(text("Den slags database kendes ikke."), hint=hint)
    return url


def _prepare(raw: sqlite3.Connection, _record: Any) -> None:
    """Leave transactions to SQLAlchemy: the driver would begin them too late."""
    raw.isolation_level = None
    for pragma in _PRAGMAS:
        raw.execute(pragma)


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _rest(_raw: Any, record: ConnectionPoolEntry) -> None:
    record.info[_RESTING_SINCE] = monotonic()


def _wake(raw: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
    """Ask a connection that has rested whether it is still there; one in use will tell itself."""
    if monotonic() - record.info.get(_RESTING_SINCE, inf) > _RESTED_SECONDS:
        try:
            raw.execute("SELECT 1")
            raw.rollback()
        except psycopg.OperationalError as e:
            raise DisconnectionError from e


def _enter(connection: Connection) -> None:
    """Tell PostgreSQL whose rows this transaction may see: without a school, none."""
    whose = connection.get_execution_options().get(_WHOSE)
    if whose:
        connection.exec_driver_sql(_ENTER, (whose,))


@contextmanager
def writing(engine: Engine, school_id: str) -> Iterator[Connection]:
    """Open a transaction that will write; it commits at the end, or not at all.

    On PostgreSQL it sees the rows of this school alone, with DOORS those that doors need.
    """
    with engine.connect() as plain:
        connection = plain.execution_options(**{_WRITES: True, _WHOSE: school_id})
        with connection.begin():
            yield connection


@contextmanager
def reading(engine: Engine, school_id: str) -> Iterator[Connection]:
    """Open a transaction that only reads, and sees what `writing` would."""
    with engine.connect() as plain:
        yield plain.execution_options(**{_WHOSE: school_id})


def narrow(connection: Connection, school_id: str) -> None:
    """Let a transaction of the doors go on as one school's, which they have found out."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_ENTER, (school_id,))


@contextmanager
def usable(engine: Engine) -> Iterator[None]:
    """Turn a database that cannot be reached or opened into one sentence."""
    try:
        yield
    except OperationalError as e:
        raise DatabaseUnusable(
            text("Centralens database kan ikke åbnes."),
            hint=text("Se, om adressen er rigtig, og om databasen kører."),
            detail=f"{engine.dialect.name}: {type(e.orig).__name__}",
        ) from e


def has_no_room(error: DBAPIError) -> bool:
    """Whether a database could not write because its disk, or its share of it, is full."""
    raised = error.orig
    if isinstance(raised, psycopg.Error):
        return raised.sqlstate == _DISK_FULL
    return getattr(raised, "sqlite_errorname", "") in _NO_ROOM


def gate(connection: Connection, school_id: str) -> School:
    """Take the school's gate, held until the transaction ends: one writer at a time.

    Must be the first statement. Then the order of numbers is the order of commits is the order
    in which readers see them: no reader's cursor can pass a row that is yet to appear.
    """
    c = school.c
    locked = (
        update(school)
        .where(c.id == school_id)
        .values(head=c.head)
        .returning(c.id, c.head, c.lines, c.floor, c.epoch)
    )
    return School(*connection.execute(locked).one())


def leave(connection: Connection, held: School) -> None:
    """Write the counters back before the commit that opens the gate."""
    moved = update(school).where(school.c.id == held.id)
    connection.execute(moved.values(head=held.head, lines=held.lines))


def upsert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Begin an insert that can say what to do on conflict, in the connection's dialect."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)
