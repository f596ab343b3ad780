"""The states that every list has: loading, empty, failed, offline, there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QStackedLayout, QVBoxLayout, QWidget

from jd_desktop.domain.errors import JdError
from jd_desktop.ui.kit.box import Box
from jd_desktop.ui.kit.controls import button, clear, label, put
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_M, GAP_S

LOADING_AFTER_MS = 150
BAR = 2


class StatePane(QWidget):
    """A widget, or in its place a sentence and one thing to do about it.

    What was there once stays there: a later failure is said above it.
    """

    def __init__(self, look: Look, content: QWidget):
        """Take what is shown when all is well."""
        super().__init__()
        self._look = look
        self._has_shown = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._holder = QWidget()
        self._stack = QStackedLayout(self._holder)
        self._stack.addWidget(content)
        self._above = QVBoxLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._above)
        column.addWidget(self._holder, 1)
        self.bar = QProgressBar(self)
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(look.tr("Henter"))
        self.bar.hide()
        self._timer.timeout.connect(self._show_bar)

    def loading(self) -> None:
        """Keep what is there; a thin bar comes when it takes longer than a blink."""
        self._timer.start(LOADING_AFTER_MS)

    def ready(self) -> None:
        """Show the content."""
        self._settle()
        self._has_shown = True
        self._stack.setCurrentIndex(0)

    def empty(self, words: str, action: str = "", do: Callable[[], None] | None = None) -> None:
        """Say that there is nothing, and what to do."""
        self._settle()
        self._instead(words, "", [button(self._look, action, do)] if do is not None else [])

    def failed(self, error: JdError, again: Callable[[], None]) -> None:
        """Say what went wrong and offer to try again."""
        self._settle()
        look = self._look
        hint = look.language.say(error.hint) if error.hint else ""
        deeds: list[QWidget] = [button(look, look.tr("Prøv igen"), again)]
        if error.detail:
            deeds.append(_copier(look, error.detail))
        said = look.language.say(error.title)
        if self._has_shown:
            self._say_above("bad", said, hint, deeds)
        else:
            self._instead(said, hint, deeds)

    def offline(self, words: str) -> None:
        """Say what cannot be done without the network; what is here stays usable."""
        self._settle()
        self._say_above("warn", words, "", [])

    def _say_above(self, tone: str, words: str, more: str, deeds: list[QWidget]) -> None:
        box = Box(self._look, tone, words, more)
        if deeds:
            box.column.addSpacing(GAP_S)
            box.column.addLayout(_row(deeds, centred=False))
        self._above.setContentsMargins(GAP_M, GAP_M, GAP_M, GAP_M)
        put(self._above, box)

    def _instead(self, words: str, more: str, deeds: list[QWidget]) -> None:
        pane = QWidget()
        column = QVBoxLayout(pane)
        column.setSpacing(GAP_M)
        column.addStretch(2)
        for line, role, color in ((words, "card_title", "text2"), (more, "body", "text3")):
            if line:
                said = label(self._look, line, role, color, wrap=True)
                said.setAlignment(Qt.AlignmentFlag.AlignCenter)
                column.addWidget(said)
        column.addLayout(_row(deeds, centred=True))
        column.addStretch(3)
        old = self._stack.widget(1)
        if old is not None:
            self._stack.removeWidget(old)
            old.deleteLater()
        self._stack.addWidget(pane)
        self._stack.setCurrentIndex(1)

    def _settle(self) -> None:
        self._timer.stop()
        self.bar.hide()
        self._above.setContentsMargins(0, 0, 0, 0)
        clear(self._above)

    def _show_bar(self) -> None:
        self.bar.setGeometry(0, 0, self.width(), BAR)
        self.bar.show()
        self.bar.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the bar as wide as the pane."""
        super().resizeEvent(event)
        self.bar.setGeometry(0, 0, self.width(), BAR)


def _row(parts: list[QWidget], *, centred: bool) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(GAP_S)
    if centred:
        row.addStretch(1)
    for part in parts:
        row.addWidget(part)
    row.addStretch(1)
    return row


def _copier(look: Look, detail: str) -> QWidget:
    def copy() -> None:
        QGuiApplication.clipboard().setText(detail)

    return button(look, look.tr("Kopiér detaljer"), copy, quiet=True)
