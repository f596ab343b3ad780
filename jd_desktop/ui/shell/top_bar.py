"""Title, the screen's own tools, search over everything, the screen's main button."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QWidget

from jd_desktop.ui.kit.controls import fill, label
from jd_desktop.ui.kit.forms import line
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import CONTROL_HEIGHT, GAP_M, GAP_S, TOP_BAR


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: what it is called, more about it, and where it is."""

    title: str
    subtitle: str
    screen: str
    subject: str


Search = Callable[[str, Callable[[Sequence[Hit]], None]], None]


class TopBar(QWidget):
    """The bar above the screen."""

    def __init__(self, look: Look, search: Search, go: Callable[[str, str], None]):
        """Take how to search (words, then) and what choosing a hit does."""
        super().__init__()
        self._look, self._ask, self._go = look, search, go
        self.setFixedHeight(look.px(TOP_BAR))
        fill(self, look, "bg")
        self._title = label(look, "", "page_title")
        self._tools = QHBoxLayout()
        self._tools.setSpacing(GAP_S)
        self._main = QHBoxLayout()
        self.search = line("", look.tr("Søg elev eller telefon …   Ctrl K"))
        self.search.setAccessibleName(look.tr("Søg"))
        self.search.setFont(look.font("body"))
        self.search.setMinimumWidth(look.px(150))
        self.search.setMaximumWidth(look.px(290))
        self.search.setFixedHeight(look.px(CONTROL_HEIGHT))
        self.search.textEdited.connect(self._typed)
        self.search.installEventFilter(self)
        self._hits = QListWidget(self)
        self._hits.setWindowFlags(Qt.WindowType.ToolTip)
        self._hits.setAccessibleName(look.tr("Fundet"))
        self._hits.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._hits.itemClicked.connect(self._choose)
        self._hits.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP_M + GAP_S, 0, GAP_M, 0)
        row.setSpacing(GAP_M)
        row.addWidget(self._title)
        row.addLayout(self._tools)
        row.addStretch(1)
        row.addWidget(self.search, 1)
        row.addLayout(self._main)

    def show_screen(self, title: str, tools: Sequence[QWidget], main: QWidget | None) -> None:
        """Put a screen's title, tools and main button up."""
        self.set_title(title)
        for layout in (self._tools, self._main):
            while (item := layout.takeAt(0)) is not None:
                if (old := item.widget()) is not None:
                    old.hide()
        for tool in tools:
            self._tools.addWidget(tool)
            tool.show()
        if main is not None:
            self._main.addWidget(main)
            main.show()

    def set_title(self, title: str) -> None:
        """Say where we are."""
        self._title.setText(title)

    def _typed(self, words: str) -> None:
        if not words.strip():
            self._hits.hide()
            return
        self._ask(words, self._show)

    def _show(self, hits: Sequence[Hit]) -> None:
        self._hits.clear()
        for hit in hits:
            item = QListWidgetItem(f"{hit.title}   {hit.subtitle}".strip())
            item.setData(Qt.ItemDataRole.UserRole, hit)
            self._hits.addItem(item)
        if not hits:
            nothing = QListWidgetItem(self._look.tr("Ingen fundet"))
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
            self._hits.addItem(nothing)
        else:
            self._hits.setCurrentRow(0)
        self._hits.setFont(self._look.font("table"))
        high = self._hits.sizeHintForRow(0) * self._hits.count() + 2 * self._hits.frameWidth()
        self._hits.resize(max(self.search.width(), self._look.px(290)), high)
        self._hits.move(self.search.mapToGlobal(QPoint(0, self.search.height() + 2)))
        self._hits.setVisible(bool(self.search.text().strip()))

    def _choose(self, item: QListWidgetItem | None) -> None:
        hit = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        if isinstance(hit, Hit):
            self._hits.hide()
            self.search.clear()
            self._go(hit.screen, hit.subject)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up, down, Enter and Escape work on what was found while one types."""
        if event.type() is QEvent.Type.FocusOut:
            self._hits.hide()
        if not (isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress):
            return super().eventFilter(watched, event)
        key, row = event.key(), self._hits.currentRow()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if key == Qt.Key.Key_Down else -1
            self._hits.setCurrentRow(max(0, min(self._hits.count() - 1, row + step)))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self._hits.currentItem())
        elif key == Qt.Key.Key_Escape:
            self._hits.hide()
            self.search.clear()
        else:
            return super().eventFilter(watched, event)
        return True
