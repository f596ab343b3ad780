"""Writing to one student: by what, from which template, now or when the quiet hours are over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from jd_desktop.domain.clock import Clock
from jd_desktop.domain.errors import JdError
from jd_desktop.domain.events import CHANNELS, EMAIL, EVENTS, SMS
from jd_desktop.domain.placeholders import LESSON, Place
from jd_desktop.domain.quiet import is_quiet, next_open
from jd_desktop.domain.wording import Wording
from jd_desktop.operations.telling import write
from jd_desktop.queries.preview import Draft, Preview, preview
from jd_desktop.queries.templates import Stationery, TemplateRow, template_list
from jd_desktop.ui.kit.box import Box
from jd_desktop.ui.kit.controls import Button, button, clear, put
from jd_desktop.ui.kit.forms import Field, line
from jd_desktop.ui.kit.letter import Letter
from jd_desktop.ui.kit.verdict import LetterVerdict
from jd_desktop.ui.tasks import Tasks
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import CONTROL_HEIGHT, GAP_S, GAP_XS

TYPED_MS = 120


@dataclass(frozen=True, slots=True)
class Desk:
    """What writing takes: threads, time, templates and prices."""

    tasks: Tasks
    clock: Clock
    stationery: Stationery


class Composer(QWidget):
    """A letter to one student; `sent` when it is in the queue."""

    sent = Signal()

    def __init__(self, look: Look, desk: Desk, student_id: str, language: str):
        """Take whom it is to and their language."""
        super().__init__()
        self._look, self._desk = look, desk
        self._student, self._language = student_id, language
        self._rows: list[TemplateRow] = []
        self._lacking: tuple[Place, ...] = ()
        self.channel = SMS
        self.question: Box | None = None
        self._group = QButtonGroup(self)
        self.channels = {name: self._channel_button(name) for name in CHANNELS}
        self.templates = QComboBox()
        self.templates.setAccessibleName(look.tr("Skabelon"))
        self.templates.setFont(look.font("body"))
        self.templates.setMinimumHeight(look.px(CONTROL_HEIGHT))
        self._subject_line = line()
        self.subject = Field(look, look.tr("Emne"), self._subject_line)
        self.letter = Letter(look, look.tr("Besked"))
        self.letter.setPlaceholderText(look.tr("Skriv til eleven …"))
        self.verdict = LetterVerdict(look)
        self.send = button(look, look.tr("Send"), self._send, primary=True, icon="send")
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.timeout.connect(self._ask)
        self._arrange()
        self._connect()
        self._ask_templates()

    def _channel_button(self, name: str) -> QPushButton:
        look = self._look
        made = Button(look.tr("E-mail") if name == EMAIL else "SMS")
        made.setCheckable(True)
        made.setChecked(name == self.channel)
        made.setProperty("channel", name)
        made.setFont(look.font("body"))
        made.setMinimumHeight(look.px(CONTROL_HEIGHT))
        self._group.addButton(made)
        return made

    def _arrange(self) -> None:
        top, bottom, self._below = QHBoxLayout(), QHBoxLayout(), QVBoxLayout()
        top.setSpacing(GAP_XS)
        for made in self.channels.values():
            top.addWidget(made)
        top.addWidget(self.templates, 1)
        bottom.addStretch(1)
        bottom.addWidget(self.send)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_S)
        column.addLayout(top)
        for part in (self.subject, self.letter, self.verdict):
            column.addWidget(part)
        column.addLayout(self._below)
        column.addLayout(bottom)
        self.subject.hide()
        self.send.setEnabled(False)

    def _connect(self) -> None:
        self._group.buttonClicked.connect(self._choose_channel)
        self.templates.activated.connect(self._choose_template)
        self.letter.textChanged.connect(self._typed)
        self._subject_line.textChanged.connect(self._typed)

    def wording(self) -> Wording:
        """Return what is written."""
        subject = self._subject_line.text() if self.channel == EMAIL else ""
        return Wording(subject, self.letter.toPlainText())

    def _ask_templates(self) -> None:
        question = partial(template_list, usual=self._desk.stationery.usual)
        self._desk.tasks.ask(question, then=self._show_templates, owner=self, key="templates")

    def _show_templates(self, rows: Sequence[TemplateRow]) -> None:
        """Offer what can be said to anybody: what tells of an amount comes with its invoice."""
        known = set(LESSON)
        self._rows = [
            row for row in rows
            if row.language == self._language and row.channel == self.channel
            and set(EVENTS[row.event].places) <= known
        ]  # fmt: skip
        self.templates.clear()
        self.templates.addItem(self._look.tr("Fri tekst"))
        for row in self._rows:
            self.templates.addItem(self._look.language.say(row.label))

    def _choose_channel(self, chosen: QPushButton) -> None:
        self.channel = str(chosen.property("channel"))
        self.subject.setVisible(self.channel == EMAIL)
        self._ask_templates()
        self._ask()

    def _choose_template(self, place: int) -> None:
        if place == 0:
            return
        row = self._rows[place - 1]
        self._look_at(Draft(row.event, row.channel, row.language, row.wording), self._fill_in)

    def _fill_in(self, seen: Preview) -> None:
        """Put the template in as this student reads it; what is missing stands in brackets."""
        self._lacking = seen.missing
        self.letter.say(seen.text)
        self._subject_line.setText(seen.subject)
        self.letter.setFocus(Qt.FocusReason.OtherFocusReason)

    def _typed(self) -> None:
        self._unask()
        self._typing.start(TYPED_MS)

    def _ask(self) -> None:
        wording = self.wording()
        if not wording.text.strip():
            self._show(Preview("", "", ()))
            return
        draft = Draft("announcement", self.channel, self._language, wording)
        self._look_at(draft, self._show)

    def _look_at(self, draft: Draft, then: Any) -> None:
        desk = self._desk
        question = partial(
            preview, draft=draft, student_id=self._student, tariff=desk.stationery.tariff,
            now=desk.clock.now(),
        )  # fmt: skip
        desk.tasks.ask(question, then=then, owner=self, key="preview")

    def _show(self, seen: Preview) -> None:
        """Say what is to be minded; what a template lacked has to be written or taken out."""
        said = self.wording()
        lacking = tuple(p for p in self._lacking if f"({p.name})" in f"{said.subject} {said.text}")
        self.verdict.show_verdict(replace(seen, missing=lacking))
        self.letter.mark(seen.counted.costly if seen.counted else ())
        self.send.setEnabled(bool(seen.text) and seen.unsendable is None and not lacking)

    def _send(self) -> None:
        now = self._desk.clock.now()
        if is_quiet(now):
            self._ask_when(next_open(now))
        else:
            self._give()

    def _ask_when(self, opens: datetime) -> None:
        """Ask in place, without a window over it, whether to wake anybody."""
        self._unask()
        look = self._look
        said = look.tr("Det er uden for de timer, hvor vi plejer at skrive. Hvornår skal den ud?")
        self.question = Box(look, "warn", look.tr("Send uden for åbningstid?"), said)
        row = QVBoxLayout()
        row.setSpacing(GAP_XS)
        at = look.tr("Send {hvornår}", hvornår=look.language.when(opens))
        later = button(look, at, partial(self._give, opens), primary=True)
        now = button(look, look.tr("Send nu"), self._give)
        for part in (later, now, button(look, look.tr("Skriv videre"), self._unask, quiet=True)):
            row.addWidget(part, 0, Qt.AlignmentFlag.AlignLeft)
        self.question.column.addSpacing(GAP_XS)
        self.question.column.addLayout(row)
        put(self._below, self.question)
        later.setFocus(Qt.FocusReason.OtherFocusReason)

    def _unask(self) -> None:
        if self.question is not None:
            clear(self._below)
            self.question = None

    def _give(self, not_before: datetime | None = None) -> None:
        action = partial(
            write, student_id=self._student, channel=self.channel, wording=self.wording(),
            not_before=not_before,
        )  # fmt: skip
        self.send.setEnabled(False)
        self._desk.tasks.do(action, owner=self, then=lambda _changes: self._sent(),
                            failed=self._refused)  # fmt: skip

    def _sent(self) -> None:
        self._unask()
        self.letter.clear()
        self._subject_line.clear()
        self.templates.setCurrentIndex(0)
        self.sent.emit()

    def _refused(self, error: JdError) -> None:
        self._unask()
        self.send.setEnabled(True)
        put(self._below, Box(self._look, "bad", error.sentence(self._look.language)))
