"""The four states that every list has: loading, empty, failed, there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QProgressBar, QStackedLayout, QVBoxLayout, QWidget

from jd_desktop.domain.errors import JdError
from jd_desktop.ui.kit.controls import button, label
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_M

LOADING_AFTER_MS = 150


class StatePane(QWidget):
    """A widget, or in its place a sentence and one thing to do about it."""

    def __init__(self, look: Look, content: QWidget):
        """Take what is shown when all is well."""
        super().__init__()
        self._look = look
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setFixedHeight(2)
        self._bar.setTextVisible(False)
        self._bar.hide()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._bar.show)
        self._holder = QWidget()
        self._stack = QStackedLayout(self._holder)
        self._stack.addWidget(content)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar)
        column.addWidget(self._holder, 1)

    def loading(self) -> None:
        """Keep what is there; a thin bar comes when it takes longer than a blink."""
        self._timer.start(LOADING_AFTER_MS)

    def ready(self) -> None:
        """Show the content."""
        self._settle()
        self._stack.setCurrentIndex(0)

    def empty(self, words: str, action: str = "", do: Callable[[], None] | None = None) -> None:
        """Say that there is nothing, and what to do."""
        self._instead(words, "", action, do)

    def failed(self, error: JdError, again: Callable[[], None]) -> None:
        """Say what went wrong and offer to try again."""
        hint = self._look.language.say(error.hint) if error.hint else ""
        said = self._look.language.say(error.title)
        self._instead(said, hint, self._look.tr("Prøv igen"), again)

    def _instead(self, words: str, more: str, action: str, do: Callable[[], None] | None) -> None:
        self._settle()
        pane = QWidget()
        column = QVBoxLayout(pane)
        column.setSpacing(GAP_M)
        column.addStretch(2)
        for line, role, color in ((words, "card_title", "text2"), (more, "body", "text3")):
            if line:
                said = label(self._look, line, role, color, wrap=True)
                said.setAlignment(Qt.AlignmentFlag.AlignCenter)
                column.addWidget(said)
        if action and do is not None:
            made = button(self._look, action, do)
            column.addWidget(made, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        old = self._stack.widget(1)
        if old is not None:
            self._stack.removeWidget(old)
            old.deleteLater()
        self._stack.addWidget(pane)
        self._stack.setCurrentIndex(1)

    def _settle(self) -> None:
        self._timer.stop()
        self._bar.hide()
