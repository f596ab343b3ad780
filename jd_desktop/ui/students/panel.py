"""The panel beside the list: nobody, a card, or the form."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from jd_desktop.domain.changes import Changes
from jd_desktop.operations import students as deeds
from jd_desktop.operations.merging import merge
from jd_desktop.queries.lookalikes import Comparison, Lookalike, card_and_alike, compared
from jd_desktop.queries.students import StudentCard
from jd_desktop.ui.kit.controls import fill, label, scrolled
from jd_desktop.ui.students.card import Card
from jd_desktop.ui.students.composer import Desk
from jd_desktop.ui.students.conversation import Conversation
from jd_desktop.ui.students.editor import Editor
from jd_desktop.ui.students.merging import Merging
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_XL

WIDTH = 340
Answer = tuple[StudentCard | None, list[Lookalike]]


class StudentPanel(QWidget):
    """Shows one student, or lets one be written."""

    saved = Signal(str)
    archive_asked = Signal(str)
    booking_asked = Signal(str)
    papers_asked = Signal(str)
    left = Signal()

    def __init__(self, look: Look, desk: Desk):
        """Take look, and what writing to students takes."""
        super().__init__()
        self._look, self._desk = look, desk
        self._tasks, self._clock = desk.tasks, desk.clock
        self._shown: StudentCard | None = None
        self._alike: list[Lookalike] = []
        self.setFixedWidth(look.px(WIDTH))
        fill(self, look, "surface")
        self._stack = QStackedWidget()
        self._nobody = label(look, look.tr("Vælg en elev for at se kortet."), "body", "text3",
                             wrap=True)  # fmt: skip
        self._nobody.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nobody.setContentsMargins(GAP_XL, GAP_XL, GAP_XL, GAP_XL)
        self._stack.addWidget(self._nobody)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)

    @property
    def is_empty(self) -> bool:
        """Whether nobody is shown."""
        return self._shown is None

    @property
    def is_writing(self) -> bool:
        """Whether the form is open."""
        return isinstance(self._inside(), Editor | Merging | Conversation)

    def show_student(self, student_id: str) -> None:
        """Ask for a student's card; a form with something typed stays."""
        inside = self._inside()
        if isinstance(inside, Editor | Conversation) and inside.is_touched:
            return
        question = partial(card_and_alike, student_id=student_id, now=self._clock.now())
        self._tasks.ask(question, then=self._show_card, owner=self, key="card")

    def refresh(self) -> None:
        """Ask for the shown card again."""
        if self._shown is not None and not self.is_writing:
            self.show_student(self._shown.row.id)

    def new(self) -> None:
        """Open an empty form."""
        self._open_form({}, "")

    def edit(self) -> None:
        """Open the form of the student shown."""
        if self._shown is not None and not self.is_writing:
            self._open_form(self._shown.fields, self._shown.row.id)

    def talk(self) -> None:
        """Open what was written to the student shown, and write more."""
        if self._shown is None or self.is_writing:
            return
        page = Conversation(self._look, self._desk, self._shown)
        page.left.connect(self._close_form)
        page.booking_asked.connect(self.booking_asked)
        self._put(page)
        page.begin()

    def heard(self) -> None:
        """Ask again for the conversation that is open."""
        inside = self._inside()
        if isinstance(inside, Conversation):
            inside.reload()

    def _show_card(self, answer: Answer) -> None:
        card, self._alike = answer
        self._shown = card
        if card is None:
            self._put(None)
            return
        shown = Card(self._look, card, self._alike)
        shown.comparison_asked.connect(self._compare)
        shown.edit_asked.connect(self.edit)
        shown.archive_asked.connect(lambda: self.archive_asked.emit(card.row.id))
        shown.booking_asked.connect(self.booking_asked)
        shown.messages_asked.connect(self.talk)
        shown.papers_asked.connect(self.papers_asked)
        self._put(shown)

    def _open_form(self, fields: dict[str, object], student_id: str) -> None:
        form = Editor(self._look, self._tasks, fields)
        form.given.connect(lambda values: self._save(form, values, student_id))
        form.left.connect(self._close_form)
        self._put(form)
        form.begin()

    def _save(self, form: Editor, values: dict[str, object], student_id: str) -> None:
        if student_id:
            action = partial(deeds.edit, student_id=student_id, values=values)
        else:
            action = partial(deeds.add, values=values)
        self._tasks.do(action, owner=form, then=partial(self._saved, student_id=student_id),
                       failed=form.refuse)  # fmt: skip

    def _saved(self, changes: Changes, student_id: str) -> None:
        self._put(None)
        made = sorted(changes.touched.get("student", ()))
        self.saved.emit(student_id or (made[0] if made else ""))
        self.left.emit()

    def _close_form(self) -> None:
        self._put(None)
        if self._shown is not None:
            self._show_card((self._shown, self._alike))
        self.left.emit()

    def _compare(self, other_id: str) -> None:
        """Put two students side by side."""
        if self._shown is None:
            return
        question = partial(compared, first_id=self._shown.row.id, second_id=other_id)
        self._tasks.ask(question, then=self._open_merging, owner=self, key="card")

    def _open_merging(self, found: Comparison | None) -> None:
        if found is None:
            self.refresh()
            return
        page = Merging(self._look, found)
        page.given.connect(lambda values: self._merge(found, values))
        page.left.connect(self._close_form)
        self._put(page)
        page.begin()

    def _merge(self, found: Comparison, values: dict[str, object]) -> None:
        kept, other = str(found.first["id"]), str(found.second["id"])
        action = partial(merge, kept_id=kept, other_id=other, values=values)
        self._tasks.do(action, owner=self, then=partial(self._saved, student_id=kept))

    def _inside(self) -> QWidget | None:
        page = self._stack.currentWidget()
        return page.widget() if isinstance(page, QScrollArea) else page

    def _put(self, content: QWidget | None) -> None:
        while (old := self._stack.widget(1)) is not None:
            self._stack.removeWidget(old)
            old.deleteLater()
        if content is None:
            self._stack.setCurrentIndex(0)
            return
        fill(content, self._look, "surface")
        page = (
            content
            if isinstance(content, Editor | Merging | Conversation)
            else scrolled(self._look, content)
        )
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
