"""What a child of the nursery does with its life, and where it ends."""

from __future__ import annotations

import os
import resource
import signal
import socket
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.engine.default import DefaultDialect

from jd_desktop.central.app import create_app
from jd_desktop.central.database import open_engine
from jd_desktop.central.serving import build_server
from jd_desktop.domain.errors import Offline
from jd_desktop.domain.language import text
from jd_desktop.main import Program, Start, SystemClock
from jd_desktop.operations.bookings import Draft, create, edit
from tests.central.school import CHEAP
from tests.faults.sync.nursery import Order, starts
from tests.faults.sync.planted import plant
from tests.support.town import furnish

COMMON = "common"
"""The lesson that everybody changes."""


def arm(order: Order) -> None:
    """Die at the ordered commit, of whichever engine."""
    count, real = [0], DefaultDialect.do_commit

    def do_commit(dialect: Any, raw: Any) -> None:
        count[0] += 1
        if order.at == count[0] and order.when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        real(dialect, raw)
        if order.at == count[0] and order.when == "after":
            os.kill(os.getpid(), signal.SIGKILL)

    if order.at:
        DefaultDialect.do_commit = do_commit  # type: ignore[method-assign]


def desktop(order: Order) -> None:
    """Act so many times, and agree after each; what is not sent when the wire is gone waits."""
    os.environ.clear()  # the nursery's own may name a keyring that this person does not have
    os.environ.update(order.environ)
    folder = Path(order.folder)
    with plant(order.fault):
        program = Program(Start(folder, order.environ, SystemClock()))
        for number in range(order.first, order.first + order.times):
            act(program, folder, number)
            with suppress(Offline):
                program.sync()
        program.close()


def act(program: Program, folder: Path, number: int) -> None:
    """Book a lesson and change what everybody changes, each noted when it is done."""
    name, begins = f"{folder.name} {number}", starts(number)
    journal(folder, f"begun {name}")
    create(program.work, Draft("ali", begins, begins + timedelta(hours=1), note=name))
    journal(folder, f"done {name}")
    edit(program.work, COMMON, {"pickup": name})


def journal(folder: Path, word: str) -> None:
    """Write down what was begun or done, at once and past any kill."""
    with (folder / "journal").open("a", buffering=1, encoding="utf-8") as file:
        file.write(f"{word}\n")


def journalled(folder: Path, verb: str) -> set[str]:
    """Return what this computer's person began, or saw done."""
    file = folder / "journal"
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    return {line.removeprefix(f"{verb} ") for line in lines if line.startswith(f"{verb} ")}


def share(program: Program, *, is_furnished: bool = False) -> None:
    """Give the school what lessons need, and a lesson that everybody will change."""
    if not is_furnished:
        furnish(program)
    slot = {"starts": "2026-11-30T09:00:00.000Z", "ends": "2026-11-30T10:00:00.000Z"}
    with program.work.doing(text("En lektion")) as doing:
        doing.create("booking", {"instructor_id": "mia", "state": "confirmed", **slot}, COMMON)


def central(order: Order) -> None:
    """Serve a migrated database on a port of one's own until killed."""
    engine = open_engine(order.database)
    app = create_app(engine, SystemClock(), passwords=CHEAP)
    if order.largest_file:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (order.largest_file, order.largest_file))
    with plant(order.fault):
        build_server(app, "127.0.0.1", order.port, lambda _address: _knock(order.told)).run()


def _knock(port: int) -> None:
    """Tell whoever waits at a port that we are ready."""
    socket.create_connection(("127.0.0.1", port), timeout=20).close()


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
