"""A copy made while the central serves is whole, and put back it loses nothing for good."""

from __future__ import annotations

import shutil
import sqlite3
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from jd_desktop.central import backup
from jd_desktop.central.app import create_app
from jd_desktop.central.backup import back_up, begin_epochs, restore
from jd_desktop.central.database import open_engine
from jd_desktop.domain.clock import FixedClock
from jd_desktop.domain.errors import BadInput, DatabaseUnusable
from tests.central.school import CHEAP, NOW, booked
from tests.central.served import Person, code, running
from tests.support.postgres import Cluster

CLOCK = FixedClock(NOW)


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'central.db'}"


def rows(person: Person) -> set[str]:
    """The bookings that a device gets which asks from the beginning."""
    lines = person.pull().text.splitlines()
    assert '"t":"done"' in lines[-1]
    return {line.split('"id":"')[1].split('"')[0] for line in lines if '"kind":"booking"' in line}


def test_a_central_put_back_while_it_serves_takes_again_what_it_lost(
    sqlite: str, tmp_path: Path
) -> None:
    copy = tmp_path / "kopi.db"
    with central(sqlite) as base:
        bo = Person(sqlite, base).sign_in()
        bo.push(1, "kept")
        back_up(sqlite, copy)
        bo.push(2, "lost", **booked(4))
        former = restore(sqlite, copy, CLOCK)
        assert rows(bo) == {"kept"}
        assert code(bo.push(3, "later", **booked(8))) == (410, "gone")
        bo.session["epoch"] = bo.http.get("/sync/check").json()["epoch"]
        assert bo.push(3, "later", **booked(8)).json()["last_n"] == 1
        assert bo.push(2, "lost", **booked(4)).json()["last_n"] == 2
        assert rows(bo) == {"kept", "lost"}
        bo.http.close()
    assert former is not None
    with sqlite3.connect(former) as db:
        assert db.execute("SELECT count(*) FROM ledger").fetchone() == (2,)
    db.close()


def test_a_copy_is_one_file_for_its_owner_alone(sqlite: str, tmp_path: Path) -> None:
    assert begin_epochs(sqlite) == 0
    folder = tmp_path / "kopier"
    folder.mkdir()
    back_up(sqlite, folder / "a.db")
    assert [f.name for f in folder.iterdir()] == ["a.db"]
    assert stat.S_IMODE((folder / "a.db").stat().st_mode) == 0o600
    with pytest.raises(BadInput):
        back_up(sqlite, folder / "a.db")
    assert restore(f"sqlite:///{folder / 'b.db'}", folder / "a.db", CLOCK) is None
    assert {f.name for f in folder.iterdir()} == {"a.db", "b.db"}


@pytest.mark.parametrize("what", ["nothing", "cut", "another", "words"])
def test_what_is_no_copy_is_not_put_back(sqlite: str, tmp_path: Path, what: str) -> None:
    begin_epochs(sqlite)
    before = Path(sqlite.removeprefix("sqlite:///")).read_bytes()
    file = tmp_path / "kopi.db"
    if what == "cut":
        back_up(sqlite, file)
        file.write_bytes(file.read_bytes()[:9000])
    elif what == "another":
        with sqlite3.connect(file) as db:
            db.execute("CREATE TABLE pupil (name)")
        db.close()
    elif what == "words":
        file.write_text("Kære Bo. " * 999, encoding="utf-8")
    with pytest.raises((BadInput, DatabaseUnusable)):
        restore(sqlite, file, CLOCK)
    assert Path(sqlite.removeprefix("sqlite:///")).read_bytes() == before


def test_postgresql_is_copied_by_its_own_tool_and_begins_a_new_epoch(
    postgres_cluster: Cluster, postgres_url: str, tmp_path: Path
) -> None:
    copy = tmp_path / "kopi.dump"
    with central(postgres_url) as base:
        bo = Person(postgres_url, base).sign_in()
        bo.push(1, "kept")
        with pytest.raises(DatabaseUnusable, match="kopieres"):
            back_up(postgres_url, copy)
        assert not copy.exists()
        above = make_url(postgres_url).set(username="postgres")
        back_up(above.render_as_string(), copy)
        bo.http.close()
    with pytest.raises(BadInput, match="pg_restore"):
        restore(postgres_url, copy, CLOCK)
    empty = postgres_cluster.create()
    put_back = make_url(empty).set(drivername="postgresql", username="postgres")
    subprocess.run(
        [_tool("pg_restore"), "--dbname", put_back.render_as_string(), str(copy)], check=True
    )
    with central(empty) as again:
        old = bo.session["epoch"]
        bo.http = type(bo.http)(base_url=f"{again}/v1", headers=bo.http.headers)
        assert code(bo.pull(epoch=old)) == (410, "gone")
        assert rows(bo) == {"kept"}
        bo.http.close()
    postgres_cluster.drop(empty)


def test_a_missing_tool_is_told(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "_POSTGRES_TOOLS", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BadInput, match="pg_dump"):
        back_up(postgres_url, tmp_path / "kopi.dump")


@contextmanager
def central(address: str) -> Iterator[str]:
    """A central served over a database of this test's own."""
    begin_epochs(address)
    engine = open_engine(address)
    with running(create_app(engine, CLOCK, passwords=CHEAP)) as base:
        yield base
    engine.dispose()


def _tool(name: str) -> str:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    return str(found[0]) if found else str(shutil.which(name))
