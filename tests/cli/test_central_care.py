from __future__ import annotations

import json
from pathlib import Path

import pytest

from jd_desktop.cli import central


def test_a_central_is_copied_put_back_and_begins_anew(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database, copy = f"sqlite:///{tmp_path / 'central.db'}", str(tmp_path / "kopi.db")
    assert central(["create-school", "--database", database, "--name", "Nord"]) == 0
    capsys.readouterr()
    assert central(["backup", "--database", database, copy]) == 0
    assert copy in capsys.readouterr().out
    assert central(["backup", "--database", database, copy]) != 0
    assert "findes allerede" in capsys.readouterr().err
    assert central(["restore", "--database", database, copy]) == 0
    assert "ligger i" in capsys.readouterr().out
    assert central(["restore", "--database", database, copy, "--json"]) == 0
    assert Path(json.loads(capsys.readouterr().out)["former"]).exists()
    assert central(["new-epoch", "--database", database]) == 0
    assert "1 skole hentes" in capsys.readouterr().out
    assert central(["new-epoch", "--database", database, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"schools": 1}
    other = str(tmp_path / "b.db")
    assert central(["backup", "--database", database, other, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["bytes"] > 9000


def test_what_was_deleted_long_ago_is_forgotten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = f"sqlite:///{tmp_path / 'central.db'}"
    assert central(["create-school", "--database", database, "--name", "Nord"]) == 0
    assert central(["purge", "--database", database, "--older-than", "gammel"]) == 2
    assert "400d" in capsys.readouterr().err
    assert central(["purge", "--database", database]) == 0
    assert "0 slettede poster er glemt" in capsys.readouterr().out
    assert central(["purge", "--database", database, "--older-than", "500d", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"purged": 0}
