"""A paper as it will be sent: its pages under each other, as wide as there is room."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from jd_desktop.documents.paper import Paper
from jd_desktop.documents.paper_layout import lay_out
from jd_desktop.documents.paper_page import HEIGHT, WIDTH, Sheet
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_L

_WIDEST = 720


class PaperView(QScrollArea):
    """Shows a paper by the strokes that make its PDF; scrolls by wheel and keyboard."""

    def __init__(self, look: Look):
        """Begin without a paper."""
        super().__init__()
        self._pages = _Pages(look)
        self.setWidget(self._pages)
        self.setWidgetResizable(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setAccessibleName(look.tr("Sådan ser bilaget ud"))
        self._look = look

    def show_paper(self, paper: Paper) -> None:
        """Show another paper, or the same one changed; the place that is looked at stays."""
        self._pages.take(lay_out(paper))
        total = paper.sums[-1].amount if paper.sums else ""
        self.setAccessibleDescription(f"{paper.title} {total}".strip())
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make the pages as wide as there is room."""
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        """A page that can be read."""
        return QSize(self._look.px(480), self._look.px(640))

    def _fit(self) -> None:
        self._pages.fit(self.viewport().width())


class _Pages(QWidget):
    def __init__(self, look: Look):
        super().__init__()
        self._look = look
        self._sheets: list[Sheet] = []
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def take(self, sheets: list[Sheet]) -> None:
        self._sheets = sheets
        self.update()

    def fit(self, width: int) -> None:
        gap = self._look.px(GAP_L)
        tall = self._page(width).height() + gap
        self.resize(width, round(gap + tall * max(1, len(self._sheets))))

    def _page(self, width: float) -> QRectF:
        gap = self._look.px(GAP_L)
        wide = max(1.0, min(float(self._look.px(_WIDEST)), width - 2 * gap))
        return QRectF((width - wide) / 2, gap, wide, wide * HEIGHT / WIDTH)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._look.color("sunken"))
        page = self._page(self.width())
        for sheet in self._sheets:
            # Paper is white in the dark look, too: it is shown as it will be sent.
            painter.setPen(QPen(self._look.color("line"), 1))
            painter.setBrush(Qt.GlobalColor.white)
            painter.drawRect(page)
            painter.save()
            painter.setClipRect(page)
            painter.translate(page.topLeft())
            sheet.paint(painter, page.width())
            painter.restore()
            page.translate(QPointF(0, page.height() + self._look.px(GAP_L)))
