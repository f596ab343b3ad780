"""What a child of the nursery does with its life, and where it ends."""

from __future__ import annotations

import os
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
from jd_desktop.main import Program, Start, SystemClock
from jd_desktop.operations.bookings import Draft, create
from tests.central.school import CHEAP
from tests.faults.sync.nursery import Order, starts


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
    """Book some lessons, each told on the way in a file once it is done, and agree."""
    os.environ.clear()  # the nursery's own may name a keyring that this person does not have
    os.environ.update(order.environ)
    program = Program(Start(Path(order.folder), order.environ, SystemClock()))
    done = Path(order.folder) / "done"
    for number in range(order.first, order.first + order.bookings):
        begins = starts(number)
        made = create(program.work, Draft("ali", begins, begins + timedelta(hours=1)))
        (booking,) = made.touched["booking"]
        with done.open("a", encoding="utf-8") as file:
            file.write(booking + "\n")
    with suppress(Offline):
        program.sync()
    program.close()


def central(order: Order) -> None:
    """Serve a migrated database on a port of one's own until killed."""
    engine = open_engine(order.database)
    app = create_app(engine, SystemClock(), passwords=CHEAP)
    build_server(app, "127.0.0.1", order.port, lambda _address: _knock(order.told)).run()


def _knock(port: int) -> None:
    """Tell whoever waits at a port that we are ready."""
    socket.create_connection(("127.0.0.1", port), timeout=20).close()


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
