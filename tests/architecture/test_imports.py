"""Imports point down only, and a step upwards would be seen."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import PACKAGE, ROOT

PLANTED = {
    "domain reaches for the database": ("domain/ids.py", "jd_desktop.store.state"),
    "the window reaches for the network": ("ui/navigator.py", "httpx"),
    "a query writes the projection": ("queries/calendar.py", "jd_desktop.store.projection"),
    "a second door to the keyring": ("host/paths.py", "keyring"),
    "Qt below the window": ("runtime/ticker.py", "PySide6"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Hold the contracts against the package in a folder."""
    return subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache",
         "--config", "pyproject.toml"],
        cwd=folder, env=os.environ | {"PYTHONPATH": str(folder)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the program that a test may spoil."""
    shutil.copytree(PACKAGE, tmp_path / "jd_desktop", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_contract_is_kept() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 broken." in done.stdout


@pytest.mark.parametrize(("file", "module"), PLANTED.values(), ids=PLANTED.keys())
def test_a_planted_import_is_caught(copy: Path, file: str, module: str) -> None:
    with (copy / "jd_desktop" / file).open("a") as source:
        source.write(f"\nimport {module}\n")
    done = lint(copy)
    assert done.returncode == 1
    importer = f"jd_desktop.{file.removesuffix('.py').replace('/', '.')}"
    assert f"{importer} -> {module}" in done.stdout
