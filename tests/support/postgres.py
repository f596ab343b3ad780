"""A private PostgreSQL on a socket of its own; real, and gone after the session."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

_FAST = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c listen_addresses=''"


def _binary(name: str) -> str:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    here = str(found[0]) if found else shutil.which(name)
    if here is None:
        pytest.fail("PostgreSQL is missing. On Debian: apt-get install postgresql", pytrace=False)
    return here


class Cluster:
    """A running server, and fresh databases on it."""

    def __init__(self, folder: Path):
        self.folder = folder
        self._user = "postgres" if os.getuid() == 0 else None
        if self._user:
            shutil.chown(folder, self._user)
        self._run("initdb", "-D", "data", "--no-sync", "-A", "trust", "-U", "postgres",
                  "-E", "UTF8", "--locale=C.UTF-8")  # fmt: skip
        options = f"{_FAST} -c max_connections=100 -c unix_socket_directories={folder}"
        self._run("pg_ctl", "-D", "data", "-w", "-l", "log", "-o", options, "start")

    def _run(self, name: str, *arguments: str) -> None:
        subprocess.run(
            [_binary(name), *arguments], cwd=self.folder, user=self._user, check=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def stop(self) -> None:
        self._run("pg_ctl", "-D", "data", "-m", "immediate", "stop")

    def create(self) -> str:
        """Make an empty database and return its URL."""
        name = f"t{uuid4().hex[:12]}"
        self._administer(f'CREATE DATABASE "{name}"')
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"

    def drop(self, url: str) -> None:
        name = url.rsplit("/", 1)[1].split("?", maxsplit=1)[0]
        self._administer(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _administer(self, statement: str) -> None:
        address = f"host={self.folder} user=postgres dbname=postgres"
        with psycopg.connect(address, autocommit=True) as db:
            db.execute(statement)  # type: ignore[arg-type]


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
