"""The keys of this screen and of the window, on F1."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QGridLayout, QWidget

from jd_desktop.ui.commands import Command
from jd_desktop.ui.kit.controls import label
from jd_desktop.ui.kit.dialog import JdDialog
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_S, GAP_XL


class KeysPage(JdDialog):
    """Two short lists: what can be done here, and everywhere."""

    def __init__(
        self, look: Look, parent: QWidget, here: Iterable[Command], everywhere: Iterable[Command]
    ):
        """Take the screen's commands and the window's."""
        super().__init__(look, look.tr("Taster"), parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for title, commands in ((look.tr("Her"), here), (look.tr("Overalt"), everywhere)):
            listed = list(commands)
            if listed:
                self.body.addWidget(label(look, title, "caption", "text3", weight=600))
                self.body.addLayout(self._list(listed))
        self.set_leave_words(look.tr("Luk"))

    def _list(self, commands: list[Command]) -> QGridLayout:
        look = self._look
        grid = QGridLayout()
        grid.setVerticalSpacing(GAP_S)
        grid.setHorizontalSpacing(GAP_XL)
        grid.setColumnStretch(0, 1)
        for row, command in enumerate(commands):
            grid.addWidget(label(look, look.language.say(command.title), "table"), row, 0)
            keys = QKeySequence(command.shortcut).toString(QKeySequence.SequenceFormat.NativeText)
            grid.addWidget(label(look, keys, "table", "text2", weight=600), row, 1)
        return grid
