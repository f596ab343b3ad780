"""A panel on the right of a screen; where the window is narrow it lies over the screen."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from jd_desktop.ui.kit.controls import button, fill, label
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_L, GAP_M, GAP_S, NARROW_BELOW, PANEL, RAIL_WIDE


class SidePanel(QWidget):
    """A title, a way to close, and a column for what there is to tell."""

    closed = Signal()

    def __init__(self, look: Look, title: str = ""):
        """Take the title; what is shown goes into `column`."""
        super().__init__()
        self.look = look
        self.setFixedWidth(look.px(PANEL))
        fill(self, look, "surface")
        self._title = label(look, title, "card_title", wrap=True)
        close = button(look, "", self.shut, quiet=True, icon="x", name=look.tr("Luk panelet"))
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self.column = QVBoxLayout()
        self.column.setSpacing(GAP_M)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(GAP_L + 1, GAP_M, GAP_S, GAP_L)
        whole.addLayout(head)
        whole.addLayout(self.column, 1)

    def set_title(self, title: str) -> None:
        """Say what is shown."""
        self._title.setText(title)

    def shut(self) -> None:
        """Close, and say so."""
        self.hide()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.shut()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line on the left."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.fillRect(QRect(0, 0, 1, self.height()), self.look.color("line"))
        painter.end()


class Beside(QWidget):
    """A screen's content with a panel beside it, or over it where there is no room for both."""

    def __init__(self, content: QWidget, panel: SidePanel):
        """Take both; the panel begins hidden."""
        super().__init__()
        self.panel = panel
        self._content = content
        self._least = panel.look.px(NARROW_BELOW - RAIL_WIDE)
        content.setParent(self)
        panel.setParent(self)
        panel.hide()
        panel.closed.connect(self._place)

    def open(self) -> None:
        """Show the panel."""
        self.panel.show()
        self.panel.raise_()
        self._place()

    @property
    def is_over(self) -> bool:
        """Whether the panel lies over the content."""
        return self.width() < self._least

    def _place(self) -> None:
        wide, high = self.width(), self.height()
        side = self.panel.width()
        shares = self.panel.isVisibleTo(self) and not self.is_over
        self._content.setGeometry(0, 0, wide - side if shares else wide, high)
        self.panel.setGeometry(wide - side, 0, side, high)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room anew."""
        super().resizeEvent(event)
        self._place()
