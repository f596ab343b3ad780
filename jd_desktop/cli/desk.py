"""A running program with a window: threads, clock, sync, outbox, and what the window shows."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import partial
from time import monotonic
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from jd_desktop.cli.background import BackgroundWork, Parting, Split
from jd_desktop.cli.palette_words import hit
from jd_desktop.cli.screens import Deeds, entries
from jd_desktop.domain.changes import Changes
from jd_desktop.domain.errors import JdError, Offline, SignInNeeded
from jd_desktop.domain.language import text
from jd_desktop.main import Program
from jd_desktop.operations.undo import undo
from jd_desktop.operations.work import Work
from jd_desktop.protocol.session import Session
from jd_desktop.queries.palette import PaletteHit, palette
from jd_desktop.queries.status import Status, status
from jd_desktop.runtime import threads
from jd_desktop.runtime.agreeing import Told
from jd_desktop.sync.erase import Erased, Locked
from jd_desktop.ui.mailbox import Mailbox
from jd_desktop.ui.network import NetworkWatch
from jd_desktop.ui.shell.main_window import Entry, MainWindow, Wiring
from jd_desktop.ui.shell.status_words import SyncStatus
from jd_desktop.ui.shell.top_bar import Hit
from jd_desktop.ui.tasks import Tasks
from jd_desktop.ui.theme.look import Look

T = TypeVar("T")
log = logging.getLogger(__name__)
TELL_TIME_EVERY_MS = 15_000
STATES = {"idle": "online", "pushing": "syncing", "pulling": "syncing", "waiting": "offline"}
BUDGET_S = 5.0


class Desk(QObject):
    """Keeps a signed-in person's window honest; the work behind it goes on by itself.

    What works on other threads holds plain objects and posts of mailboxes, never this.
    """

    redressed = Signal()
    signed_out = Signal()
    agreed = Signal(object)
    parted = Signal(object)

    def __init__(self, program: Program, guard: threads.Guard, parent: QObject | None = None):
        """Start the threads; the database is opened on its writer."""
        super().__init__(parent)
        self._program = program
        self.threads = threads.start(
            lambda: program.work, lambda: program.database.reader().connect(), guard
        )
        self.tasks = Tasks(self.threads.readers, self.threads.writer, self)
        self.window: MainWindow | None = None
        self._told, self._told_at = Told(state="offline"), monotonic()
        self._said = set[str]()
        self._me: Status | None = None
        self._mailbox = Mailbox(self._show_told, self)
        self.work = BackgroundWork(program, self.threads, self.tasks.post, self._mailbox.post)
        self._is_closed = False
        self._time = QTimer(self)
        self._time.timeout.connect(self.refresh)
        self.tasks.changed.connect(self._after_change)
        self.tasks.crashed.connect(self._crashed)
        self._network = NetworkWatch(self, self.work.agreeing.back)

    def open(self) -> None:
        """Open the database; raises what is wrong with it."""
        self.threads.writer.run(lambda _work: self._program.token()).result()
        self._me = self.threads.readers.run(status).result()

    @property
    def standing(self) -> Told:
        """How agreeing goes, as told last."""
        return self._told

    def show(self, look: Look) -> MainWindow:
        """Build the window, in place of the old one where there is one."""
        old, self.window = self.window, None
        wiring = Wiring(self._search, self._undo, self.sync, self.close)
        window = MainWindow(look, self.tasks, self._entries(look), wiring)
        if old is not None:
            old.deleteLater()
        self.window = window
        self.refresh()
        return window

    def _entries(self, look: Look) -> list[Entry]:
        alone = not self._program.settings.get("central.url")
        role = self._me.role if self._me is not None else ""
        deeds = Deeds(
            self.redressed.emit,
            self.call,
            sign_out=None if alone else self._sign_out,
            call=None if alone else self.call,
            write=self.work.work if role == "admin" and not alone else None,
            role=role,
        )
        mine = self._me.instructor_id if self._me is not None else ""
        return entries(look, self.tasks, self._program, deeds, instructor_id=mine)

    def _sign_out(self) -> None:
        """Tell the central, forget the token, and show the sign-in again."""
        self.call(self.work.leave, then=lambda _nothing: self.signed_out.emit())

    def call(
        self,
        errand: Callable[[None], T],
        *,
        then: Callable[[T], None],
        failed: Callable[[JdError], None] | None = None,
        owner: QObject | None = None,
    ) -> None:
        """Do something on a network thread and go on with what comes of it."""
        owner = owner or self
        self.tasks.call(self.work.calls, errand, owner=owner, then=then, failed=failed)

    def join(
        self, session: Session, address: str, email: str, *, then: Callable[[], None],
        failed: Callable[[JdError], None],
    ) -> None:  # fmt: skip
        """Become the device that a session names, then go on."""
        accept = self._program.accept_session
        self._set_up(lambda _work: accept(session, address, email), then, failed)

    def found(
        self, school: str, person: str, *, then: Callable[[], None],
        failed: Callable[[JdError], None],
    ) -> None:  # fmt: skip
        """Begin a school that works alone here, then go on."""
        found = self._program.found
        self._set_up(lambda _work: found(school, person), then, failed)

    def _set_up(
        self,
        act: Callable[[Work], None],
        then: Callable[[], None],
        failed: Callable[[JdError], None],
    ) -> None:
        def done(_nothing: None) -> None:
            self.tasks.ask(status, then=who, owner=self, failed=failed)

        def who(found: Status) -> None:
            self._me = found
            then()

        self.tasks.call(self.threads.writer, act, owner=self, then=done, failed=failed)

    def start(self) -> None:
        """Begin to tick, and agree with the central at once; goes on where it runs already."""
        self.work.start()
        self._time.start(TELL_TIME_EVERY_MS)

    def sync(self) -> None:
        """Agree with the central now."""
        self.work.agreeing.want()

    def refresh(self) -> None:
        """Ask how it stands."""
        if self.window is None:
            return
        self.tasks.ask(status, then=self._show_status, owner=self, key="status")

    def _show_status(self, found: Status) -> None:
        if self.window is None:
            return
        told = SyncStatus(
            state="alone" if found.is_alone else STATES.get(self._told.state, self._told.state),
            last_agreed=found.last_agreed,
            waiting=0 if found.is_alone else found.waiting,
            conflicts=found.conflicts,
            failed_messages=found.failed_messages,
            clock_off_min=round(found.clock_off_s / 60),
            test=self._program.settings.get("mode") == "test",
            now=self._program.clock.now(),
            news=found.news,
            is_live=self._told.is_live,
            next_try_s=self._next_try(),
            stored=self._told.stored,
            expected=self._told.expected,
            is_first=found.last_agreed is None,
            why=self._why(),
        )
        self.window.show_status(told, found.school, found.person)

    def _next_try(self) -> float | None:
        at = self._told.next_try_s
        return None if at is None else max(0.0, at - (monotonic() - self._told_at))

    def _why(self) -> str:
        error = self._told.error
        return "" if error is None else error.sentence(self._program.language)

    def _show_told(self, letter: Told | JdError | Parting | Split) -> None:
        """Show how agreeing goes; a failure of the outbox is said once."""
        if isinstance(letter, Parting):
            self.parted.emit(letter.error)
            return
        if isinstance(letter, Split):
            self._say_split()
            return
        if isinstance(letter, JdError):
            self._tell_once(letter)
            return
        self._told, self._told_at = letter, monotonic()
        if isinstance(letter.error, SignInNeeded):
            self._sign_in_needed(letter.error)
        elif letter.error is not None and not isinstance(letter.error, Offline):
            self._tell_once(letter.error)
        self.refresh()
        self.agreed.emit(letter)

    def _say_split(self) -> None:
        if self.window is not None:
            tr, window = self._program.language.tr, self.window
            said = tr("Denne computer var en kopi af en anden og er nu sin egen. Intet er tabt.")
            window.toast.say(said, tr("Vis"), lambda: window.go("news"), icon="")

    def _sign_in_needed(self, error: SignInNeeded) -> None:
        """The central knows this device no longer, or an administrator revoked it."""
        if isinstance(error, Locked | Erased):
            self.parted.emit(error)
        else:
            self._tell_once(error)

    def _tell_once(self, error: JdError) -> None:
        """Say what keeps coming back the first time only; it is in the strip or the outbox too."""
        if str(error) not in self._said:
            self._said.add(str(error))
            log.info("not now", extra={"why": type(error).__name__, "detail": error.detail})
            self.tasks.failed.emit(error)

    def _after_change(self, changes: Changes) -> None:
        self.refresh()
        if changes.action is not None:
            self.work.agreeing.hint()

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
        language, now = self._program.language, self._program.clock.now()

        def show(found: Sequence[PaletteHit]) -> None:
            then([hit(language, one) for one in found])

        self.tasks.ask(partial(palette, typed=words, now=now), then=show, owner=self, key="search")

    def _undo(self, number: int) -> None:
        self.tasks.do(partial(undo, n=number), owner=self)

    def close(self) -> None:
        """Stop in order: clock, writer, network; what is left is in the outbox and the queue.

        Nothing is delivered to a window any more, even where a call did not end in time. A window
        may be closed when all is over: then nothing is touched, for Qt's part of it is gone.
        """
        if self._is_closed:
            return
        self._is_closed = True
        self._time.stop()
        self._mailbox.close()
        left = self.work.shut_down(budget=BUDGET_S)
        self.tasks.close()
        if left:
            log.warning("left at closing", extra={"writes": left.writes, "calls": left.calls})
