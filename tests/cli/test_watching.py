"""`sync --watch` as a real process beside a real central whose wire is cut and mended."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from jd_desktop.domain.language import text
from tests.support.town import Town, Typist, copy_of


class Watched:
    """A running `sync --watch`, read line by line."""

    def __init__(self, lines: IO[str]):
        self._lines = lines
        self.seen: list[dict[str, Any]] = []

    def until(self, **wanted: Any) -> dict[str, Any]:
        """Read until a line says this."""
        for line in self._lines:
            self.seen.append(json.loads(line))
            if wanted.items() <= self.seen[-1].items():
                return self.seen[-1]
        raise AssertionError(f"it ended without {wanted}: {self.seen}")


@contextmanager
def watching(person: Typist) -> Iterator[Watched]:
    process = subprocess.Popen(
        person.command("--json", "sync", "--watch"), env=person.environ, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        yield Watched(process.stdout)
    finally:
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=20)
    assert (process.returncode, said) == (130, "")


def test_it_keeps_agreeing_hears_hints_and_ends_when_interrupted(
    tmp_path: Any, town: Town, lone: Typist
) -> None:
    bo = town.moves_in(tmp_path / "bo", "bo@skole.dk")
    with watching(lone) as watched:
        watched.until(state="idle", live=True)
        with bo.program() as program:
            with program.work.doing(text("Ny")) as doing:
                doing.create("student", {"first_name": "Ny", "last_name": "Elev"}, "ny")
            program.sync()
        watched.until(state="syncing", live=True)
        watched.until(state="idle", live=True)
    with lone.program() as program:
        assert ("student", "ny") in copy_of(program)


def test_a_cut_wire_is_said_once_and_mended_by_itself(town: Town, lone: Typist) -> None:
    with watching(lone) as watched:
        watched.until(state="idle", live=True)
        town.wire.cut()
        watched.until(live=False)
        town.wire.mend()
        watched.until(live=True)
