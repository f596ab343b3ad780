"""Copies of a whole central while it serves, and putting one back under a new epoch."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from sqlalchemy import Engine, select, update
from sqlalchemy.engine import URL

from jd_desktop.central.database import DOORS, open_engine, read_address, writing
from jd_desktop.central.migrate import migrate
from jd_desktop.central.tables import school
from jd_desktop.domain.clock import Clock, wire
from jd_desktop.domain.errors import BadInput, DatabaseUnusable
from jd_desktop.domain.language import text

_POSTGRES_TOOLS = "/usr/lib/postgresql"


def back_up(database: str, file: Path) -> None:
    """Write a whole, verified copy to a new file; raises BadInput or DatabaseUnusable."""
    url = read_address(database)
    if file.exists():
        raise BadInput(text("Filen {navn} findes allerede.", navn=file.name))
    unfinished = file.with_name(f"{file.name}.part")
    unfinished.unlink(missing_ok=True)
    try:
        if url.drivername == "sqlite":
            _copy(_there(Path(url.database or "")), unfinished)
            _verify(unfinished)
        else:
            _dump(url, unfinished)
        _settle(unfinished)
        unfinished.rename(file)
    finally:
        unfinished.unlink(missing_ok=True)


def restore(database: str, file: Path, clock: Clock) -> Path | None:
    """Put a copy in a SQLite database's place, in one transaction, every school's epoch new.

    Returns where the former content was kept, if there was any. A central that serves goes on
    with what was put back. Raises BadInput or DatabaseUnusable, and then nothing is changed.
    """
    url = read_address(database)
    if url.drivername != "sqlite":
        raise BadInput(
            text("En PostgreSQL-database lægges tilbage med pg_restore."),
            hint=text("Kør jd-central new-epoch bagefter."),
        )
    place = Path(url.database or "")
    _verify(_there(file))
    with TemporaryDirectory(dir=place.parent, prefix=".restore-") as folder:
        fresh = Path(folder) / "central.db"
        _copy(file, fresh)
        begin_epochs(f"sqlite:///{fresh}")
        former = None
        if place.exists():
            former = place.with_name(f"{place.name}.{wire(clock.now()).replace(':', '')}")
            _copy(place, former)
            _settle(former)
        _copy(fresh, place)
    return former


def begin_epochs(database: str) -> int:
    """Give every school a new epoch, so that each desktop sends again what was lost.

    Upgrades the database first; returns how many schools there are.
    """
    engine = open_engine(database)
    try:
        migrate(engine)
        return _begin_epochs(engine)
    finally:
        engine.dispose()


def _begin_epochs(engine: Engine) -> int:
    with writing(engine, DOORS) as connection:
        schools = connection.execute(select(school.c.id)).scalars().all()
        for each in schools:
            fresh = update(school).where(school.c.id == each).values(epoch=str(uuid4()))
            connection.execute(fresh)
    return len(schools)


@contextmanager
def _told(file: Path) -> Iterator[None]:
    """Turn what SQLite raises into one sentence."""
    try:
        yield
    except sqlite3.Error as e:
        raise DatabaseUnusable(
            text("{navn} kan ikke bruges som centralens database.", navn=file.name),
            hint=text("Intet er ændret."),
            detail=type(e).__name__,
        ) from e


def _copy(source: Path, target: Path) -> None:
    """Copy a database as it stands; whoever writes to it meanwhile is not in the way."""
    is_new = not target.exists()
    with (
        _told(source),
        closing(sqlite3.connect(source)) as given,
        closing(sqlite3.connect(target, timeout=30)) as taken,
    ):
        if is_new:
            target.chmod(0o600)
        given.backup(taken)
        if is_new:
            taken.execute("PRAGMA journal_mode = DELETE")  # one file, without companions


def _verify(file: Path) -> None:
    with _told(file), closing(sqlite3.connect(file)) as db:
        said = [line for (line,) in db.execute("PRAGMA integrity_check")]
        db.execute("SELECT version_num FROM alembic_version").fetchone()
        db.execute("SELECT count(*) FROM school").fetchone()
    if said != ["ok"]:
        raise DatabaseUnusable(
            text("{navn} er beskadiget.", navn=file.name), hint=text("Intet er ændret.")
        )


def _dump(url: URL, file: Path) -> None:
    plain = url.set(drivername="postgresql", password=None).render_as_string()
    secret = {"PGPASSWORD": url.password} if isinstance(url.password, str) else {}
    _run("pg_dump", "--format=custom", f"--file={file}", f"--dbname={plain}", **secret)
    listed = _run("pg_restore", "--list", str(file))
    if " TABLE DATA public record " not in listed:
        raise DatabaseUnusable(text("{navn} er beskadiget.", navn=file.name))


def _run(tool: str, *arguments: str, **environment: str) -> str:
    found = shutil.which(tool) or max(
        map(str, Path(_POSTGRES_TOOLS).glob(f"*/bin/{tool}")), default=""
    )
    if not found:
        raise BadInput(
            text("Programmet {navn} er ikke på denne computer.", navn=tool),
            hint=text("Installér PostgreSQLs klientprogrammer."),
        )
    done = subprocess.run(
        [found, *arguments], env={**os.environ, **environment}, check=False,
        stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", errors="replace",
    )  # fmt: skip
    if done.returncode:
        raise DatabaseUnusable(
            text("PostgreSQL kunne ikke kopieres."),
            hint=text(
                "Rollen skal kunne se alle skoler: "
                "CREATE ROLE jd_backup LOGIN BYPASSRLS IN ROLE pg_read_all_data."
            ),
            detail=done.stderr.strip(),
        )
    return done.stdout


def _there(file: Path) -> Path:
    if not file.is_file():
        raise BadInput(text("Filen {navn} findes ikke.", navn=file.name))
    return file


def _settle(file: Path) -> None:
    """Have it on the disk, readable by its owner alone, before it is called a copy."""
    file.chmod(0o600)
    with file.open("rb+") as written:
        os.fsync(written.fileno())
