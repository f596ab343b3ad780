from __future__ import annotations

import json
from pathlib import Path

import pytest

from jd_desktop.host.occupied import sharing
from tests.cli.conftest import Typed


def test_what_was_imported_is_listed(alone: Typed) -> None:
    assert [s["name"] for s in alone("list", "students", "--json").json] == [
        "Ella Krog", "Ella Lund",
    ]  # fmt: skip
    (found,) = alone("list", "students", "--search", "krog", "--json").json
    assert found["phone"] == "+4520304050"
    assert "CK41277" in alone("list", "vehicles").out.replace(" ", "")


def test_a_list_is_bounded_by_days(alone: Typed) -> None:
    for day in ("2026-12-01", "2026-12-02", "2026-12-03"):
        alone("book", "--instructor", "Ali", "--start", f"{day}T10:00")
    asked = ("list", "bookings", "--from", "2026-12-02", "--to", "2026-12-02", "--json")
    (row,) = alone(*asked).json
    assert row["starts"].startswith("2026-12-02")
    assert alone("list", "bookings", "--from", "i går").code == 2


def test_a_dry_run_takes_nothing(alone: Typed, tmp_path: Path) -> None:
    file = tmp_path / "more.csv"
    file.write_text("Navn;Telefon\nOskar Bach;20304052\n", encoding="utf-8")
    assert alone("import", "students", str(file), "--dry-run").code == 0
    assert len(alone("list", "students", "--json").json) == 2


def test_the_same_file_twice_adds_nothing(alone: Typed, tmp_path: Path) -> None:
    said = alone("import", "students", str(tmp_path / "students.csv"), "--json")
    assert said.code == 0
    assert len(alone("list", "students", "--json").json) == 2


def test_everything_is_written_in_an_open_format(alone: Typed, tmp_path: Path) -> None:
    assert alone("export", str(tmp_path / "out")).code == 0
    lines = (tmp_path / "out" / "student.jsonl").read_text("utf-8").splitlines()
    assert {json.loads(line)["last_name"] for line in lines} == {"Krog", "Lund"}


def test_a_backup_is_encrypted_and_comes_back_whole(alone: Typed, tmp_path: Path) -> None:
    alone("book", "--instructor", "Ali", "--start", "2026-12-01T10:00")
    assert alone("backup", str(tmp_path / "copies")).code == 0
    (copy,) = (tmp_path / "copies").glob("*.db")
    assert not copy.read_bytes().startswith(b"SQLite format")
    alone("book", "--instructor", "Ali", "--start", "2026-12-02T10:00")
    assert alone("restore", str(copy)).code == 0
    assert len(alone("list", "bookings", "--json").json) == 1
    assert list((tmp_path / "data" / "schools").glob("school-before-*.db"))


def test_nothing_is_put_back_under_an_open_window(alone: Typed, tmp_path: Path) -> None:
    assert alone("backup", str(tmp_path / "copies")).code == 0
    (copy,) = (tmp_path / "copies").iterdir()
    with sharing(tmp_path / "data"):
        said = alone("restore", str(copy))
    assert (said.code, said.err.count("\n")) == (1, 1)
    assert "vindue" in said.err
    assert not list((tmp_path / "data" / "schools").glob("school-before-*.db"))


@pytest.mark.parametrize("what", ["nothing", "words"])
def test_what_is_no_copy_is_not_put_back(alone: Typed, tmp_path: Path, what: str) -> None:
    file = tmp_path / "copy.db"
    if what == "words":
        file.write_text("not a database", encoding="utf-8")
    said = alone("restore", str(file))
    assert said.code in (2, 6)
    assert said.err.count("\n") == 1
    assert len(alone("list", "students", "--json").json) == 2


def test_a_folder_that_cannot_be_made_is_said(alone: Typed, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for command in ("export", "backup"):
        said = alone(command, str(tmp_path / "file" / "inside"))
        assert (said.code, said.err.count("\n")) == (2, 1)
