"""One message beside the list: its words, how it went, and what a person can do now."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from jd_desktop.domain.events import EMAIL
from jd_desktop.queries.message_list import MessageCard
from jd_desktop.ui.kit.badge import Chip
from jd_desktop.ui.kit.box import Box
from jd_desktop.ui.kit.controls import button, label
from jd_desktop.ui.messages import choices, words
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_L, GAP_M, GAP_S, GAP_XS


class Detail(QWidget):
    """Everything about one message; `chosen` carries what a person wants done, by its name."""

    chosen = Signal(str)

    def __init__(self, look: Look, card: MessageCard):
        """Take the message."""
        super().__init__()
        self._look, self._card = look, card
        self.choices: dict[str, QPushButton] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, GAP_M, GAP_L)
        self._column.setSpacing(GAP_M)
        self._head()
        self._matter()
        self._deeds()
        self._words()
        self._column.addLayout(self._facts())
        self._history()
        self._column.addStretch(1)

    def _head(self) -> None:
        look, row = self._look, self._card.row
        language, line = look.language, QHBoxLayout()
        said = f"{language.say(row.label)} · {words.channel(language, row.channel)}"
        line.addWidget(label(look, said, "table", "text2", wrap=True), 1)
        line.addWidget(Chip(look, language.say(row.went), words.tone(row.state)))
        self._column.addLayout(line)

    def _matter(self) -> None:
        """Say why it stands there and what helps, where anything does."""
        language, row = self._look.language, self._card.row
        reason, step = row.words
        if reason is None:
            return
        more = language.say(step) if step is not None else ""
        self._column.addWidget(Box(self._look, words.tone(row.state), language.say(reason), more))

    def _deeds(self) -> None:
        look, column = self._look, QVBoxLayout()
        column.setSpacing(GAP_S)
        row = QHBoxLayout()
        for k, choice in enumerate(choices.of(look.language, self._card)):
            if k and k % 2 == 0:
                row.addStretch(1)
                column.addLayout(row)
                row = QHBoxLayout()
            row.setSpacing(GAP_S)
            row.addWidget(self._button(choice))
        row.addStretch(1)
        column.addLayout(row)
        self._column.addLayout(column)

    def _button(self, choice: choices.Choice) -> QPushButton:
        made = button(
            self._look, choice.title, partial(self.chosen.emit, choice.name),
            primary=choice.is_first,
        )  # fmt: skip
        if choice.key:
            made.setShortcut(choice.key)
            made.setToolTip(self._look.tr("Tast {tast}", tast=choice.key))
        self.choices[choice.name] = made
        return made

    def _words(self) -> None:
        look, card = self._look, self._card
        box = Box(look, "accent")
        if card.row.channel == EMAIL and card.subject:
            box.column.addWidget(label(look, card.subject, "body", weight=600, wrap=True))
            box.column.addSpacing(GAP_XS)
        said = label(look, card.row.text, "body", wrap=True)
        said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        said.setAccessibleName(look.tr("Beskedens tekst"))
        box.column.addWidget(said)
        self._column.addWidget(box)

    def _facts(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP_M)
        grid.setVerticalSpacing(GAP_S)
        grid.setColumnStretch(1, 1)
        for k, (title, value) in enumerate(self._lines()):
            name = label(self._look, title, "caption", "text3")
            name.setMinimumWidth(self._look.px(76))
            grid.addWidget(name, k, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label(self._look, value, "table", wrap=True), k, 1)
        return grid

    def _lines(self) -> Iterator[tuple[str, str]]:
        look, card, row = self._look, self._card, self._card.row
        when = look.language.when
        yield look.tr("Til"), words.where(look.language, card.address, row.channel)
        if row.made_at is not None:
            yield look.tr("Skrevet"), when(row.made_at)
        if row.leaves_at is not None and row.state == "queued":
            yield look.tr("Sendes tidligst"), when(row.leaves_at)
        if card.expires_at is not None and row.state in ("queued", "uncertain", "expired"):
            yield look.tr("Forældes"), when(card.expires_at)
        if card.segments > 1:
            yield look.tr("Længde"), look.trn("{n} SMS", "{n} SMS'er", card.segments)
        if not card.job_id and row.state in ("queued", "sending", "uncertain", "needs_decision"):
            yield look.tr("Sendes fra"), look.tr("en anden computer")

    def _history(self) -> None:
        look = self._look
        if not self._card.attempts:
            return
        self._column.addWidget(label(look, look.tr("Forsøg"), "table", weight=600))
        for attempt in self._card.attempts:
            said = look.language.say(attempt.came_to)
            if attempt.code:
                said = f"{said} ({attempt.code})"
            line = f"{look.language.when(attempt.at)}\n{said}"
            self._column.addWidget(label(look, line, "table", "text2", wrap=True))
