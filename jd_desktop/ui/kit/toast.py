"""A sentence at the bottom of the window, with undo; read aloud too."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from jd_desktop.ui.kit.controls import button, clear, label, put
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_L, GAP_M, GAP_S, RADIUS_CARD, STRIP

SHOWN_MS = 8_000
WIDEST = 560


class Toast(QWidget):
    """One at a time; it goes by itself, and sooner when something else is to be said."""

    def __init__(self, look: Look, parent: QWidget):
        """Live on the window it speaks for."""
        super().__init__(parent)
        self._look = look
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(GAP_L, GAP_S, GAP_S, GAP_S)
        self._row.setSpacing(GAP_M)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._leave)
        parent.installEventFilter(self)
        self.hide()

    def say(
        self, words: str, action: str = "", do: Callable[[], None] | None = None, *,
        icon: str = "undo-2",
    ) -> None:  # fmt: skip
        """Show a sentence and perhaps one thing to do, usually undo."""
        clear(self._row)
        said = label(self._look, words, "body", wrap=True)
        wide = QFontMetrics(said.font()).horizontalAdvance(words) + 2
        said.setMinimumWidth(min(wide, self._look.px(WIDEST)))
        put(self._row, said)
        if action and do is not None:
            put(self._row, button(self._look, action, lambda: self._act(do), icon=icon))
        close = button(self._look, "", self.hide, quiet=True, icon="x",
                       name=self._look.tr("Luk beskeden"))  # fmt: skip
        put(self._row, close)
        self.show()
        self._place()
        self.raise_()
        self._timer.start(SHOWN_MS)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def _leave(self) -> None:
        """Go, unless somebody is just about to press a button here."""
        if self.underMouse() or self._has_keyboard():
            self._timer.start(SHOWN_MS)
        else:
            self.hide()

    def _has_keyboard(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and self.isAncestorOf(focus)

    def _act(self, do: Callable[[], None]) -> None:
        self.hide()
        do()

    def _place(self) -> None:
        self.adjustSize()
        window = self.parentWidget()
        if window is not None:
            x = (window.width() - self.width()) // 2
            self.move(x, window.height() - self.height() - self._look.px(STRIP) - GAP_M)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in place when the window changes its size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the raised ground."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._look.color("line_strong"))
        painter.setBrush(self._look.color("raised"))
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(rect, RADIUS_CARD, RADIUS_CARD)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)
