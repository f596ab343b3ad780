"""Beskeder: the messages themselves, what they are made from, and those to many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QStackedLayout, QWidget

from jd_desktop.domain.changes import Changes
from jd_desktop.domain.language import text
from jd_desktop.ui.kit.controls import Button
from jd_desktop.ui.kit.screen import Screen
from jd_desktop.ui.messages.broadcasts import BroadcastsView
from jd_desktop.ui.messages.doors import Doors, Writing
from jd_desktop.ui.messages.screen import MessagesScreen
from jd_desktop.ui.messages.templates import TemplatesView
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import CONTROL_HEIGHT, GAP_S

TITLES = {
    "post": text("Post"),
    "templates": text("Skabeloner"),
    "broadcasts": text("Udsendelser"),
}


class MessagesHome(Screen):
    """One place in the rail with several views; each is told of changes by itself."""

    shows: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, look: Look, doors: Doors, writing: Writing):
        """Take the ways to the outside and what writing takes."""
        super().__init__(look)
        self.post = MessagesScreen(look, writing.tasks, doors)
        self.views: dict[str, Screen] = {
            "post": self.post,
            "templates": TemplatesView(look, writing),
            "broadcasts": BroadcastsView(look, writing),
        }
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._group = QButtonGroup(self)
        self._tools = QWidget()
        row = QHBoxLayout(self._tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_S)
        self.choosers = {name: self._chooser(name) for name in self.views}
        for name, view in self.views.items():
            self._stack.addWidget(view)
            view.wants.connect(self.wants)
            row.addWidget(self.choosers[name])
        self._group.buttonClicked.connect(lambda b: self.show_view(str(b.property("view"))))
        self.show_view("post")

    def _chooser(self, name: str) -> QPushButton:
        made = Button(self.look.language.say(TITLES[name]))
        made.setCheckable(True)
        made.setProperty("view", name)
        made.setFont(self.look.font("body"))
        made.setMinimumHeight(self.look.px(CONTROL_HEIGHT))
        self._group.addButton(made)
        return made

    def show_view(self, name: str) -> None:
        """Go to a view."""
        self.choosers[name].setChecked(True)
        self._stack.setCurrentWidget(self.views[name])
        begin = self.views[name].focusProxy()
        if begin is not None:
            self.setFocusProxy(begin)

    def title(self) -> str:
        """Name the page."""
        return self.look.tr("Beskeder")

    def tools(self) -> Sequence[QWidget]:
        """Return the choice of views, for the top bar."""
        return (self._tools,)

    def open_subject(self, subject: str) -> None:
        """Go to a view by its name, or to a tray or a message."""
        if subject in self.views:
            self.show_view(subject)
            return
        self.show_view("post")
        self.post.open_subject(subject)

    def note(self, changes: Changes) -> None:
        """Tell every view."""
        for view in self.views.values():
            view.note(changes)
