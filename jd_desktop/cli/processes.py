"""Processes of the demo: our own program again, as central, stand-in, office and instructor."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jd_desktop.domain.errors import JdError
from jd_desktop.domain.language import text

_PATIENCE_S = 120


def own_command(*arguments: str) -> list[str]:
    """Return how to start this program again, frozen or not."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *arguments]
    return [sys.executable, "-m", "jd_desktop", *arguments]


@dataclass(frozen=True, slots=True)
class Said:
    """What a process said and how it ended."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        """Return the last line that is JSON."""
        return json.loads(self.out.strip().splitlines()[-1])


class Person:
    """Somebody at a computer: a data folder, and commands typed there, each a real process."""

    def __init__(self, name: str, folder: Path, environ: Mapping[str, str]):
        """Take who it is and where their data lies."""
        self.name, self.folder = name, folder
        self.environ = {**os.environ, **environ}

    def types(
        self, *arguments: str, given: str = "", extra: Mapping[str, str] | None = None
    ) -> Said:
        """Run a command and wait for it."""
        command = own_command("--data-dir", str(self.folder), *arguments)
        ended = subprocess.run(
            command, input=given, capture_output=True, text=True, timeout=_PATIENCE_S,
            env={**self.environ, **(extra or {})}, check=False,
        )  # fmt: skip
        return Said(ended.returncode, ended.stdout, ended.stderr)

    def must(
        self, *arguments: str, given: str = "", extra: Mapping[str, str] | None = None
    ) -> Said:
        """Run a command that has to succeed (0, or 4: conflicts wait)."""
        said = self.types(*arguments, given=given, extra=extra)
        if said.code not in (0, 4):
            raise JdError(
                text("{hvem} kunne ikke: {kommando}", hvem=self.name, kommando=arguments[0]),
                hint=text("{svar}", svar=said.err.strip() or said.out.strip()),
            )
        return said


class Servers:
    """Servers that run beside the demo and end with it."""

    def __init__(self, stack: ExitStack):
        """Take what ends them."""
        self._stack = stack

    def start(self, *arguments: str, log: Path, environ: Mapping[str, str] | None = None) -> str:
        """Start a server and return the address that it says first."""
        errors = self._stack.enter_context(log.open("w", encoding="utf-8"))
        process = subprocess.Popen(
            own_command(*arguments),
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env={**os.environ, **(environ or {})},
        )
        self._stack.callback(_end, process)
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise JdError(
                text("En server startede ikke: {kommando}", kommando=arguments[0]),
                hint=text("Se {fil}.", fil=str(log)),
            )
        return line.strip().split()[-1]


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()


def words(parts: Sequence[str]) -> str:
    """Write a command as it would be typed."""
    return " ".join(f'"{p}"' if " " in p else p for p in parts)
