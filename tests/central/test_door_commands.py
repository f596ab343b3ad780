"""The administrator's commands at the doors, as they are typed."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from jd_desktop.central.door_commands import list_sign_ins, list_users
from jd_desktop.cli import central as central_main

NEW = "fire grønne gummistøvler"


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'central.sqlite'}"


def typed(capsys: pytest.CaptureFixture[str], database: str, *words: str, status: int = 0) -> str:
    assert central_main([words[0], "--database", database, *words[1:]]) == status
    told = capsys.readouterr()
    return told.out if status == 0 else told.err


def test_a_user_is_listed_given_a_password_and_let_in_without_a_code(
    database: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    school = typed(capsys, database, "create-school", "--name", "Bos").strip()
    monkeypatch.setenv("JD_PASSWORD", "korrekt hest batteri")
    ida = ("--school", school, "--email", "ida@x.dk", "--name", "Ida", "--department", "nord")
    typed(capsys, database, "create-user", *ida)
    (listed,) = list_users(database, school)
    assert (listed.email, listed.department_id) == ("ida@x.dk", "nord")
    assert "Ida" in typed(capsys, database, "users", "--school", school)
    monkeypatch.delenv("JD_PASSWORD")
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{NEW}\n"))
    assert "logget ud" in typed(capsys, database, "set-password", "IDA@x.dk")
    assert "uden kode" in typed(capsys, database, "reset-second-factor", "ida@x.dk")
    outcomes = [line.outcome for line in list_sign_ins(database, school)]
    assert outcomes == ["factor_reset", "password_reset"]
    lines = typed(capsys, database, "sign-ins", "--school", school, "--json").splitlines()
    assert json.loads(lines[0])["name"] == "Ida"


def test_nobody_and_weak_passwords_are_refused_in_words(
    database: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JD_PASSWORD", "adgangskode")
    assert "alle prøver" in typed(capsys, database, "set-password", "ida@x.dk", status=2)
    assert "findes ikke" in typed(capsys, database, "reset-second-factor", "ida@x.dk", status=2)
