"""A window with two real screens of a test's own, in the real style."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import pytest
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from jd_desktop.domain.language import text
from jd_desktop.ui.commands import Command
from jd_desktop.ui.kit.controls import button
from jd_desktop.ui.kit.screen import Screen
from jd_desktop.ui.shell.main_window import Entry, MainWindow, Wiring
from jd_desktop.ui.shell.rail import Place
from jd_desktop.ui.shell.top_bar import Hit
from jd_desktop.ui.tasks import Tasks
from jd_desktop.ui.theme.look import Look


class Page(Screen):
    """A screen with a field, a main button and a command."""

    shows: ClassVar[frozenset[str]] = frozenset({"booking"})

    def __init__(self, look: Look, name: str):
        super().__init__(look)
        self.name = name
        self.loads = 0
        self.opened: list[str] = []
        self.field = QLineEdit()
        self.field.setAccessibleName("Filter")
        QVBoxLayout(self).addWidget(self.field)
        self.new = button(look, f"Ny i {name}", lambda: None, primary=True)

    def title(self) -> str:
        return self.name

    def primary(self) -> QPushButton:
        return self.new

    def reload(self) -> None:
        self.loads += 1

    def open_subject(self, subject: str) -> None:
        self.opened.append(subject)

    def commands(self) -> list[Command]:
        return [Command("page.new", text("Ny booking"), lambda: None, "Ctrl+N")]


@dataclass
class Desk:
    """What the window was given, and what it did with it."""

    pages: dict[str, Page]
    hits: Sequence[Hit] = ()
    searched: list[str] = field(default_factory=list)
    undone: list[int] = field(default_factory=list)
    synced: int = 0
    closed: int = 0

    def search(self, words: str, then: Callable[[Sequence[Hit]], None]) -> None:
        self.searched.append(words)
        then(self.hits)

    def sync(self) -> None:
        self.synced += 1

    def close(self) -> None:
        self.closed += 1


PLACES = (
    Place("calendar", text("Kalender"), "calendar-days"),
    Place("students", text("Elever"), "users"),
    Place("conflicts", text("Konflikter"), "triangle-alert"),
    Place("settings", text("Indstillinger"), "settings"),
)


@pytest.fixture
def desk(qapp: object) -> Desk:
    return Desk({})


def build(look: Look, tasks: Tasks, desk: Desk) -> MainWindow:
    """Build a window over a desk."""
    desk.pages = {place.name: Page(look, str(place.title)) for place in PLACES}
    entries = [Entry(place, desk.pages[place.name]) for place in PLACES]
    wiring = Wiring(desk.search, desk.undone.append, desk.sync, desk.close)
    return MainWindow(look, tasks, entries, wiring)


def show(qtbot: QtBot, window: QWidget, *, closes_itself: bool = False) -> None:
    """Show it, and give it the keyboard."""
    if not closes_itself:
        qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()


@pytest.fixture
def window(qtbot: QtBot, look: Look, tasks: Tasks, desk: Desk) -> MainWindow:
    made = build(look, tasks, desk)
    show(qtbot, made)
    return made
