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

from jd_desktop.central import accept as taking
from jd_desktop.central.app import create_app
from jd_desktop.central.database import open_engine
from jd_desktop.central.serving import build_server
from jd_desktop.domain import agreement
from jd_desktop.domain.errors import Offline
from jd_desktop.main import Program, Start, SystemClock
from jd_desktop.operations.bookings import Draft, create
from jd_desktop.store import state
from jd_desktop.sync import pull
from tests.central.school import CHEAP
from tests.faults.sync.nursery import Order, starts


def arm(order: Order) -> None:
    """Die at the ordered commit, of whichever engine; and plant the ordered fault."""
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
    if order.plant:
        PLANTS[order.plant]()


def desktop(order: Order) -> None:
    """Book some lessons, each told on the way in a file once it is done, and agree."""
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


def _cursor_before_rows() -> None:
    """The cursor is committed before the rows that it counts."""
    real = pull.store_page

    def store_page(db: Any, lines: Any, *, asked: int, cursor: int, **more: Any) -> Any:
        if state.get(db, "cursor", 0) == asked:
            state.put(db, cursor=cursor)
            db.commit()
            db.begin()
            state.put(db, cursor=asked)
        return real(db, lines, asked=asked, cursor=cursor, **more)

    pull.store_page = store_page


def _no_dedupe() -> None:
    """The central takes whatever comes, as often as it comes."""

    def in_order(mutations: Any, last_n: int) -> Any:
        return [m for m in mutations if m.n >= last_n]

    taking._in_order = in_order
    taking._recall = lambda *_: []


def _silent_conflicts() -> None:
    """What cannot apply is parked, and nobody hears of it."""
    agreement.put_conflict = lambda *_: None


PLANTS = {
    "cursor before rows": _cursor_before_rows,
    "no dedupe": _no_dedupe,
    "silent conflicts": _silent_conflicts,
}
