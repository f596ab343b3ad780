"""The peers, installed from the registries into a folder that git does not see."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parents[1] / ".peers"
PYTHON = ("kinto[postgresql]==26.5.0", "kinto-http==11.11.0", "anki==26.9.3", "psutil>=7")
NODE = ("pouchdb@9.0.0", "express-pouchdb@4.2.0", "express@4.22.3")


class Missing(Exception):
    """A peer cannot be had here; says why in a sentence."""


def python() -> Path:
    """Return the Python that has Kinto and Anki; raises Missing."""
    made = FOLDER / "py" / "bin" / "python"
    stamp = FOLDER / "py" / ".installed"
    if not stamp.exists() or stamp.read_text() != " ".join(PYTHON):
        _run([sys.executable, "-m", "venv", str(FOLDER / "py")], "Python's venv")
        _run([str(made), "-m", "pip", "install", "-q", *PYTHON], "pip")
        stamp.write_text(" ".join(PYTHON))
    return made


def node() -> tuple[str, Path]:
    """Return Node.js, and the folder whose node_modules has PouchDB; raises Missing."""
    found, npm = shutil.which("node"), shutil.which("npm")
    if not found or not npm:
        raise Missing("PouchDB needs Node.js and npm, which are not here.")
    folder = FOLDER / "js"
    stamp = folder / ".installed"
    if not stamp.exists() or stamp.read_text() != " ".join(NODE):
        folder.mkdir(parents=True, exist_ok=True)
        quiet = ["--no-audit", "--no-fund", "--silent", "--prefix", str(folder)]
        _run([npm, "install", *quiet, *NODE], "npm")
        stamp.write_text(" ".join(NODE))
    for script in HERE.glob("*.js"):  # beside its modules, where Node looks for them
        shutil.copy(script, folder / script.name)
    return found, folder


def _run(command: list[str], what: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no word"])[-1]
        raise Missing(f"{what} could not install a peer: {last[:200]}")
