"""Papers laid out on A4 pages: what is painted where, alike on the screen and in a PDF.

Everything is measured in points (1/72 inch) from the page's upper left corner; a font's pixel is
a point.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

WIDTH, HEIGHT = 595.0, 842.0
LEFT, RIGHT, TOP, BOTTOM = 56.0, 539.0, 52.0, 770.0
"""What is written on lies between these; under BOTTOM stands the foot."""
INK, SOFT, RULE = QColor("#16191d"), QColor("#59626d"), QColor("#d5dae1")
ACCENT = QColor("#1a56c4")
FAMILY = "Inter"
SMALL, BODY, LARGE, TITLE = 8, 9, 11, 21

Stroke = Callable[[QPainter], None]
ToLeft = Qt.AlignmentFlag.AlignLeft
ToRight = Qt.AlignmentFlag.AlignRight
_ANYWHERE = Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere


def letters(size: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Return the papers' font at a size in points, measured alike on screen and paper."""
    font = QFont(FAMILY)
    font.setPixelSize(size)
    font.setWeight(weight)
    # The window's figures are of one width; as text in a PDF they would be read as nothing.
    font.setFeature(QFont.Tag("tnum"), 0)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


@dataclass(slots=True)
class Sheet:
    """A page in the making: its strokes, and how far down it is written on."""

    y: float = TOP
    strokes: list[Stroke] = field(default_factory=list)

    def write(
        self,
        written: str,
        x: float,
        width: float,
        *,
        font: QFont,
        color: QColor = INK,
        align: Qt.AlignmentFlag = ToLeft,
    ) -> float:
        """Write at the height reached and return how high the text is; `y` stays."""
        flags = align | Qt.AlignmentFlag.AlignTop | _ANYWHERE
        box = QRectF(x, self.y, width, HEIGHT)

        def stroke(painter: QPainter) -> None:
            painter.setFont(font)
            painter.setPen(color)
            painter.drawText(box, flags, written)

        self.strokes.append(stroke)
        return height_of(written, width, font)

    def rule(self, *, left: float = LEFT, right: float = RIGHT, width: float = 0.6) -> None:
        """Draw a thin line at the height reached."""
        y = self.y

        def stroke(painter: QPainter) -> None:
            painter.setPen(QPen(RULE, width))
            painter.drawLine(QPointF(left, y), QPointF(right, y))

        self.strokes.append(stroke)

    def paint(self, painter: QPainter, width: float) -> None:
        """Paint the page at this width, in the device's own units."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(width / WIDTH, width / WIDTH)
        for stroke in self.strokes:
            stroke(painter)
        painter.restore()


def height_of(written: str, width: float, font: QFont) -> float:
    """Return how high a text is that is wrapped to a width, in points."""
    flags = int(Qt.AlignmentFlag.AlignTop) | int(_ANYWHERE)
    measured = QFontMetricsF(font).boundingRect(QRectF(0, 0, width, 9_999), flags, written)
    return measured.height() if written else 0.0


class Pages:
    """The sheets of one paper; asks for a new one where the rest of a page is too short."""

    def __init__(self, head: Callable[[Sheet], None]):
        """Take what stands at the top of each page after the first."""
        self._head = head
        self.sheets = [Sheet()]

    @property
    def sheet(self) -> Sheet:
        """The page that is being written on."""
        return self.sheets[-1]

    def room(self, height: float) -> Sheet:
        """Return a page with room for something of this height, a new one where needed."""
        if self.sheet.y + height > BOTTOM:
            self.sheets.append(Sheet())
            self._head(self.sheet)
        return self.sheet

    def __iter__(self) -> Iterator[Sheet]:
        return iter(self.sheets)
