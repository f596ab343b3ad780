"""Opening the window: sign in where needed, then the desk."""

from __future__ import annotations

import os
import socket
import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from jd_desktop import __version__
from jd_desktop.cli.desk import Desk
from jd_desktop.cli.own_account import ask_new_password
from jd_desktop.domain.errors import JdError
from jd_desktop.host.crash import CrashReports
from jd_desktop.host.logs import start_log, stop_log
from jd_desktop.host.occupied import sharing
from jd_desktop.host.paths import data_folder, resources
from jd_desktop.integrations.central.door_refusals import CodeNeeded
from jd_desktop.main import Program, Start, SystemClock
from jd_desktop.runtime import heap
from jd_desktop.runtime.threads import Guard
from jd_desktop.sync.erase import Locked, lost_access
from jd_desktop.ui.app import application, dress, tokens_for
from jd_desktop.ui.shell.farewell import Farewell
from jd_desktop.ui.shell.sign_in import SignIn
from jd_desktop.ui.theme.look import Look


def open_window(arguments: Namespace) -> int:
    """Open the program's window and stay until it is closed."""
    folder = data_folder(getattr(arguments, "data_dir", None), os.environ)
    guard = Guard()
    program = Program(Start(folder, os.environ, SystemClock(), guard))
    with sharing(program.paths.prepare().data):
        return _open(program, guard)


def _open(program: Program, guard: Guard) -> int:
    log = start_log(program.paths.logs)
    crashes = CrashReports(program.paths.logs, version=__version__, clock=program.clock)
    crashes.install()
    app = application(sys.argv[:1], resources())
    opening = Opening(app, program, guard)
    opening.begin()
    code = app.exec()
    opening.desk.close()
    crashes.remove()
    stop_log(log)
    return code


class Opening(QObject):
    """Goes from nothing to the window: signing in, the desk, the first fetch before its eyes."""

    refused = Signal(object)

    def __init__(self, app: QApplication, program: Program, guard: Guard):
        """Make the desk; nothing is shown yet."""
        super().__init__()
        self._app, self._program = app, program
        self.desk = Desk(program, guard, self)
        self.window: QWidget | None = None
        self._sign_in: SignIn | None = None
        self._parted_with = ""
        self.refused.connect(self._refuse)
        self.desk.redressed.connect(self.show_desk)
        self.desk.signed_out.connect(self.show_sign_in)
        self.desk.parted.connect(self.show_farewell)

    def look(self) -> Look:
        """Dress the application as the settings say."""
        settings = self._program.settings
        self._program.__dict__.pop("language", None)
        tokens = tokens_for(self._app, settings.get("theme"))
        return dress(self._app, tokens, self._program.language, resources())

    def begin(self) -> None:
        """Show the sign-in, or the desk where a school is here already."""
        farewell = self._program.leaving.farewell
        if farewell is not None:
            self.show_farewell(lost_access(farewell))
            if farewell.phase != "erased":
                self.desk.start()
            return
        if not self._program.is_set_up:
            self.show_sign_in()
            return
        try:
            self.desk.open()
        except JdError as error:
            self.show_sign_in()
            self._refuse(error)
            return
        self.show_desk()
        self.desk.start()

    def show_sign_in(self) -> None:
        """Ask who it is."""
        s = self._program.settings
        computer = s.get("device.name") or socket.gethostname()
        page = SignIn(
            self.look(), address=s.get("central.url"), email=s.get("email"), computer=computer
        )
        page.submitted.connect(self._submit)
        page.alone_chosen.connect(self._alone)
        page.forgotten.connect(self._forgotten)
        self._sign_in = page
        self._replace(page)

    def show_farewell(self, error: JdError | None) -> None:
        """Say that access is gone and show nothing of the school; None says that it is back."""
        if error is None:
            self._parted_with = ""
            self.show_desk()
            return
        said = type(error).__name__
        if said == self._parted_with and isinstance(self.window, Farewell | SignIn):
            return
        look = self.look()
        again = (look.tr("Prøv igen"), self.desk.sync)
        anew = (look.tr("Log ind"), self.show_sign_in)
        shut = (look.tr("Luk programmet"), self._app.quit)
        if isinstance(error, Locked):
            ways = [again, anew, shut]
        else:
            ways = [shut] if self._parted_with or self.desk.window else [anew, shut]
        self._parted_with, self.desk.window = said, None
        self._replace(Farewell(look, error, ways=ways))

    def show_desk(self) -> None:
        """Show the window, built anew with the present look."""
        self._sign_in = None
        self._replace(self.desk.show(self.look()))

    def _replace(self, window: QWidget) -> None:
        old, self.window = self.window, window
        if old is not None:
            window.resize(old.size())
            old.hide()
            old.deleteLater()
        window.show()
        heap.settle()

    def _submit(self, address: str, email: str, password: str) -> None:
        if self._sign_in is not None:
            self._program.settings.set("device.name", self._sign_in.computer_name())
        ask = self._program.ask_session
        code = self._sign_in.typed_code() if self._sign_in is not None else ""
        self.desk.call(
            lambda _nothing: ask(address, email, password, code=code),
            then=lambda session: self.desk.join(
                session, address, email, then=self._joined, failed=self.refused.emit
            ),
            failed=self.refused.emit,
        )

    def _joined(self) -> None:
        """Show the window at once: what is being fetched appears in it as it comes."""
        self.show_desk()
        self.desk.start()

    def _forgotten(self, address: str, email: str) -> None:
        self.desk.call(
            lambda _nothing: ask_new_password(address, email),
            then=self._told_of_mail,
            failed=self.refused.emit,
        )

    def _told_of_mail(self, is_mailed: bool) -> None:
        """The same is said whether or not there is such a person."""
        if self._sign_in is None:
            return
        tr = self._program.language.tr
        if is_mailed:
            said = tr("Er adressen kendt, er der sendt et link til den. Det virker i en time.")
        else:
            said = tr("Centralen sender ikke mail. Bed skolens administrator om en ny adgangskode.")
        self._sign_in.show_note(said)

    def _alone(self, school: str, person: str) -> None:
        self.desk.found(school, person, then=self._joined, failed=self.refused.emit)

    def _refuse(self, error: JdError) -> None:
        if self._sign_in is not None:
            self._sign_in.show_error(error)
            if isinstance(error, CodeNeeded):
                self._sign_in.ask_code()


def settle(condition: Callable[[], bool], *, at_most_ms: int = 20_000) -> bool:
    """Let Qt work until a condition holds; whether it did in time."""
    loop, tick, limit = QEventLoop(), QTimer(), QTimer()
    tick.timeout.connect(lambda: loop.quit() if condition() else None)
    limit.setSingleShot(True)
    limit.timeout.connect(loop.quit)
    tick.start(10)
    limit.start(at_most_ms)
    # At least once round: what was just resized or hidden has to be laid out.
    loop.exec()
    return condition()


def paint_once(program: Program, picture: Path) -> None:
    """Open the window off screen, wait until it shows its data, and keep a picture."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    program.close()
    guard = Guard()
    start = program.start
    shown = Program(Start(start.data, start.environ, start.clock, guard))
    app = application([], resources())
    opening = Opening(app, shown, guard)
    opening.desk.open()
    opening.show_desk()
    window = opening.window
    if window is not None and settle(lambda: opening.desk.tasks.idle):
        window.grab().save(str(picture))
        window.close()
    opening.desk.close()
    shown.close()
