"""What stands where on an invoice, a credit note or a receipt."""

from __future__ import annotations

from collections.abc import Sequence

import segno
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from jd_desktop.documents.paper import Line, Paper, Party, Sum
from jd_desktop.documents.paper_page import (
    ACCENT,
    BODY,
    HEIGHT,
    INK,
    LARGE,
    LEFT,
    RIGHT,
    SMALL,
    SOFT,
    TITLE,
    TOP,
    WIDTH,
    Pages,
    Sheet,
    Stroke,
    ToLeft,
    ToRight,
    height_of,
    letters,
)  # fmt: skip

_STRONG = QFont.Weight.DemiBold
_MEDIUM = QFont.Weight.Medium
_GAP = 8.0
_QR = 88.0
_FACTS = 330.0
"""Where the facts begin: right of the payer."""
_SUMS = 300.0
_MARK = QColor(89, 98, 109, 30)


def lay_out(paper: Paper) -> list[Sheet]:
    """Return a paper's pages, complete with foot and watermark."""
    widths = _widths(paper)

    def repeat(sheet: Sheet) -> None:
        sheet.write(paper.title, LEFT, RIGHT - LEFT, font=letters(LARGE, _STRONG))
        sheet.y += 24
        _columns(sheet, paper, widths)

    pages = Pages(repeat)
    _letterhead(pages.sheet, paper)
    _columns(pages.sheet, paper, widths)
    for line in paper.lines:
        _line(pages, line, widths)
    _sums(pages, paper.sums)
    _pay(pages, paper)
    _notes(pages, paper.notes)
    _foot(pages, paper)
    return pages.sheets


def _letterhead(sheet: Sheet, paper: Paper) -> None:
    sheet.write(
        paper.title, _FACTS - 40, RIGHT - _FACTS + 40, font=letters(TITLE, _STRONG), align=ToRight
    )
    _party(sheet, paper.seller, LEFT, _FACTS - LEFT - 20, name=LARGE)
    sheet.y = max(sheet.y + 24, TOP + 108)
    right = Sheet(sheet.y, sheet.strokes)
    _facts(right, paper.facts)
    _party(sheet, paper.payer, LEFT, _FACTS - LEFT - 20, name=BODY + 1)
    sheet.y = max(sheet.y, right.y) + 26


def _party(sheet: Sheet, party: Party, x: float, width: float, *, name: int) -> None:
    sheet.y += sheet.write(party.name, x, width, font=letters(name, _STRONG)) + 3
    for line in party.lines:
        sheet.y += sheet.write(line, x, width, font=letters(BODY), color=SOFT) + 1.5


def _facts(sheet: Sheet, facts: Sequence[tuple[str, str]]) -> None:
    for label, value in facts:
        sheet.write(label, _FACTS, 92, font=letters(BODY), color=SOFT)
        at, width = _FACTS + 92, RIGHT - _FACTS - 92
        sheet.y += sheet.write(value, at, width, font=letters(BODY, _MEDIUM), align=ToRight) + 4


def _widths(paper: Paper) -> list[float]:
    """Give each column after the first what its widest cell needs, and the first the rest."""
    head, body = QFontMetricsF(letters(SMALL, _MEDIUM)), QFontMetricsF(letters(BODY))
    needed = []
    for k, column in enumerate(paper.columns[1:], 1):
        cells = [body.horizontalAdvance(line.cells[k]) for line in paper.lines]
        needed.append(max([head.horizontalAdvance(column), *cells]) + _GAP + 6)
    return [RIGHT - LEFT - sum(needed), *needed]


def _columns(sheet: Sheet, paper: Paper, widths: Sequence[float]) -> None:
    _row(sheet, paper.columns, widths, letters(SMALL, _MEDIUM), SOFT)
    sheet.y += 14
    sheet.rule(width=0.9)
    sheet.y += 7


def _row(
    sheet: Sheet, cells: Sequence[str], widths: Sequence[float], font: QFont, color: QColor = INK
) -> None:
    x = LEFT
    for k, (cell, width) in enumerate(zip(cells, widths, strict=True)):
        sheet.write(cell, x, width, font=font, color=color, align=ToRight if k else ToLeft)
        x += width


