"""The students: a list of any length, search as you type, the card beside it."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from jd_desktop.domain.changes import Changes
from jd_desktop.domain.phone import display
from jd_desktop.operations import students as deeds
from jd_desktop.queries import students
from jd_desktop.queries.students import StudentRow
from jd_desktop.ui.kit.columns import Column
from jd_desktop.ui.kit.controls import button, fill, hairline, label
from jd_desktop.ui.kit.forms import line
from jd_desktop.ui.kit.screen import Screen
from jd_desktop.ui.kit.states import StatePane
from jd_desktop.ui.kit.table import PAGE, TableModel, TableView
from jd_desktop.ui.students.composer import Desk
from jd_desktop.ui.students.panel import StudentPanel
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import CONTROL_HEIGHT, GAP_L, GAP_M

TYPED_MS = 60


class StudentsScreen(Screen):
    """Asks for pages, shows them, and opens a card or the form at the right."""

    shows: ClassVar[frozenset[str]] = frozenset(
        {"student", "booking", "instructor", "invoice", "payment", "refund"}
    )

    def __init__(self, look: Look, desk: Desk):
        """Take look, and what writing to students takes."""
        super().__init__(look)
        self._tasks, self._clock = desk.tasks, desk.clock
        self._wanted = ""
        self._searched = ""
        self.columns = self._columns()
        self.model = TableModel(look, self.columns, self)
        self.table = TableView(look, self.model, self.columns, look.tr("Elever"))
        self.pane = StatePane(look, self.table)
        self.panel = StudentPanel(look, desk)
        self.filter = line("", look.tr("Søg navn, telefon eller e-mail"))
        self.filter.setAccessibleName(look.tr("Søg elev"))
        self.filter.setFont(look.font("body"))
        self.filter.setFixedHeight(look.px(CONTROL_HEIGHT))
        self.filter.setMaximumWidth(look.px(360))
        self.filter.setClearButtonEnabled(True)
        self._counted = label(look, "", "table", "text3")
        self._add = button(look, look.tr("Ny elev"), self.add, primary=True)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.timeout.connect(self.reload)
        self._lay_out()
        self._connect()

    def _columns(self) -> list[Column]:
        look = self.look
        return [
            Column(look.tr("Navn"), lambda s: s.name, stretch=True, weight=600,
                   icon=lambda s: "arrow-up" if s.unsent else ""),
            Column(look.tr("Telefon"), lambda s: display(s.phone), width=120),
            Column(look.tr("Kørelærer"), lambda s: s.instructor, width=150),
            Column(look.tr("Næste time"), self._next, width=150,
                   tone=lambda s: "text" if s.next_lesson else "text3"),
        ]  # fmt: skip

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.setContentsMargins(GAP_L, GAP_M, GAP_L, GAP_M)
        tools.setSpacing(GAP_M)
        tools.addWidget(self.filter, 1)
        tools.addWidget(self._counted)
        tools.addStretch(1)
        inset = QWidget()
        fill(inset, self.look, "surface")
        around = QHBoxLayout(inset)
        around.setContentsMargins(GAP_M, 0, 0, 0)
        around.addWidget(self.pane)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addLayout(tools)
        left.addWidget(inset, 1)
        self.setFocusProxy(self.table)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left, 1)
        row.addWidget(hairline(self.look, vertical=True))
        row.addWidget(self.panel)

    def _connect(self) -> None:
        self.filter.textChanged.connect(lambda _words: self._typing.start(TYPED_MS))
        self.model.missing.connect(self._fetch)
        self.table.chosen.connect(self._choose)
        self.table.opened.connect(lambda _row: self.panel.setFocus())
        self.panel.saved.connect(self.open_subject)
        self.panel.archive_asked.connect(self._archive)
        self.panel.booking_asked.connect(lambda booking: self.wants.emit("calendar", booking))
        self.panel.papers_asked.connect(lambda subject: self.wants.emit("payments", subject))
        self.panel.left.connect(self.table.setFocus)
        for keys, do in (
            ("Ctrl+F", self.filter.setFocus), ("Ctrl+N", self.add), ("F2", self.edit),
            ("Ctrl+M", self.panel.talk),
        ):  # fmt: skip
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(do)

    def note(self, changes: Changes) -> None:
        """A message concerns the conversation that is open, not the list."""
        super().note(changes)
        if changes.concerns(frozenset({"message"})):
            self.panel.heard()

    def title(self) -> str:
        """Name the page."""
        return self.look.tr("Elever")

    def primary(self) -> QPushButton:
        """Return the button for a new student."""
        return self._add

    def reload(self) -> None:
        """Count anew; the pages that are looked at follow."""
        self._searched = self.filter.text()
        self.pane.loading()
        question = partial(students.count, search=self._searched)
        self._tasks.ask(question, then=self._counted_now, owner=self, key="count",
                        failed=lambda error: self.pane.failed(error, self.reload))  # fmt: skip
        self.panel.refresh()

    def open_subject(self, subject: str) -> None:
        """Show a student's card, and select the line where it is in sight."""
        self._wanted = subject
        self.panel.show_student(subject)
        self._reselect()

    def add(self) -> None:
        """Open the form for a new student."""
        self.panel.new()

    def edit(self) -> None:
        """Open the form for the student shown."""
        self.panel.edit()

    def _counted_now(self, n: int) -> None:
        look = self.look
        self._counted.setText(look.trn("{n} elev", "{n} elever", n))
        if n == 0 and self._searched.strip():
            self.pane.empty(look.tr("Ingen match."), look.tr("Ryd søgningen"), self.filter.clear)
        elif n == 0:
            self.pane.empty(look.tr("Ingen elever endnu."), look.tr("Tilføj elev"), self.add)
        else:
            self.pane.ready()
        self.model.reset(n)

    def _fetch(self, page: int) -> None:
        question = partial(
            students.page_at, now=self._clock.now(), search=self._searched, offset=page * PAGE,
            limit=PAGE,
        )  # fmt: skip
        searched = self._searched
        self._tasks.ask(question, then=lambda rows: self._put(page, searched, rows), owner=self)

    def _put(self, page: int, searched: str, rows: list[StudentRow]) -> None:
        if searched == self._searched:
            self.model.put(page, rows)
            self._reselect()

    def _reselect(self) -> None:
        place = self.model.place_of(self._wanted) if self._wanted else None
        if place is not None and place != self.table.currentIndex().row():
            self.table.selectRow(place)

    def _choose(self, row: StudentRow) -> None:
        if row.id != self._wanted or self.panel.is_empty:
            self._wanted = row.id
            self.panel.show_student(row.id)

    def _archive(self, student_id: str) -> None:
        self._tasks.do(partial(deeds.archive, student_id=student_id), owner=self)

    def _next(self, row: StudentRow) -> str:
        return self.look.language.when(row.next_lesson) if row.next_lesson else "–"
