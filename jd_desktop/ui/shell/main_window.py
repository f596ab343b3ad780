"""The window: rail, top bar, screens, status strip; it knows no screen by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from jd_desktop.domain.changes import Changes
from jd_desktop.domain.errors import JdError
from jd_desktop.ui.kit.controls import fill, hairline
from jd_desktop.ui.kit.screen import Screen
from jd_desktop.ui.kit.toast import Toast
from jd_desktop.ui.navigator import Navigator, Route
from jd_desktop.ui.shell.rail import Place, Rail
from jd_desktop.ui.shell.status_strip import StatusStrip, SyncStatus
from jd_desktop.ui.shell.top_bar import Search, TopBar
from jd_desktop.ui.tasks import Tasks
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import NARROW_BELOW


@dataclass(frozen=True, slots=True)
class Entry:
    """A screen and its place in the rail."""

    place: Place
    screen: Screen


@dataclass(frozen=True, slots=True)
class Wiring:
    """What the window is given: how to search, undo, and what to do when it closes."""

    search: Search
    undo: Callable[[int], None]
    sync: Callable[[], None]
    closed: Callable[[], None] = lambda: None


class MainWindow(QWidget):
    """Everything a signed-in person sees."""

    def __init__(self, look: Look, tasks: Tasks, entries: Sequence[Entry], wiring: Wiring):
        """Build the window and go to the first screen."""
        super().__init__()
        self._look, self._wiring = look, wiring
        self.setObjectName("main")
        self.setMinimumSize(1024, 680)
        self.resize(1440, 900)
        fill(self, look, "bg")
        self.navigator = Navigator(self)
        self.screens = {e.place.name: e.screen for e in entries}
        self.rail = Rail(look, [e.place for e in entries], self.go)
        self.top_bar = TopBar(look, wiring.search, self.go)
        self.strip = StatusStrip(look)
        self._stack = QStackedWidget()
        for entry in entries:
            self._stack.addWidget(entry.screen)
            entry.screen.titled.connect(self._retitled)
            entry.screen.wants.connect(self.go)
        self._band = hairline(look)
        self._band.setFixedHeight(3)
        fill(self._band, look, "warn")
        self._lay_out()
        self.toast = Toast(look, self)
        self.navigator.moved.connect(self._arrived)
        tasks.changed.connect(self.note)
        tasks.failed.connect(self.fail)
        self.strip.sync_asked.connect(wiring.sync)
        self.strip.conflicts_asked.connect(lambda: self.go("conflicts"))
        self._keys()
        self.go(entries[0].place.name)

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(0)
        for part in (self.top_bar, hairline(self._look)):
            right.addWidget(part)
        right.addWidget(self._stack, 1)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.rail)
        middle.addWidget(hairline(self._look, vertical=True))
        middle.addLayout(right, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._band)
        whole.addLayout(middle, 1)
        whole.addWidget(hairline(self._look))
        whole.addWidget(self.strip)
        self._band.hide()

    def _keys(self) -> None:
        for keys, do in (
            ("Ctrl+K", self.top_bar.search.setFocus),
            ("F5", self._wiring.sync),
            ("F6", self._next_region),
            ("Alt+Left", self.navigator.back),
            ("Alt+Right", self.navigator.forward),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(do)

    def go(self, screen: str, subject: str = "") -> None:
        """Go to a screen, and to one of its subjects."""
        self.navigator.go(Route(screen, subject))

    def _arrived(self, route: Route) -> None:
        screen = self.screens[route.screen]
        self.rail.mark(route.screen)
        self._stack.setCurrentWidget(screen)
        self.top_bar.show_screen(screen.title(), screen.tools(), screen.primary())
        if route.subject:
            screen.open_subject(route.subject)

    def _retitled(self, title: str) -> None:
        if self.sender() is self._stack.currentWidget():
            self.top_bar.set_title(title)

    def note(self, changes: Changes) -> None:
        """Let each screen reload what it shows, and offer undo for what a person did."""
        for screen in self.screens.values():
            screen.note(changes)
        action = changes.action
        if action is not None:
            said = self._look.language.say(action.text)
            self.toast.say(said, self._look.tr("Fortryd"), lambda: self._wiring.undo(action.n))

    def fail(self, error: JdError) -> None:
        """Say what went wrong and what to do."""
        self.toast.say(error.sentence(self._look.language))

    def show_status(self, status: SyncStatus, school: str, person: str) -> None:
        """Say how it stands, and whose program this is."""
        self.strip.show_status(status)
        self.rail.set_names(school, person)
        self._band.setVisible(status.test)
        self.setWindowTitle(f"{school} – Just Driving" + (" · TEST" if status.test else ""))
        if "conflicts" in self.rail.items:
            self.rail.items["conflicts"].set_badge(status.conflicts)

    def _next_region(self) -> None:
        """Go on from rail to bar, screen, strip, and round again."""
        regions: list[QWidget] = [self.rail, self.top_bar, self._stack, self.strip]
        focus = QApplication.focusWidget()
        here = next((k for k, r in enumerate(regions) if focus and r.isAncestorOf(focus)), -1)
        for step in range(1, len(regions) + 1):
            region = regions[(here + step) % len(regions)]
            for child in region.findChildren(QWidget):
                if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.isVisible():
                    child.setFocus(Qt.FocusReason.TabFocusReason)
                    return

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show icons only where the window is narrow."""
        super().resizeEvent(event)
        self.rail.set_narrow(self.width() < NARROW_BELOW)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close in order: what is being written is finished."""
        self._wiring.closed()
        super().closeEvent(event)
