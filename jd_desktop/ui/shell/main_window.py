"""The window: rail, top bar, screens, status strip; it knows no screen by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from jd_desktop.domain.changes import Action, Changes
from jd_desktop.domain.errors import JdError
from jd_desktop.domain.language import text
from jd_desktop.ui.commands import Command, Commands, OffersCommands
from jd_desktop.ui.kit.controls import fill, hairline
from jd_desktop.ui.kit.screen import Screen
from jd_desktop.ui.kit.toast import Toast
from jd_desktop.ui.navigator import Navigator, Route
from jd_desktop.ui.shell.keys_page import KeysPage
from jd_desktop.ui.shell.palette import COMMAND, SHORTEST, beside, commands_found, places_found
from jd_desktop.ui.shell.rail import Place, Rail
from jd_desktop.ui.shell.status_strip import StatusStrip
from jd_desktop.ui.shell.status_words import SyncStatus
from jd_desktop.ui.shell.top_bar import Hit, Search, TopBar
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
        self.top_bar = TopBar(look, beside(wiring.search, self._found), self.go)
        self.strip = StatusStrip(look, self.screens)
        self._last: Action | None = None
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
        self._connect(tasks)
        self.commands = Commands()
        self.commands.add(*self._everywhere())
        for command in self.commands:
            self._bind(command)
        self.go(entries[0].place.name)

    def _connect(self, tasks: Tasks) -> None:
        self.navigator.moved.connect(self._arrived)
        tasks.changed.connect(self.note)
        tasks.failed.connect(self.fail)
        self.strip.sync_asked.connect(self._wiring.sync)
        self.strip.wanted.connect(self.go)

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

    def _everywhere(self) -> list[Command]:
        """Return what can be done on every screen."""
        ways = [
            Command(f"go.{item.place.name}", item.place.title, partial(self.go, name), item.key)
            for name, item in self.rail.items.items()
        ]
        back, forward = self.navigator.back, self.navigator.forward
        return [
            Command("search", text("Søg"), self.top_bar.begin_search, "Ctrl+K"),
            *ways,
            Command("back", text("Tilbage"), back, "Alt+Left"),
            Command("forward", text("Frem igen"), forward, "Alt+Right"),
            Command("region", text("Næste del af vinduet"), self._next_region, "F6"),
            Command("undo", text("Fortryd det seneste"), self.undo, "Ctrl+Z", self._can_undo),
            Command("sync", text("Synkronisér nu"), self._wiring.sync, "F5"),
            Command("keys", text("Vis taster"), self.show_keys, "F1"),
        ]

    def _bind(self, command: Command) -> None:
        def run() -> None:
            if command.enabled():
                command.run()

        if command.shortcut:
            QShortcut(QKeySequence(command.shortcut), self).activated.connect(run)

    def show_keys(self) -> None:
        """Show what can be done with the keyboard, here and everywhere."""
        screen = self._stack.currentWidget()
        here = screen.commands() if isinstance(screen, OffersCommands) else ()
        KeysPage(self._look, self, here, self.commands).open()

    def go(self, screen: str, subject: str = "") -> None:
        """Go to a screen, and to one of its subjects; a command's name has it done."""
        if screen.startswith(COMMAND):
            self._known(screen.removeprefix(COMMAND)).run()
            return
        self.navigator.go(Route(screen, subject))

    def _all_commands(self) -> list[Command]:
        screen = self._stack.currentWidget()
        here = screen.commands() if isinstance(screen, OffersCommands) else ()
        return [*here, *self.commands]

    def _known(self, command_id: str) -> Command:
        return next(c for c in self._all_commands() if c.id == command_id)

    def _found(self, words: str) -> list[Hit]:
        """Return the commands and places that match what is typed into the search."""
        if len(words.strip()) < SHORTEST:
            return []
        found = commands_found(self._look, self._all_commands(), words)
        for name, screen in self.screens.items():
            found += places_found(name, screen.title(), screen, words)
        return found

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
        if changes.action is not None:
            self._last = changes.action
            said = self._look.language.say(changes.action.text)
            self.toast.say(said, self._look.tr("Fortryd"), self.undo)

    def undo(self) -> None:
        """Take back what was done last in this window, once."""
        action, self._last = self._last, None
        if action is not None:
            self._wiring.undo(action.n)

    def _can_undo(self) -> bool:
        return self._last is not None

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
        if "messages" in self.rail.items:
            self.rail.items["messages"].set_badge(status.failed_messages)
        if "news" in self.rail.items:
            self.rail.items["news"].set_badge(status.news, "accent")

    def _next_region(self) -> None:
        """Go on from rail to bar, screen, strip, and round again."""
        regions: list[QWidget] = [self.rail, self.top_bar, self._stack, self.strip]
        focus = QApplication.focusWidget()
        here = next((k for k, r in enumerate(regions) if focus and r.isAncestorOf(focus)), -1)
        for step in range(1, len(regions) + 1):
            target = self._entrance(regions[(here + step) % len(regions)])
            if target is not None:
                target.setFocus(Qt.FocusReason.TabFocusReason)
                return

    def _entrance(self, region: QWidget) -> QWidget | None:
        """Return where the keyboard enters a region: where we are, or the first place."""
        if region is self.rail and self.navigator.here is not None:
            return self.rail.items.get(self.navigator.here.screen)
        screen = self._stack.currentWidget()
        proxy = screen.focusProxy() if screen is not None else None
        if region is self._stack and proxy is not None:
            return proxy
        for child in region.findChildren(QWidget):
            reached = child.focusPolicy() & Qt.FocusPolicy.TabFocus
            if reached and child.isVisible() and child.isEnabled():
                return child
        return None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show icons only where the window is narrow."""
        super().resizeEvent(event)
        self.rail.set_narrow(self.width() < self._look.px(NARROW_BELOW))

    def close_quietly(self) -> None:
        """Close without ending what works behind the window."""
        self.hide()
        self.deleteLater()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close in order: what is being written is finished."""
        self._wiring.closed()
        super().closeEvent(event)
