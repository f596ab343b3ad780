"""What a search found, below the search field: names, and a line about each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_M, GAP_XS, RADIUS_TILE

LINES = 44
_Role = Qt.ItemDataRole


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: what it is called, more about it, and where it is."""

    title: str
    subtitle: str
    screen: str
    subject: str


class _TwoLines(QStyledItemDelegate):
    """Draws a hit: its title, and below it the quieter line."""

    def __init__(self, look: Look, parent: QWidget):
        super().__init__(parent)
        self._look = look

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return the room of two lines."""
        return QSize(0, self._look.px(LINES))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw one; the hit under the cursor is tinted."""
        look, hit = self._look, index.data(_Role.UserRole)
        is_current = index.row() == index.model().property("current")
        rect = QRectF(option.rect).adjusted(GAP_XS, 1, -GAP_XS, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if is_current and hit is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("selected"))
            painter.drawRoundedRect(rect, RADIUS_TILE, RADIUS_TILE)
        inner = rect.adjusted(GAP_M - GAP_XS, GAP_XS, -GAP_XS, -GAP_XS)
        self._words(painter, inner, index.data(), hit, is_current)
        painter.restore()

    def _words(
        self, painter: QPainter, rect: QRectF, title: str, hit: Hit | None, is_current: bool
    ) -> None:
        look, flags = self._look, Qt.AlignmentFlag
        color = "text2" if hit is None else "on_selected" if is_current else "text"
        painter.setFont(look.font("body", 500 if hit else None))
        painter.setPen(look.color(color))
        more = hit.subtitle if hit else ""
        painter.drawText(rect, flags.AlignLeft | (flags.AlignTop if more else flags.AlignVCenter),
                         painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight,
                                                          round(rect.width())))  # fmt: skip
        painter.setFont(look.font("caption"))
        painter.setPen(look.color("on_selected" if is_current else "text2"))
        painter.drawText(rect, flags.AlignLeft | flags.AlignBottom, more)


class SearchResults(QListWidget):
    """The list itself; the keyboard stays in the search field."""

    def __init__(self, look: Look, field: QWidget, chosen: Callable[[Hit], None]):
        """Take the field to lie below, and what choosing does."""
        super().__init__()
        self._look, self._field, self._chosen = look, field, chosen
        self.setAccessibleName(look.tr("Fundet"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setProperty("raised", True)
        self.setItemDelegate(_TwoLines(look, self))
        self.itemClicked.connect(self._take)
        self.currentRowChanged.connect(self._mark)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, look.color("raised"))
        self.setPalette(palette)
        self.hide()

    def show_hits(self, hits: Sequence[Hit]) -> None:
        """Show what was found, or that nothing was, below the field."""
        look = self._look
        self.clear()
        for hit in hits:
            item = QListWidgetItem(hit.title)
            item.setData(_Role.UserRole, hit)
            item.setData(_Role.AccessibleTextRole, f"{hit.title}, {hit.subtitle}")
            self.addItem(item)
        words = look.trn("{n} fundet", "{n} fundet", len(hits))
        if not hits:
            words = look.tr("Ingen fundet")
            nothing = QListWidgetItem(words)
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
            self.addItem(nothing)
        self.setCurrentRow(0 if hits else -1)
        self._lie_below()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._field, words))

    def step(self, by: int) -> None:
        """Go up or down."""
        self.setCurrentRow(max(0, min(self.count() - 1, self.currentRow() + by)))

    def take_current(self) -> None:
        """Choose the hit under the cursor, if there is one."""
        item = self.currentItem()
        if item is not None and self.isVisible():
            self._take(item)

    def _take(self, item: QListWidgetItem) -> None:
        hit = item.data(_Role.UserRole)
        if isinstance(hit, Hit):
            self._chosen(hit)

    def _mark(self, row: int) -> None:
        self.model().setProperty("current", row)
        self.viewport().update()

    def _lie_below(self) -> None:
        window = self._field.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        rows = min(self.count(), 8)
        wide = max(self._field.width(), self._look.px(320))
        right = self._field.mapTo(window, QPoint(self._field.width(), self._field.height() + 4))
        high = rows * self._look.px(LINES) + 2 * self.frameWidth() + 2
        self.setGeometry(right.x() - wide, right.y(), wide, high)
        self.show()
        self.raise_()
