"""The project's own files, as its rules see them."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "jd_desktop"


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that is in the project's history; in an unpacked archive, every file there is."""
    if not (ROOT / ".git").exists():
        return tuple(f for f in ROOT.rglob("*") if f.is_file() and not _made(f))
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    files = (ROOT / name for name in listed.stdout.split("\0") if name)
    return tuple(file for file in files if file.is_file())


def _made(file: Path) -> bool:
    parts = file.relative_to(ROOT).parts
    return parts[0] in (".venv", ".tools", "out", "dist") or "__pycache__" in parts


def programs() -> tuple[Path, ...]:
    """Every tracked file of Python."""
    return tuple(file for file in tracked() if file.suffix == ".py")


def sources() -> tuple[Path, ...]:
    """The program itself, without its tests and tools."""
    return tuple(file for file in programs() if file.is_relative_to(PACKAGE))


def name(file: Path) -> str:
    """Return how a person would name the file."""
    return file.relative_to(ROOT).as_posix()


@cache
def parsed(file: Path) -> ast.Module:
    """Return the syntax tree of a program."""
    return ast.parse(file.read_text("utf-8"), filename=str(file))