def _line(pages: Pages, line: Line, widths: Sequence[float]) -> None:
    font, small = letters(BODY), letters(SMALL)
    tall = height_of(line.cells[0], widths[0] - _GAP, font)
    under = height_of(line.under, widths[0] - _GAP, small)
    sheet = pages.room(tall + under + 14)
    _row(sheet, line.cells, [widths[0], *widths[1:]], font)
    sheet.y += tall
    if line.under:
        sheet.y += 1
        sheet.write(line.under, LEFT, widths[0] - _GAP, font=small, color=SOFT)
        sheet.y += under
    sheet.y += 6
    sheet.rule()
    sheet.y += 6


def _sums(pages: Pages, sums: Sequence[Sum]) -> None:
    sheet = pages.room(18.0 * len(sums) + 8)
    sheet.y += 4
    for one in sums:
        size, weight = (LARGE, _STRONG) if one.is_strong else (BODY, QFont.Weight.Normal)
        if one.is_strong:
            sheet.rule(left=_SUMS, width=0.9)
            sheet.y += 6
        font, color = letters(size, weight), INK if one.is_strong else SOFT
        sheet.write(one.label, _SUMS, 170, font=font, color=color, align=ToLeft)
        sheet.write(one.amount, RIGHT - 130, 130, font=font, align=ToRight)
        sheet.y += 20 if one.is_strong else 15


def _pay(pages: Pages, paper: Paper) -> None:
    if not paper.pay_at:
        return
    sheet = pages.room(_QR + 30)
    sheet.y += 18
    _code(sheet, paper.pay_at)
    x, width = LEFT + _QR + 16, RIGHT - LEFT - _QR - 16
    top = sheet.y
    sheet.y += 8
    sheet.y += sheet.write(paper.pay_words, x, width, font=letters(BODY + 1, _STRONG)) + 5
    sheet.write(paper.pay_at, x, width, font=letters(BODY), color=ACCENT)
    sheet.y = top + _QR


def _code(sheet: Sheet, address: str) -> None:
    rows = [bytes(row) for row in segno.make(address, micro=False, error="m").matrix]
    left, top, step = LEFT, sheet.y, _QR / len(rows)

    def stroke(painter: QPainter) -> None:
        # Without smoothing there is no light seam between two dark squares.
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        for k, row in enumerate(rows):
            for n, is_dark in enumerate(row):
                if is_dark:
                    square = QRectF(left + n * step, top + k * step, step, step)
                    painter.fillRect(square, INK)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    sheet.strokes.append(stroke)


def _notes(pages: Pages, notes: Sequence[str]) -> None:
    pages.sheet.y += 20 if notes else 0
    for note in notes:
        font = letters(BODY)
        sheet = pages.room(height_of(note, RIGHT - LEFT, font) + 6)
        sheet.y += sheet.write(note, LEFT, RIGHT - LEFT, font=font) + 6


def _foot(pages: Pages, paper: Paper) -> None:
    total = len(pages.sheets)
    for n, sheet in enumerate(pages, 1):
        sheet.y = HEIGHT - 56
        sheet.rule()
        sheet.y += 8
        font = letters(SMALL)
        sheet.write(paper.foot, LEFT, RIGHT - LEFT - 70, font=font, color=SOFT)
        page = paper.page.format(n=n, antal=total)
        sheet.write(page, RIGHT - 70, 70, font=font, color=SOFT, align=ToRight)
        if paper.watermark:
            sheet.strokes.append(_watermark(paper.watermark))


def _watermark(word: str) -> Stroke:
    def stroke(painter: QPainter) -> None:
        painter.save()
        painter.translate(QPointF(WIDTH / 2, HEIGHT / 2))
        painter.rotate(-38)
        painter.setFont(letters(110, _STRONG))
        painter.setPen(_MARK)
        around = QRectF(-WIDTH, -100, 2 * WIDTH, 200)
        painter.drawText(around, Qt.AlignmentFlag.AlignCenter, word)
        painter.restore()

    return stroke
