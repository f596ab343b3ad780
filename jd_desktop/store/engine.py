"""Opens the encrypted database: one writer engine, one read-only engine."""

from __future__ import annotations

import os
import secrets as chance
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Literal, Protocol, TypeAlias

import msgspec
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.engine import ExceptionContext

from jd_desktop.store.trouble import as_jd_error, copy_exists, key_is_gone, key_is_odd

Role: TypeAlias = Literal["read", "write"]
Guard: TypeAlias = Callable[[Role], None]
"""Raises where the calling thread may not use the database so (runtime.threads makes one)."""

KEY_BYTES = 32
BUSY_MS = 5_000
_WRITER = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")
_READER = ("query_only=ON",)


class KeyStore(Protocol):
    """Where the key is kept; host.secrets and domain.ports.Secrets fit."""

    def get(self, name: str) -> str | None:
        """Return a secret, None where there is none."""
        ...

    def set(self, name: str, value: str) -> None:
        """Keep a secret."""
        ...


class Database:
    """An encrypted SQLite file; nothing is opened before it is used."""

    def __init__(self, path: Path, key: bytes, *, guard: Guard | None = None):
        """Take the file, its 32-byte key, and who may use it from which thread (None: anyone)."""
        if len(key) != KEY_BYTES:
            raise key_is_odd(path)
        self.path = path
        self._key = key.hex()
        self._guard = guard or _anyone
        self._engines: dict[Role, Engine] = {
            "write": self._engine("write", begin="BEGIN IMMEDIATE", connections=1),
            "read": self._engine("read", begin="BEGIN", connections=2),
        }

    def writer(self) -> Engine:
        """Return the engine that writes: one connection, each transaction takes the lock first."""
        return self._engines["write"]

    def reader(self) -> Engine:
        """Return the engine that only reads; each transaction sees one moment."""
        return self._engines["read"]

    def check(self) -> None:
        """Open the file once; raises DatabaseUnusable and leaves it as it was where it cannot."""
        with self._bare("write") as raw:
            raw.execute("SELECT count(*) FROM sqlite_master").fetchone()

    def backup(self, to: Path) -> None:
        """Write an encrypted copy under the same key, whole or not at all; never over a file."""
        if to.exists():
            raise copy_exists(to)
        part = to.with_name(f"{to.name}.{chance.token_hex(4)}.part")
        with _said(to), self._bare("write") as raw:
            try:
                _create(part)
                raw.execute("VACUUM INTO ?", (str(part),))
                _settle(part)
                part.rename(to)
            finally:
                if part.exists():
                    part.unlink()

    def integrity(self) -> list[str]:
        """Return what is broken: pages, indexes, references; empty where all is well."""
        with self._bare("write") as raw:
            pages = [str(row[0]) for row in raw.execute("PRAGMA cipher_integrity_check")]
            if pages:
                return pages
            inside = [str(row[0]) for row in raw.execute("PRAGMA integrity_check")]
            loose = [f"{row[0]} → {row[2]}" for row in raw.execute("PRAGMA foreign_key_check")]
        return [*(said for said in inside if said != "ok"), *loose]

    def close(self) -> None:
        """Close every connection; the last one folds the write-ahead log into the file."""
        for engine in self._engines.values():
            engine.dispose()

    def _engine(self, role: Role, *, begin: str, connections: int) -> Engine:
        engine = create_engine(
            "sqlite://",
            module=sqlcipher,
            creator=lambda: self._open(role),
            poolclass=QueuePool,
            pool_size=connections,
            max_overflow=0 if role == "write" else connections,
            json_serializer=_json,
            json_deserializer=msgspec.json.decode,
        )
        event.listen(engine, "checkout", lambda *_: self._guard(role))
        event.listen(engine, "begin", lambda db: _begin(db, begin))
        event.listen(engine, "before_cursor_execute", lambda *_: self._guard(role))
        event.listen(engine, "handle_error", self._say)
        return engine

    def _open(self, role: Role) -> Any:
        """Open a connection; the key is its first statement, so that no page is read before."""
        self._guard(role)
        if role == "write":
            with _said(self.path):
                _create(self.path)
        uri = f"{self.path.absolute().as_uri()}?mode=rw"
        raw = sqlcipher.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
        try:
            raw.execute(f"PRAGMA key=\"x'{self._key}'\"")
            # A wrong key is said as a sentence; SQLCipher would write lines on stderr as well.
            raw.execute("PRAGMA cipher_log_level=NONE")
            raw.execute(f"PRAGMA busy_timeout={BUSY_MS}")
            raw.execute("PRAGMA temp_store=MEMORY")
            for pragma in _WRITER if role == "write" else _READER:
                raw.execute(f"PRAGMA {pragma}")
        except sqlcipher.Error:
            raw.close()
            raise
        return raw

    @contextmanager
    def _bare(self, role: Role) -> Iterator[Any]:
        with _said(self.path), closing(self._open(role)) as raw:
            yield raw

    def _say(self, context: ExceptionContext) -> None:
        error = context.original_exception
        said = as_jd_error(error, self.path) if isinstance(error, sqlcipher.Error) else None
        if said is not None:
            raise said from error


def open_database(
    path: Path, secrets: KeyStore, name: str = "database_key", *, guard: Guard | None = None
) -> Database:
    """Open a database by the key in the keyring; make both at first use.

    Raises DatabaseUnusable where the file is there and its key is missing or wrong: a new key is
    never made over a file. Raises SecretsUnavailable where the keyring cannot be asked.
    """
    if not _has_content(path):
        with _alone(path):
            return _opened(path, secrets, name, guard)
    return _opened(path, secrets, name, guard)


def _opened(path: Path, secrets: KeyStore, name: str, guard: Guard | None) -> Database:
    written = secrets.get(name)
    if written is None:
        if _has_content(path):
            raise key_is_gone(path)
        written = chance.token_hex(KEY_BYTES)
        secrets.set(name, written)
    database = Database(path, _key(written, path), guard=guard)
    database.check()
    return database


def _key(written: str, path: Path) -> bytes:
    try:
        return bytes.fromhex(written)
    except ValueError as error:
        raise key_is_odd(path) from error


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Let one process at a time make a key: two would each lock the other out of its data."""
    lock = path.with_name(f"{path.name}.first")
    with _said(path):
        _create(lock)
        with closing(sqlcipher.connect(lock, isolation_level=None, timeout=30)) as held:
            held.execute("BEGIN EXCLUSIVE")
            yield


@contextmanager
def _said(path: Path) -> Iterator[None]:
    """Raise what the driver or the system complains of as a sentence."""
    try:
        yield
    except (sqlcipher.Error, OSError) as error:
        said = as_jd_error(error, path)
        if said is None:
            raise
        raise said from error


def _has_content(path: Path) -> bool:
    with _said(path):
        return path.exists() and path.stat().st_size > 0


def _create(path: Path) -> None:
    """Make the file empty and private, if it is not there; SQLite's own files take its mode."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))


def _settle(path: Path) -> None:
    """Wait until the file is on the disk: VACUUM INTO does not."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _begin(db: Connection, statement: str) -> None:
    db.exec_driver_sql(statement)


def _anyone(role: Role) -> None:
    """Let every thread in: a command has only one."""
