"""A sentence at the bottom of the window, with undo; read aloud too."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QWidget

from jd_desktop.ui.kit.controls import button, label
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_L, GAP_M, GAP_S, RADIUS_CARD, STRIP

SHOWN_MS = 8_000


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
        self._timer.timeout.connect(self.hide)
        parent.installEventFilter(self)
        self.hide()

    def say(self, words: str, action: str = "", do: Callable[[], None] | None = None) -> None:
        """Show a sentence and perhaps one thing to do, usually undo."""
        while (item := self._row.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        said = label(self._look, words, "body", wrap=len(words) > 90)
        said.setMaximumWidth(self._look.px(620))
        self._row.addWidget(said)
        if action and do is not None:
            self._row.addWidget(button(self._look, action, lambda: self._act(do), icon="undo-2"))
        close = button(self._look, "", self.hide, quiet=True, icon="x",
                       name=self._look.tr("Luk beskeden"))  # fmt: skip
        self._row.addWidget(close)
        self.show()
        self._place()
        self.raise_()
        self._timer.start(SHOWN_MS)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def _act(self, do: Callable[[], None]) -> None:
        self.hide()
        do()

    def _place(self) -> None:
        self.adjustSize()
        window = self.parentWidget()
        if window is not None:
            x = (window.width() - self.width()) // 2
            self.move(x, window.height() - self.height() - STRIP - GAP_M)

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
