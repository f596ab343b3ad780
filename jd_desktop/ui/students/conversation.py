"""Everything that was written to a student, and what is written next."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from jd_desktop.queries.conversation import Line, conversation
from jd_desktop.queries.students import StudentCard
from jd_desktop.ui.kit.box import Box
from jd_desktop.ui.kit.controls import button, clear, fill, hairline, label, put, scrolled
from jd_desktop.ui.students.composer import Composer, Desk
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_L, GAP_M, GAP_S, GAP_XS

_BAD = ("failed", "undelivered", "expired", "suppressed")
_WARN = ("uncertain", "needs_decision")


class Conversation(QWidget):
    """The messages to one student, the latest below, and the letter under them."""

    left = Signal()
    booking_asked = Signal(str)

    def __init__(self, look: Look, desk: Desk, card: StudentCard):
        """Take whose it is."""
        super().__init__()
        self._look, self._desk, self._student = look, desk, card.row.id
        self.lines: list[Line] = []
        language = "en" if card.fields.get("language") == "en" else "da"
        self.composer = Composer(look, desk, card.row.id, language)
        self._column = QVBoxLayout()
        self._column.setSpacing(GAP_S)
        self._arrange(card.row.name)

    def _arrange(self, name: str) -> None:
        look = self._look
        head = QHBoxLayout()
        head.setContentsMargins(GAP_S, GAP_M, GAP_L, GAP_S)
        back = button(look, "", self.left.emit, quiet=True, icon="chevron-left",
                      name=look.tr("Tilbage til elevkortet"))  # fmt: skip
        head.addWidget(back)
        head.addWidget(label(look, name, "card_title", wrap=True), 1)
        page = QWidget()
        fill(page, look, "surface")
        inside = QVBoxLayout(page)
        inside.setContentsMargins(GAP_L, GAP_M, GAP_M, GAP_M)
        inside.addStretch(1)
        inside.addLayout(self._column)
        self.area = scrolled(look, page)
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.area.setAccessibleName(look.tr("Beskeder til eleven"))
        # What is newest stands below: stay there when something comes.
        bar = self.area.verticalScrollBar()
        bar.rangeChanged.connect(lambda _low, high: bar.setValue(high))
        below = QWidget()
        writing = QVBoxLayout(below)
        writing.setContentsMargins(GAP_L, GAP_M, GAP_L, GAP_L)
        writing.addWidget(self.composer)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        for part in (hairline(look), self.area, hairline(look), below):
            column.addWidget(part, 1 if part is self.area else 0)

    @property
    def is_touched(self) -> bool:
        """Whether something is written that has not left."""
        return bool(self.composer.wording().text.strip())

    def begin(self) -> None:
        """Ask for what was written, and give the letter the keyboard."""
        self.reload()
        self.composer.letter.setFocus(Qt.FocusReason.OtherFocusReason)

    def reload(self) -> None:
        """Ask for what was written again."""
        question = partial(conversation, student_id=self._student)
        self._desk.tasks.ask(question, then=self._show, owner=self, key="lines")

    def _show(self, lines: Sequence[Line]) -> None:
        look = self._look
        self.lines = list(lines)
        clear(self._column)
        for line in lines:
            put(self._column, self._bubble(line))
        if not lines:
            said = look.tr("Der er ikke skrevet til eleven endnu.")
            put(self._column, label(look, said, "table", "text3", wrap=True))

    def _bubble(self, line: Line) -> QWidget:
        look, say = self._look, self._look.language.say
        bubble = Box(look, "accent")
        by = look.tr("E-mail") if line.channel == "email" else "SMS"
        when = look.language.when(line.at) if line.at else ""
        about = " · ".join(p for p in (say(line.label), by, when) if p)
        bubble.column.addWidget(label(look, about, "caption", "text2", wrap=True))
        if line.subject:
            bubble.column.addWidget(label(look, line.subject, "table", weight=600, wrap=True))
        said = label(look, line.text, "table", wrap=True)
        said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        bubble.column.addWidget(said)
        reason = say(line.reason or line.went)
        tone = "bad" if line.state in _BAD else "warn" if line.state in _WARN else "text2"
        bubble.column.addSpacing(GAP_XS)
        bubble.column.addWidget(label(look, reason, "caption", tone, wrap=True))
        bubble.setAccessibleName(f"{about}. {line.text}. {reason}")
        if line.booking_id:
            show = partial(self.booking_asked.emit, line.booking_id)
            name = look.tr("Vis bookingen til: {hvad}", hvad=about)
            link = button(look, look.tr("Vis booking"), show, quiet=True, name=name)
            bubble.column.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        return bubble

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back on Escape; what is written is not thrown away by it."""
        if event.key() == Qt.Key.Key_Escape and not self.is_touched:
            self.left.emit()
        else:
            super().keyPressEvent(event)
