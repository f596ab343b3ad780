"""Labels and frames of the calendar's side panels, in the look's fonts and colours."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from jd_desktop.ui.theme.look import Look


def day_of_month(look: Look) -> str:
    """Return how a date field writes the day of the month: 24. in Danish, 24 in English."""
    return "d." if look.language.code == "da" else "d"


class Words(QLabel):
    """Text that wraps, in one of the look's fonts and colours."""

    def __init__(self, look: Look, role: str, color: str, *, weight: int = 400):
        """Take font role, colour token and weight; empty at first."""
        super().__init__()
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setFont(look.font(role, weight))
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, look.color(color))
        self.setPalette(palette)

    def say(self, said: str) -> None:
        """Show a sentence; an empty one takes no room."""
        self.setText(said)
        # Without a parent yet, showing it would open a window of its own.
        if self.parentWidget() is not None:
            self.setVisible(bool(said))


class SoftBox(QFrame):
    """A rounded box in a soft colour with a line of the strong one."""

    def __init__(self, look: Look, tone: str):
        """Take the tone: ok, warn or bad."""
        super().__init__()
        self._line, self._fill = look.color(tone), look.color(f"{tone}_soft")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._line, 1))
        painter.setBrush(self._fill)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)


class SidePanel(QWidget):
    """A panel 320 wide on the surface, with a line at its left."""

    WIDTH = 320

    def __init__(self, look: Look, parent: QWidget | None = None):
        """Take the look."""
        super().__init__(parent)
        self.look = look
        self.setFixedWidth(self.WIDTH)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground and the line."""
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.look.color("surface"))
        painter.fillRect(0, 0, 1, self.height(), self.look.color("line"))
