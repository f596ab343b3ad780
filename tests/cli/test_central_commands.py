from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from jd_desktop.cli import central


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'central.db'}"


def test_a_school_and_a_user_are_made_and_devices_listed(
    database: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert central(["create-school", "--database", database, "--name", "Nord", "--json"]) == 0
    school = json.loads(capsys.readouterr().out)["school"]
    monkeypatch.setenv("JD_PASSWORD", "")
    monkeypatch.setattr("sys.stdin", io.StringIO("korrekt hest batteri\n"))
    user = ["create-user", "--database", database, "--school", school, "--email", "a@b.dk",
            "--name", "Lone"]  # fmt: skip
    assert central(user) == 0
    assert capsys.readouterr().out.strip()
    assert central(["devices", "--database", database]) == 0
    assert capsys.readouterr().out == "Ingen computere endnu.\n"
    assert central(["devices", "--database", database, "--json"]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["create-school", "--name", " "], "navn"),
        (["revoke", "nobody"], "findes ikke"),
        (["serve", "--port", "99999999"], "Porten"),
        (["serve", "--workers", "0"], "antal"),
        (["serve", "--pool", "mange"], "antal"),
        (["restore", "ingen.db"], "findes ikke"),
    ],
)
def test_bad_input_is_one_sentence(
    database: str, arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert central([*arguments, "--database", database]) == 2
    said = capsys.readouterr().err
    assert says in said
    assert said.count("\n") == 1


def test_a_short_password_is_refused(
    database: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    central(["create-school", "--database", database, "--name", "Nord"])
    school = capsys.readouterr().out.strip()
    monkeypatch.setenv("JD_PASSWORD", "kort")
    assert central(["create-user", "--database", database, "--school", school, "--email", "a@b.dk",
                    "--name", "X"]) == 2  # fmt: skip
    assert "10 tegn" in capsys.readouterr().err


def test_the_api_is_described(capsys: pytest.CaptureFixture[str]) -> None:
    assert central(["openapi"]) == 0
    assert "/v1/sync/push" in json.loads(capsys.readouterr().out)["paths"]


def test_a_hooks_secret_is_kept_and_the_path_to_call_is_said(
    database: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    central(["create-school", "--database", database, "--name", "Nord"])
    school = capsys.readouterr().out.strip()
    asked = ["hook-secret", "sparkpost", "--database", database, "--school", school]
    monkeypatch.setattr("sys.stdin", io.StringIO("planted-secret-4711\n"))
    assert central([*asked, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {"path": f"/hooks/sparkpost/{school}", "is_set": True}
    monkeypatch.setattr("sys.stdin", io.StringIO("\n"))
    assert central(asked) == 0
    assert "fjernet" in capsys.readouterr().out
    monkeypatch.setattr("sys.stdin", io.StringIO("kort\n"))
    assert central(asked) == 2
