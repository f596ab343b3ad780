"""A private PostgreSQL on a socket of its own; real, and gone after the session."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg.sql import SQL, Composed, Identifier, Literal

SAFE = "-c listen_addresses=''"
"""As a school's own server: what is committed is on the disk."""

_FAST = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c listen_addresses=''"


class Cluster:
    """A running server, and fresh databases on it."""

    def __init__(self, folder: Path, options: str = _FAST):
        self.folder, self._options = folder, options
        self._templates: dict[Callable[[str], None], str] = {}
        self._user = "postgres" if os.name == "posix" and os.getuid() == 0 else None
        if self._user:  # PostgreSQL refuses to run as root
            shutil.chown(folder, self._user)
        self._run("initdb", "-D", "data", "--no-sync", "-A", "trust", "-U", "postgres",
                  "-E", "UTF8", "--locale=C.UTF-8")  # fmt: skip
        self.start()
        self._administer(SQL("CREATE ROLE central LOGIN NOSUPERUSER"))

    def create(self, prepare: Callable[[str], None] | None = None) -> str:
        """Make a database and return its URL; `prepare` runs once a session, then is copied."""
        if prepare is None:
            return self._copy_of("template0")
        if prepare not in self._templates:
            url = self._copy_of("template0")
            prepare(url)
            self._templates[prepare] = _name(url)
        return self._copy_of(self._templates[prepare])

    def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self._administer(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(_name(url))))

    def close(self, url: str) -> None:
        """Take a database away: nobody is connected, nobody can connect."""
        name = Identifier(_name(url))
        self._administer(SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(name))
        ending = SQL("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {}")
        self._administer(ending.format(Literal(_name(url))))

    def open(self, url: str) -> None:
        """Give a database back."""
        name = Identifier(_name(url))
        self._administer(SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(name))

    def stop(self) -> None:
        """End the server without tidying, as when its power is cut."""
        self._run("pg_ctl", "-D", "data", "-m", "immediate", "stop")

    def start(self) -> None:
        """Start the server, which first mends what an untidy end left."""
        options = f"{self._options} -c max_connections=100 -c unix_socket_directories={self.folder}"
        self._run("pg_ctl", "-D", "data", "-w", "-l", "log", "-o", options, "start")

    def end_connections(self) -> int:
        """Kill every connection to the databases of tests; returns how many there were."""
        address = f"host={self.folder} user=postgres dbname=postgres"
        with psycopg.connect(address, autocommit=True) as db:
            ended = db.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE usename = 'central'"
            ).fetchone()
        return int(ended[0]) if ended else 0

    def _copy_of(self, template: str) -> str:
        name = f"t{uuid4().hex[:12]}"
        words = SQL("CREATE DATABASE {} TEMPLATE {} OWNER central")
        self._administer(words.format(Identifier(name), Identifier(template)))
        return f"postgresql+psycopg://central@/{name}?host={self.folder}"

    def _administer(self, statement: Composed) -> None:
        address = f"host={self.folder} user=postgres dbname=postgres"
        with psycopg.connect(address, autocommit=True) as db:
            db.execute(statement)

    def _run(self, name: str, *arguments: str) -> None:
        said = self.folder / "said"
        with said.open("wb") as file:  # a pipe would stay open in the server
            done = subprocess.run(
                [_binary(name), *arguments], cwd=self.folder, user=self._user, check=False,
                stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT,
            )  # fmt: skip
        if done.returncode:
            pytest.fail(f"PostgreSQL's {name} failed: {said.read_text('utf-8', 'replace')}")


def _name(url: str) -> str:
    return url.split("?", maxsplit=1)[0].rsplit("/", 1)[1]


def _binary(name: str) -> str:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    here = str(found[0]) if found else shutil.which(name)
    if here is None:
        pytest.fail("PostgreSQL is missing. On Debian: apt-get install postgresql", pytrace=False)
    return here


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[Cluster]:
    """A server for the whole session, started at first use."""
    folder = Path(tempfile.mkdtemp(prefix="jdpg"))
    cluster = Cluster(folder)
    yield cluster
    cluster.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_cluster: Cluster) -> Iterator[str]:
    """An empty PostgreSQL database of this test's own."""
    url = postgres_cluster.create()
    yield url
    postgres_cluster.drop(url)
