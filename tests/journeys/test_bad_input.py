"""Each bad input: one sentence, an exit code, nothing lost, no plaintext."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from jd_desktop.central.commands import list_devices, revoke_device
from jd_desktop.domain.clock import FixedClock
from jd_desktop.main import SystemClock
from tests.support.town import Town, Typist

BOOK = ("book", "--instructor", "Ali", "--start", "2026-12-01T10:00", "--minutes", "90", "--json")


def test_a_wrong_password(tmp_path: Path, town: Town) -> None:
    said = Typist(tmp_path / "d").types(
        "sign-in", "--central", town.address, "--email", "lone@skole.dk", JD_PASSWORD="wrong"
    )
    assert (said.code, said.is_one_sentence()) == (7, True)
    assert "adgangskode" in said.err


def test_a_central_that_is_not_there(tmp_path: Path) -> None:
    said = Typist(tmp_path / "d").signs_in("http://127.0.0.1:9")
    assert (said.code, said.is_one_sentence()) == (3, True)


def test_an_address_that_is_not_safe(tmp_path: Path) -> None:
    said = Typist(tmp_path / "d").signs_in("http://central.example")
    assert (said.code, said.is_one_sentence()) == (2, True)


def test_a_revoked_device_hands_over_what_was_done_and_says_so_from_then_on(
    lone: Typist, town: Town
) -> None:
    lone.must(*BOOK)
    (device,) = list_devices(town.database)
    revoke_device(town.database, device.device_id, clock=SystemClock())
    for command in (("sync",), ("list", "bookings"), BOOK):
        said = lone.types(*command)
        assert (said.code, said.err.count("\n"), "afleveret" in said.err) == (7, 1, True)
    assert [d.state for d in list_devices(town.database)] == ["erased"]


def test_offline_everything_goes_on(lone: Typist, town: Town) -> None:
    town.wire.cut()
    lone.must(*BOOK)
    said = lone.types("sync")
    assert (said.code, said.is_one_sentence()) == (3, True)
    town.wire.mend()
    assert lone.must("sync", "--json").json["conflicts"] == 0
    assert lone.must("list", "bookings", "--json").json[0]["unsent"] is False


@pytest.mark.parametrize("content", [b"", b"\xff\xd8\xff\xe0 a picture", b"PK\x03\x04 broken"])
def test_a_file_that_is_no_excel_file(lone: Typist, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "elever.xlsx"
    file.write_bytes(content)
    said = lone.types("import", "students", str(file))
    assert (said.code, said.is_one_sentence()) == (2, True)
    assert len(lone.must("list", "students", "--json").json) == 1


def test_a_clock_two_days_off_is_shown_and_changes_nothing_else(tmp_path: Path) -> None:
    server_time = FixedClock(datetime.now(UTC) - timedelta(days=2))  # noqa: TID251 - a real clock
    town = Town(f"sqlite:///{tmp_path / 'late.db'}", server_time)
    try:
        person = Typist(tmp_path / "p")
        assert person.signs_in(town.address).code == 0
        said = person.types("doctor", "--json")
        assert '"clock", "well": false' in said.out
        assert person.must("sync", "--json").json["conflicts"] == 0
    finally:
        town.stop()


def test_the_central_keeps_no_password_and_no_token_in_the_clear(lone: Typist, town: Town) -> None:
    content = Path(town.database.removeprefix("sqlite:///")).read_bytes()
    assert b"planted-password" not in content
    with sqlite3.connect(town.database.removeprefix("sqlite:///")) as db:
        (stored,) = db.execute("SELECT password_hash FROM user LIMIT 1").fetchone()
    db.close()
    assert stored.startswith("$argon2")
