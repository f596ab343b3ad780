"""A QR code, painted in the window; the same in light and dark, for a camera reads it."""

from __future__ import annotations

import segno
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from jd_desktop.ui.theme.look import Look

QUIET = 4
"""Modules of white around the code, as readers want it (ISO 18004)."""
_MODULE = 5


class QrCode(QWidget):
    """Shows words as a QR code of whole pixels, black on white."""

    def __init__(self, look: Look, words: str):
        """Take what a reader shall read."""
        super().__init__()
        self._rows = [bytes(row) for row in segno.make(words, error="m", micro=False).matrix]
        self._module = look.px(_MODULE)
        self.setFixedSize(self.sizeHint())
        self.setAccessibleName(look.tr("QR-kode til din godkender-app"))

    def sizeHint(self) -> QSize:
        """Return the code's own size, its quiet zone included."""
        side = (len(self._rows) + 2 * QUIET) * self._module
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw each dark module."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        side = self._module
        for y, row in enumerate(self._rows):
            for x, is_dark in enumerate(row):
                if is_dark:
                    at = QRect((x + QUIET) * side, (y + QUIET) * side, side, side)
                    painter.fillRect(at, Qt.GlobalColor.black)
        painter.end()
