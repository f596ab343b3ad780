"""The conflict inbox: a list of sentences, and the one that is chosen beside it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from jd_desktop.domain.changes import Changes
from jd_desktop.domain.clock import Clock
from jd_desktop.operations.work import Work
from jd_desktop.queries import conflicts
from jd_desktop.queries.conflicts import ConflictCard, ConflictRow
from jd_desktop.queries.names import names
from jd_desktop.ui.conflicts import words
from jd_desktop.ui.conflicts.detail import Detail
from jd_desktop.ui.kit.controls import fill, hairline
from jd_desktop.ui.kit.screen import Screen
from jd_desktop.ui.kit.states import StatePane
from jd_desktop.ui.tasks import Tasks
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_M

LIST_WIDTH = 320


class ConflictsScreen(Screen):
    """Asks for the inbox, shows one conflict, hands on one decision."""

    shows: ClassVar[frozenset[str]] = frozenset({"conflict", "booking"})

    def __init__(self, look: Look, tasks: Tasks, clock: Clock):
        """Take look, tasks and clock."""
        super().__init__(look)
        self._tasks, self._clock = tasks, clock
        self._wanted = ""
        self.detail: Detail | None = None
        self.list = QListWidget()
        self.list.setAccessibleName(look.tr("Konflikter"))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setWordWrap(True)
        self.list.setFont(look.font("table"))
        self.list.setSpacing(2)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentItemChanged.connect(self._chosen)
        self.decided = QCheckBox(look.tr("Vis afgjorte"))
        self.decided.setAccessibleName(look.tr("Vis afgjorte"))
        self.decided.setFont(look.font("table"))
        self.decided.toggled.connect(lambda _on: self.reload())
        self._place = QScrollArea()
        self._place.setFrameShape(QFrame.Shape.NoFrame)
        self._place.setWidgetResizable(True)
        self._place.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        fill(self._place, look, "bg")
        self.pane = StatePane(look, self._both())
        self.setFocusProxy(self.list)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.pane)

    def _both(self) -> QWidget:
        left = QWidget()
        left.setFixedWidth(self.look.px(LIST_WIDTH))
        fill(left, self.look, "surface")
        column = QVBoxLayout(left)
        column.setContentsMargins(GAP_M, GAP_M, GAP_M, GAP_M)
        column.addWidget(self.list, 1)
        column.addWidget(self.decided)
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(left)
        row.addWidget(hairline(self.look, vertical=True))
        row.addWidget(self._place, 1)
        return both

    def title(self) -> str:
        """Name the page."""
        return self.look.tr("Konflikter")

    def reload(self) -> None:
        """Ask for the inbox again."""
        self.pane.loading()
        question = partial(conflicts.inbox, decided=self.decided.isChecked())
        self._tasks.ask(question, then=self._show_list, owner=self, key="inbox",
                        failed=lambda error: self.pane.failed(error, self.reload))  # fmt: skip

    def open_subject(self, subject: str) -> None:
        """Choose a conflict."""
        self._wanted = subject
        self._select()

    def _show_list(self, rows: list[ConflictRow]) -> None:
        look = self.look
        if not rows:
            self._show_nothing()
            return
        self.pane.ready()
        self.list.blockSignals(True)
        self.list.clear()
        for row in rows:
            said = f"{words.headline(look.language, row)}\n{words.when(look.language, row)}"
            item = QListWidgetItem(said)
            item.setData(Qt.ItemDataRole.UserRole, row.id)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, said.replace("\n", ", "))
            if row.state == "open":
                item.setIcon(look.icon("triangle-alert", "bad"))
            item.setSizeHint(QSize(0, look.px(52)))
            self.list.addItem(item)
        self.list.blockSignals(False)
        if not any(row.id == self._wanted for row in rows):
            self._wanted = rows[0].id
        self._select()

    def _show_nothing(self) -> None:
        look = self.look
        if self.decided.isChecked():
            back = partial(self.decided.setChecked, False)
            self.pane.empty(look.tr("Intet er afgjort endnu."), look.tr("Vis åbne"), back)
        else:
            more = partial(self.decided.setChecked, True)
            self.pane.empty(
                look.tr("Ingen konflikter. Alt stemmer."), look.tr("Vis afgjorte"), more
            )

    def _select(self) -> None:
        for k in range(self.list.count()):
            if self.list.item(k).data(Qt.ItemDataRole.UserRole) == self._wanted:
                self.list.setCurrentRow(k)
        self._ask_card()

    def _chosen(self, item: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        if item is not None and item.data(Qt.ItemDataRole.UserRole) != self._wanted:
            self._wanted = item.data(Qt.ItemDataRole.UserRole)
            self._ask_card()

    def _ask_card(self) -> None:
        wanted, now = self._wanted, self._clock.now()

        def question(db: Any) -> tuple[ConflictCard | None, dict[str, str]]:
            card = conflicts.card(db, wanted, now=now)
            return card, dict(names(db, words.ids_in(card))) if card else {}

        self._tasks.ask(question, then=self._show_card, owner=self, key="card")

    def _show_card(self, answer: tuple[ConflictCard | None, dict[str, str]]) -> None:
        card, known = answer
        if card is None:
            return
        self.detail = Detail(self.look, card, known, self._decide)
        fill(self.detail, self.look, "bg")
        self._place.setWidget(self.detail)

    def _decide(self, action: Callable[[Work], Changes]) -> None:
        self._wanted = ""
        self._tasks.do(action, owner=self)
