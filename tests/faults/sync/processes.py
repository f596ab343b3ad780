"""A desktop and a central as processes that die at a commit, or have a fault planted in them.

The faults are installed here, by the tests' own process entries; the product has no hook for them.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import Any

from sqlalchemy.engine.default import DefaultDialect

from jd_desktop.central.app import create_app
from jd_desktop.central.database import open_engine
from jd_desktop.central.serving import build_server
from jd_desktop.domain.errors import Offline
from jd_desktop.domain.language import COPENHAGEN
from jd_desktop.main import Program, SystemClock
from jd_desktop.operations.bookings import Draft, create, edit
from tests.faults.sync.planted import plant
from tests.support.town import Typist

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.faults.sync.processes", "twilio.rest"])
TEN = datetime(2026, 12, 1, 10, tzinfo=COPENHAGEN)


@dataclass(frozen=True, slots=True)
class Death:
    """At which commit of a process it dies, counted from one: before it, or just after."""

    commit: int = 0
    after: bool = False


def dying(death: Death) -> None:
    """Have this process killed at a commit; no handler, no farewell, as when the power goes."""
    commit: Callable[..., None] = DefaultDialect.do_commit
    seen = 0

    def counted(self: DefaultDialect, raw: Any) -> None:
        nonlocal seen
        seen += 1
        if seen == death.commit and not death.after:
            os.kill(os.getpid(), signal.SIGKILL)
        commit(self, raw)
        if seen == death.commit:
            os.kill(os.getpid(), signal.SIGKILL)

    DefaultDialect.do_commit = counted  # type: ignore[method-assign] # this process's alone


def journal(folder: Path, word: str) -> None:
    """Write down what was begun or done, at once and past any kill."""
    with (folder / "journal").open("a", buffering=1, encoding="utf-8") as file:
        file.write(f"{word}\n")


def journalled(folder: Path, verb: str) -> set[str]:
    """Return what this computer's person began, or saw done."""
    file = folder / "journal"
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    return {line.removeprefix(f"{verb} ") for line in lines if line.startswith(f"{verb} ")}


def act(program: Program, folder: Path, number: int) -> None:
    """Book a lesson and change what everybody changes, each noted when it is done."""
    name = f"{folder.name} {number}"
    starts = TEN + timedelta(hours=number)
    journal(folder, f"begun {name}")
    create(program.work, Draft("ali", starts, starts + timedelta(hours=1), note=name))
    journal(folder, f"done {name}")
    edit(program.work, "common", {"pickup": name})


def desktop(folder: Path, numbers: range, death: Death, fault: str = "") -> None:
    """Act and sync, again and again; what is not sent when the wire is gone waits."""
    dying(death)
    with plant(fault), Typist(folder).program() as program:
        for number in numbers:
            act(program, folder, number)
            with suppress(Offline):
                program.sync()


def central(database: str, port: int, told: Pipe, death: Death, fault: str = "") -> None:
    """Serve a school on a port, its own choice where it is 0, until killed."""
    engine = open_engine(database)
    app = create_app(engine, SystemClock())
    dying(death)
    with plant(fault):
        build_server(app, "127.0.0.1", port, told.send).run()


__all__ = ["FORKS", "Death", "act", "central", "desktop", "journalled"]
