"""A running program with a window: threads, clock, sync, outbox, and what the window shows."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal
from sqlalchemy import Connection

from jd_desktop.cli.screens import Deeds, entries
from jd_desktop.domain.changes import Changes
from jd_desktop.domain.errors import JdError, Offline, SignInNeeded
from jd_desktop.domain.language import text
from jd_desktop.main import Program
from jd_desktop.operations.undo import undo
from jd_desktop.operations.work import Work
from jd_desktop.outbox.run import Outbox
from jd_desktop.queries.messages import waiting_count
from jd_desktop.queries.status import Status, status
from jd_desktop.queries.students import choose
from jd_desktop.runtime import threads
from jd_desktop.runtime.ticker import Ticker
from jd_desktop.ui.shell.main_window import Entry, MainWindow, Wiring
from jd_desktop.ui.shell.status_strip import SyncStatus
from jd_desktop.ui.shell.top_bar import Hit
from jd_desktop.ui.tasks import Tasks
from jd_desktop.ui.theme.look import Look

T = TypeVar("T")
log = logging.getLogger(__name__)
SYNC_EVERY, OUTBOX_EVERY = 60, 5
BUDGET_S = 5.0


class Desk(QObject):
    """Keeps a signed-in person's window honest and the work behind it going."""

    synced = Signal(str, object)
    troubled = Signal(object)
    redressed = Signal()
    signed_out = Signal()

    def __init__(self, program: Program, guard: threads.Guard):
        """Start the threads; the database is opened on its writer."""
        super().__init__()
        self._program = program
        self.threads = threads.start(
            lambda: program.work, lambda: program.database.reader().connect(), guard
        )
        self.tasks = Tasks(self.threads.readers, self.threads.writer, self)
        self.window: MainWindow | None = None
        self._state = "offline"
        self._outbox: Outbox | None = None
        self._me: Status | None = None
        self._ticker = Ticker(program.clock, failed=self._tick_failed, on_wake=self.sync)
        self._ticker.every(SYNC_EVERY, "sync", self._hand_sync, jitter=SYNC_EVERY * 0.2)
        self._ticker.every(OUTBOX_EVERY, "outbox", self._hand_outbox)
        self.synced.connect(self._show_synced)
        self.troubled.connect(self.tasks.failed)
        self._told: set[str] = set()
        self.tasks.changed.connect(self._after_change)
        self.tasks.crashed.connect(self._crashed)

    def open(self) -> None:
        """Open the database; raises what is wrong with it."""
        self.threads.writer.run(lambda _work: self._program.token()).result()
        self._me = self.threads.readers.run(status).result()

    def write(self, fn: Callable[[Connection], T]) -> T:
        """Run on the writer, in a transaction, from another thread."""

        def act(work: Work) -> T:
            with work.transaction() as db:
                return fn(db)

        return self.threads.writer.run(act).result()

    def work(self, action: Callable[[Work], T]) -> T:
        """Run an action on the writer from another thread."""
        return self.threads.writer.run(action).result()

    def show(self, look: Look) -> MainWindow:
        """Build the window, in place of the old one where there is one."""
        old, self.window = self.window, None
        wiring = Wiring(self._search, self._undo, self.sync, self._closed)
        window = MainWindow(look, self.tasks, self._entries(look), wiring)
        if old is not None:
            old.deleteLater()
        self.window = window
        self.refresh()
        return window

    def _entries(self, look: Look) -> list[Entry]:
        alone = not self._program.settings.get("central.url")
        deeds = Deeds(self.redressed.emit, None if alone else self._sign_out)
        mine = self._me.instructor_id if self._me is not None else ""
        return entries(look, self.tasks, self._program, deeds, instructor_id=mine)

    def _sign_out(self) -> None:
        """Tell the central, forget the token, and show the sign-in again."""
        self.threads.net.run(self._leave).add_done_callback(_log_failure)

    def _leave(self) -> None:
        self._program.give_token_back()
        self.threads.writer.run(lambda _work: self._program.forget_session()).result()
        self.signed_out.emit()

    def start(self) -> None:
        """Begin to tick, and agree with the central at once."""
        self._ticker.start()
        self.sync()

    def sync(self) -> None:
        """Agree with the central now."""
        self._ticker.kick("sync")

    def refresh(self) -> None:
        """Ask how it stands."""
        self.tasks.ask(status, then=self._show_status, owner=self, key="status")

    def _show_status(self, found: Status) -> None:
        if self.window is None:
            return
        told = SyncStatus(
            state="alone" if found.is_alone else self._state,
            last_agreed=found.last_agreed,
            waiting=0 if found.is_alone else found.waiting,
            conflicts=found.conflicts,
            failed_messages=found.failed_messages,
            news=found.news,
            clock_off_min=round(found.clock_off_s / 60),
            test=self._program.settings.get("mode") == "test",
            now=self._program.clock.now(),
        )
        self.window.show_status(told, found.school, found.person)

    def _after_change(self, changes: Changes) -> None:
        self.refresh()
        if changes.action is not None:
            self._ticker.kick("sync")

    def _crashed(self, trace: str) -> None:
        """Our own mistake: kept for support, said calmly."""
        log.error("crashed: %s", trace)
        self.tasks.failed.emit(
            JdError(
                text("Noget gik galt i programmet."),
                hint=text("Det, du skrev, er ikke tabt. En rapport ligger i loggen."),
            )
        )

    def _search(self, words: str, then: Callable[[Sequence[Hit]], None]) -> None:
        def show(found: Sequence[tuple[str, str, str]]) -> None:
            then([Hit(name, phone, "students", i) for i, name, phone in found])

        self.tasks.ask(partial(choose, typed=words), then=show, owner=self, key="search")

    def _undo(self, number: int) -> None:
        self.tasks.do(partial(undo, n=number), owner=self)

    # Ticks only hand work on: the clock's own threads must never hang.

    def _hand_sync(self) -> None:
        self.threads.net.run(self.agree).add_done_callback(_log_failure)

    def _hand_outbox(self) -> None:
        self.threads.net.run(self._send).add_done_callback(_log_failure)

    def agree(self) -> None:
        """Agree with the central once and tell the window how it went; on a network thread."""
        try:
            if self.threads.readers.run(lambda db: status(db).is_alone).result():
                return
            self.synced.emit("syncing", Changes())
            report = self._program.sync(desk=self)
        except Offline as error:
            log.info("offline", extra={"detail": error.detail})
            self.synced.emit("offline", Changes())
        except SignInNeeded as error:
            self.synced.emit("signed_out", Changes())
            self._tell_once(error)
        except JdError as error:
            self.synced.emit("offline", Changes())
            self._tell_once(error)
        else:
            self.synced.emit("online", report.changes)

    def _send(self) -> None:
        try:
            self._outbox = self._outbox or self._program.outbox(self.work)
            changes = self._outbox.tick()
        except JdError as error:
            if self.threads.readers.run(waiting_count).result():
                self._tell_once(error)
            return
        if changes:
            self.tasks.tell(changes)
            self._ticker.kick("sync")

    def _tell_once(self, error: JdError) -> None:
        """Say what keeps coming back the first time only; it is in the strip or the outbox too."""
        if str(error) not in self._told:
            self._told.add(str(error))
            log.info("not now", extra={"why": type(error).__name__, "detail": error.detail})
            self.troubled.emit(error)

    def _show_synced(self, state: str, changes: Changes) -> None:
        self._state = state
        if changes:
            self.tasks.changed.emit(changes)
        self.refresh()

    def _tick_failed(self, name: str, error: Exception) -> None:
        log.warning("tick", extra={"tick": name, "error": type(error).__name__})

    def _closed(self) -> None:
        self.close()

    def close(self) -> None:
        """Stop in order: clock, writer, network; what is left is in the outbox and the queue."""
        left = self.threads.shut_down(stop=self._ticker.stop, budget=BUDGET_S)
        if left:
            log.warning("left at closing", extra={"writes": left.writes, "calls": left.calls})


def _log_failure(done: Future[Any]) -> None:
    if done.cancelled():
        return
    error = done.exception()
    if isinstance(error, JdError):
        log.info("not now", extra={"why": type(error).__name__, "detail": error.detail})
    elif error is not None:
        log.error("failed", exc_info=error)
