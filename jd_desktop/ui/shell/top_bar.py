"""Title, the screen's own tools, search over everything, the screen's main button."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QSpacerItem, QWidget

from jd_desktop.ui.kit.controls import fill, tint
from jd_desktop.ui.kit.forms import line
from jd_desktop.ui.shell.search_results import Hit, SearchResults
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import CONTROL_HEIGHT, GAP_M, GAP_S, TOP_BAR

__all__ = ["Hit", "PageTitle", "Search", "TopBar"]

Search: TypeAlias = Callable[[str, Callable[[Sequence[Hit]], None]], None]


class PageTitle(QLabel):
    """The page's name; where there is no room it ends in dots, and the tip says it all."""

    def __init__(self, look: Look):
        """Begin nameless."""
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(look.font("page_title"))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        tint(self, look, "text")
        self._least = look.px(120)

    def minimumSizeHint(self) -> QSize:
        """Give way to what cannot be cut."""
        return QSize(min(self._least, self.sizeHint().width()), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what fits."""
        painter = QPainter(self)
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.width()
        )
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, shown)
        painter.end()


class TopBar(QWidget):
    """The bar above the screen."""

    def __init__(self, look: Look, search: Search, go: Callable[[str, str], None]):
        """Take how to search (words, then) and what choosing a hit does."""
        super().__init__()
        self._look, self._ask, self._go = look, search, go
        self.setFixedHeight(look.px(TOP_BAR))
        fill(self, look, "bg")
        self._title = PageTitle(look)
        self._tools = QHBoxLayout()
        self._tools.setSpacing(GAP_S)
        self._main = QHBoxLayout()
        self.search = self._search_field()
        self.results = SearchResults(look, self.search, self._choose)
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP_M + GAP_S, 0, GAP_M, 0)
        row.setSpacing(GAP_M)
        row.addWidget(self._title)
        row.addLayout(self._tools)
        row.addItem(QSpacerItem(0, 0, QSizePolicy.Policy.Expanding))
        row.addWidget(self.search)
        row.addLayout(self._main)

    def _search_field(self) -> QLineEdit:
        look = self._look
        made = line("", look.tr("Søg overalt …   Ctrl K"))
        made.setAccessibleName(look.tr("Søg"))
        made.setFont(look.font("body"))
        made.setMinimumWidth(look.px(190))
        made.setMaximumWidth(look.px(320))
        made.setFixedHeight(look.px(CONTROL_HEIGHT))
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        made.addAction(
            QAction(look.icon("search", "text3"), look.tr("Søg"), made),
            made.ActionPosition.LeadingPosition,
        )
        made.textEdited.connect(self._typed)
        made.installEventFilter(self)
        return made

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
        self._title.setToolTip(title)

    def begin_search(self) -> None:
        """Put the keyboard in the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _typed(self, words: str) -> None:
        if words.strip():
            self._ask(words, self._show)
        else:
            self.results.hide()

    def _show(self, hits: Sequence[Hit]) -> None:
        # The answer may come when nobody searches any more.
        if self.search.text().strip() and self.search.hasFocus():
            self.results.show_hits(hits)

    def _choose(self, hit: Hit) -> None:
        self._leave()
        self._go(hit.screen, hit.subject)

    def _leave(self) -> None:
        self.results.hide()
        self.search.clear()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up, down, Enter and Escape work on what was found while one types."""
        if event.type() == QEvent.Type.FocusOut:
            self.results.hide()
        if not (isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress):
            return super().eventFilter(watched, event)
        deeds: dict[int, Callable[[], None]] = {
            Qt.Key.Key_Down: lambda: self.results.step(1),
            Qt.Key.Key_Up: lambda: self.results.step(-1),
            Qt.Key.Key_Return: self.results.take_current,
            Qt.Key.Key_Enter: self.results.take_current,
            Qt.Key.Key_Escape: self._leave,
        }
        deed = deeds.get(event.key())
        if deed is None:
            return super().eventFilter(watched, event)
        deed()
        return True
