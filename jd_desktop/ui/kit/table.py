"""A table over any number of rows: pages are fetched when they are looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from jd_desktop.ui.kit.columns import Column
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import RADIUS_TILE, ROW_HEIGHT

PAGE = 200
KEPT = 40
Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole


class TableModel(QAbstractTableModel):
    """Rows by their place; a page that is not here yet is asked for once and shown blank."""

    missing = Signal(int)

    def __init__(self, look: Look, columns: Sequence[Column], parent: QObject | None = None):
        """Take the columns; rows come by `reset` and `put`."""
        super().__init__(parent)
        self._look, self._columns = look, columns
        self._count = 0
        self._pages: dict[int, Sequence[Any]] = {}
        self._asked: set[int] = set()
        self._served: dict[int, Callable[[Any, Column], Any]] = {
            _Role.DisplayRole: lambda row, c: c.text(row),
            _Role.AccessibleTextRole: lambda row, c: c.text(row),
            _Role.ForegroundRole: lambda row, c: look.color(c.tone(row)),
            _Role.FontRole: lambda _row, c: look.font("table", c.weight),
            _Role.DecorationRole: self._icon,
            _Role.TextAlignmentRole: lambda _row, c: _alignment(c),
        }

    def reset(self, count: int) -> None:
        """Begin anew with so many rows, none of them here."""
        self.beginResetModel()
        self._count, self._pages, self._asked = count, {}, set()
        self.endResetModel()

    def put(self, page: int, rows: Sequence[Any]) -> None:
        """Bring a page; the oldest ones go."""
        self._pages[page] = rows
        self._asked.discard(page)
        while len(self._pages) > KEPT:
            self._pages.pop(next(iter(self._pages)))
        first, last = page * PAGE, min(self._count, (page + 1) * PAGE) - 1
        if first <= last:
            end = self.index(last, len(self._columns) - 1)
            self.dataChanged.emit(self.index(first, 0), end)

    def row_at(self, place: int) -> Any | None:
        """Return a row that is here; asks for its page where it is not."""
        page, k = divmod(place, PAGE)
        rows = self._pages.get(page)
        if rows is None:
            if page not in self._asked:
                self._asked.add(page)
                self.missing.emit(page)
            return None
        return rows[k] if k < len(rows) else None

    def miss(self, page: int) -> None:
        """Take note that a page did not come, so that it is asked for again."""
        self._asked.discard(page)

    def place_of(self, row_id: str) -> int | None:
        """Return the place of a row that is here."""
        for page, rows in self._pages.items():
            for k, row in enumerate(rows):
                if row.id == row_id:
                    return page * PAGE + k
        return None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """How many rows there are."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's
        """How many columns there are."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        """Serve a role, at once None for those we do not."""
        serve = self._served.get(role)
        if serve is None:
            return None
        row = self.row_at(index.row())
        return None if row is None else serve(row, self._columns[index.column()])

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole
    ) -> Any:
        """Serve the titles."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = self._columns[section]
        return {
            _Role.DisplayRole: column.title,
            _Role.TextAlignmentRole: _alignment(column),
            _Role.FontRole: self._look.font("caption", 600),
            _Role.ForegroundRole: self._look.color("text3"),
        }.get(_Role(role))

    def _icon(self, row: Any, column: Column) -> Any:
        name = column.icon(row) if column.icon else ""
        return self._look.icon(name, column.tone(row)) if name else None


class TableView(QTableView):
    """The view: whole rows, fixed heights, keyboard first."""

    opened = Signal(object)
    chosen = Signal(object)

    def __init__(self, look: Look, model: TableModel, columns: Sequence[Column], name: str):
        """Take the model and what screen readers call the table."""
        super().__init__()
        self._look = look
        self.setModel(model)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(look.px(ROW_HEIGHT))
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._set_up_header(columns)
        self._model = model
        self.chosen_id = ""
        self.activated.connect(self._open)
        self.selectionModel().currentRowChanged.connect(self._choose)
        model.modelReset.connect(self._restore)
        model.dataChanged.connect(self._restore)

    def _set_up_header(self, columns: Sequence[Column]) -> None:
        look = self._look
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setFixedHeight(look.px(32))
        for k, column in enumerate(columns):
            mode = QHeaderView.ResizeMode
            header.setSectionResizeMode(k, mode.Stretch if column.stretch else mode.Fixed)
            header.resizeSection(k, look.px(column.width))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows, and the ring around the whole row that has the keyboard."""
        super().paintEvent(event)
        here = self.currentIndex()
        if self.hasFocus() and here.isValid():
            first, last = (
                here.siblingAtColumn(0),
                here.siblingAtColumn(self._model.columnCount() - 1),
            )
            row = self.visualRect(first).united(self.visualRect(last))
            painter = QPainter(self.viewport())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._look.color("focus"), 2))
            painter.drawRoundedRect(row.adjusted(1, 1, -1, -1), RADIUS_TILE, RADIUS_TILE)
            painter.end()

    def choose_id(self, row_id: str) -> None:
        """Choose a row by its id, now or as soon as its page is here."""
        self.chosen_id = row_id
        self._restore()

    def _open(self, index: QModelIndex) -> None:
        row = self._model.row_at(index.row())
        if row is not None:
            self.opened.emit(row)

    def _choose(self, index: QModelIndex) -> None:
        row = self._model.row_at(index.row()) if index.isValid() else None
        if row is not None and row.id != self.chosen_id:
            self.chosen_id = row.id
            self.chosen.emit(row)

    def _restore(self) -> None:
        """Choose the same person again, wherever a new list has put them; the scroll stays."""
        place = self._model.place_of(self.chosen_id) if self.chosen_id else None
        if place is not None and place != self.currentIndex().row():
            flags = QItemSelectionModel.SelectionFlag
            self.selectionModel().setCurrentIndex(
                self._model.index(place, 0), flags.ClearAndSelect | flags.Rows
            )


def _alignment(column: Column) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
