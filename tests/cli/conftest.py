"""Commands typed in this very process: quick, and all there but the operating system's part."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from jd_desktop.cli import desktop
from tests.support.town import KEY


@dataclass(frozen=True)
class Heard:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out.strip().splitlines()[-1])


Typed = Callable[..., Heard]


@pytest.fixture
def typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Typed:
    """Type a command in a data folder of the test's own."""
    monkeypatch.setenv("JD_DATABASE_KEY", KEY)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")

    def type_it(*arguments: str, given: str = "") -> Heard:
        monkeypatch.setattr("sys.stdin", StringIO(given))
        capsys.readouterr()
        code = desktop(["--data-dir", str(tmp_path / "data"), *arguments])
        said = capsys.readouterr()
        return Heard(code, said.out, said.err)

    return type_it


@pytest.fixture
def alone(typed: Typed, tmp_path: Path) -> Typed:
    """A school on one computer, with an instructor, a car and a student."""
    assert typed("alone", "--school", "Bos Køreskole", "--name", "Bo").code == 0
    for kind, words in (
        ("instructors", "Navn\nAli Demir\nMia Holm\n"),
        ("vehicles", "Nummerplade\nCK41277\n"),
        ("students", "Navn;Telefon\nElla Krog;20304050\nElla Lund;20304051\n"),
    ):
        file = tmp_path / f"{kind}.csv"
        file.write_text(words, encoding="utf-8")
        assert typed("import", kind, str(file)).code == 0
    return typed
