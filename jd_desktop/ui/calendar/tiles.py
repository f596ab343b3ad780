"""Draws one booking: edge, name, words and signs."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QStaticText

from jd_desktop.queries.calendar import Tile
from jd_desktop.ui.calendar import layout
from jd_desktop.ui.calendar.geometry import Box, Placed
from jd_desktop.ui.calendar.glyphs import SIZE, STEP, glyphs_of, paint_glyph
from jd_desktop.ui.calendar.layout import Line, Room, Words, lay_out
from jd_desktop.ui.calendar.sentences import clock_span, loud_word, short_loud_word
from jd_desktop.ui.theme.look import Look

LEFT, RIGHT, TOP = 9.0, 3.0, 4.0
RADIUS = 4.0
PLACE_FROM_MINUTES = 45
NARROW = 110.0


@dataclass(frozen=True, slots=True)
class Coat:
    """The colours and the outline of a tile."""

    fill: QColor
    edge: QColor
    text: QColor
    outline: QColor | None = None
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Marks:
    """What decides a tile's words: its signs (below the words?), its minutes, its lane."""

    glyphs: int
    below: bool
    minutes: int
    by_vehicle: bool


class TilePainter:
    """Draws tiles and remembers how their words were laid out."""

    def __init__(self, look: Look):
        """Take the look that colours and fonts come from."""
        self._look = look
        self._fonts = {
            layout.NAME: look.font("table", 600),
            layout.SMALL_NAME: _smaller(look.font("caption", 600)),
            layout.LOUD: look.font("caption", 600),
            layout.SMALL_LOUD: _smaller(look.font("caption", 600)),
            layout.SUB: look.font("caption"),
        }
        self._metrics = {style: QFontMetricsF(font) for style, font in self._fonts.items()}
        self._widths: dict[tuple[str, str], float] = {}
        self._texts: dict[tuple[str, str], QStaticText] = {}
        self._laid: dict[tuple[object, ...], list[Line]] = {}

    def paint(self, painter: QPainter, placed: Placed, box: Box, lane_id: str) -> None:
        """Draw a tile in its box; what its lane already says is not said again."""
        tile = placed.tile
        rect = QRectF(box.x, box.y, box.width, box.height)
        coat = self.coat(tile)
        self._paint_ground(painter, rect, coat)
        glyphs = glyphs_of(tile)
        below = box.width < NARROW and box.height >= 44 and bool(glyphs)
        self._paint_glyphs(painter, rect, glyphs, tile, below=below)
        minutes = placed.piece.bottom - placed.piece.top
        marks = Marks(len(glyphs), below, minutes, lane_id == tile.vehicle_id)
        self._paint_words(painter, rect, tile, coat, marks)

    def coat(self, tile: Tile) -> Coat:
        """Choose colours and outline by the tile's state."""
        color = self._look.color
        fill, edge, text = self._look.hue(tile.hue)
        if tile.state in {"cancelled", "no_show"}:
            return Coat(color("sunken"), color("line_strong"), color("text3"), color("line_strong"))
        if tile.clash == "later":
            return Coat(color("bad_soft"), color("bad"), color("bad"), color("bad"), dashed=True)
        if tile.unsent or tile.state in {"tentative", "requested", "draft"}:
            return Coat(color("surface"), edge, text, edge, dashed=True)
        outline = color("bad") if tile.clash == "first" else None
        return Coat(fill, edge, text, outline)

    def _paint_ground(self, painter: QPainter, rect: QRectF, coat: Coat) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(coat.edge)
        painter.drawRoundedRect(rect, RADIUS, RADIUS)
        painter.setBrush(coat.fill)
        painter.drawRoundedRect(rect.adjusted(3, 0, 0, 0), 3, 3)
        if coat.outline is None:
            return
        if coat.dashed:
            # The line under the dashes must not be the edge's colour, or no dash is seen.
            painter.drawRect(QRectF(rect.x() + 3, rect.y(), rect.width() / 2, rect.height()))
        pen = QPen(coat.outline, 1.4 if coat.dashed else 1.0)
        if coat.dashed:
            pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(0.7, 0.7, -0.7, -0.7), RADIUS, RADIUS)

    def _paint_glyphs(
        self, painter: QPainter, rect: QRectF, glyphs: list[str], tile: Tile, *, below: bool
    ) -> None:
        y = (
            rect.bottom() - SIZE - 4
            if below
            else rect.y() + min(TOP + 2, (rect.height() - SIZE) / 2)
        )
        start = rect.right() - RIGHT - len(glyphs) * STEP + (STEP - SIZE)
        x = rect.x() + LEFT if below else start
        for n, name in enumerate(glyphs):
            alarm = name in {"clash", "sms_failed"}
            color = self._look.color("bad") if alarm else self.coat(tile).text
            paint_glyph(painter, name, QPointF(x + n * STEP, y), color)

    def _paint_words(
        self, painter: QPainter, rect: QRectF, tile: Tile, coat: Coat, marks: Marks
    ) -> None:
        lines = self.lines(tile, rect.width(), rect.height(), marks)
        tall = sum(self.line_height(line.style) for line in lines)
        y = rect.y() + min(TOP, (rect.height() - tall) / 2)
        for line in lines:
            painter.setFont(self._fonts[line.style])
            painter.setPen(coat.text)
            painter.drawStaticText(QPointF(rect.x() + LEFT, y), self._static(line))
            if tile.state == "cancelled" and line.style in {layout.NAME, layout.SMALL_NAME}:
                # Not the font's own strike: static text draws that in the wrong place.
                middle = y + self.line_height(line.style) * 0.55
                end = rect.x() + LEFT + self._measure(line.text, line.style)
                painter.drawLine(QPointF(rect.x() + LEFT, middle), QPointF(end, middle))
            y += self.line_height(line.style)

    def lines(self, tile: Tile, width: float, height: float, marks: Marks) -> list[Line]:
        """Return the lines written on a tile of this size."""
        key = (tile, round(width), round(height), marks)
        if key not in self._laid:
            self._laid[key] = self._lay_out(tile, width, height, marks)
        return self._laid[key]

    def _lay_out(self, tile: Tile, width: float, height: float, marks: Marks) -> list[Line]:
        full = width - LEFT - RIGHT
        first = full if marks.below else full - marks.glyphs * STEP
        room = height - 2 - (SIZE + 6 if marks.below else 0)
        after = max(0.0, room - self.line_height(layout.NAME))
        lines = 1 + int(after // self.line_height(layout.SUB))
        return lay_out(self._words(tile, marks), Room(first, full, lines), self._measure)

    def _words(self, tile: Tile, marks: Marks) -> Words:
        place = tile.place if marks.minutes >= PLACE_FROM_MINUTES else ""
        other = tile.instructor if marks.by_vehicle else tile.vehicle
        clock = clock_span(self._look.language, tile.starts, tile.ends)
        rest = (tile.type_name, clock, place, other)
        language = self._look.language
        loud, short = loud_word(language, tile), short_loud_word(tile)
        return Words(tile.title, loud, tuple(r for r in rest if r), short)

    def line_height(self, style: str) -> float:
        """Height of a line of text in pixels."""
        return self._metrics[style].height()

    def _measure(self, text: str, style: str) -> float:
        if (text, style) not in self._widths:
            self._widths[text, style] = self._metrics[style].horizontalAdvance(text)
        return self._widths[text, style]

    def _static(self, line: Line) -> QStaticText:
        key = (line.text, line.style)
        if key not in self._texts:
            text = QStaticText(line.text)
            text.setTextFormat(Qt.TextFormat.PlainText)
            text.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
            self._texts[key] = text
        return self._texts[key]


def _smaller(font: QFont) -> QFont:
    small = QFont(font)
    small.setPixelSize(font.pixelSize() - 1)
    return small
