"""A student's card: who, how to reach them, what comes and what was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from jd_desktop.domain.phone import display
from jd_desktop.operations.bookings import STATES
from jd_desktop.queries.calendar import Tile
from jd_desktop.queries.lookalikes import Lookalike
from jd_desktop.queries.students import StudentCard
from jd_desktop.ui.kit.box import Box
from jd_desktop.ui.kit.controls import button, label
from jd_desktop.ui.kit.line import Line
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_L, GAP_M, GAP_S, GAP_XS

_LESSONS = 6


class Card(QWidget):
    """Everything about one student that this computer may show."""

    edit_asked = Signal()
    archive_asked = Signal()
    booking_asked = Signal(str)
    comparison_asked = Signal(str)
    messages_asked = Signal()
    papers_asked = Signal(str)
    """Asks for the student's papers: a subject of the screen of payments."""

    def __init__(self, look: Look, card: StudentCard, alike: Sequence[Lookalike] = ()):
        """Take the card, and who may be the same student."""
        super().__init__()
        self._look = look
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(GAP_L + GAP_XS, GAP_L, GAP_L, GAP_L)
        self._column.setSpacing(GAP_S)
        self._column.addWidget(label(look, card.row.name, "card_title", wrap=True))
        done = look.trn("{n} lektion gennemført", "{n} lektioner gennemført", card.completed)
        self._column.addWidget(label(look, done, "table", "text2"))
        self._column.addLayout(self._buttons())
        for other in alike:
            self._column.addWidget(self._twice(other))
        self._column.addLayout(self._facts(card))
        self._money(card)
        self._lessons(look.tr("Kommende"), card.coming, look.tr("Ingen kommende timer."))
        if card.past:
            self._lessons(look.tr("Tidligere"), card.past, "")
        self._column.addStretch(1)

    def _buttons(self) -> QHBoxLayout:
        look, row = self._look, QHBoxLayout()
        row.setSpacing(GAP_S)
        row.addWidget(button(look, look.tr("Rediger"), self.edit_asked.emit, icon="pencil"))
        row.addWidget(
            button(look, look.tr("Beskeder"), self.messages_asked.emit, icon="message-square")
        )
        row.addWidget(button(look, look.tr("Arkivér"), self.archive_asked.emit, quiet=True))
        row.addStretch(1)
        return row

    def _twice(self, other: Lookalike) -> Box:
        look = self._look
        words = {
            "phone": look.tr("{navn} har samme telefonnummer.", navn=other.name),
            "email": look.tr("{navn} har samme e-mailadresse.", navn=other.name),
            "name": look.tr("En anden elev har samme navn."),
        }[other.why]
        box = Box(look, "warn", look.tr("Skrevet op to gange?"), words)
        box.column.addSpacing(GAP_XS)
        ask = partial(self.comparison_asked.emit, other.id)
        box.column.addWidget(button(look, look.tr("Sammenlign"), ask))
        return box

    def _money(self, card: StudentCard) -> None:
        """Say what is owed, and lead to the papers."""
        look, owed = self._look, card.balance_ore
        self._column.addWidget(label(look, look.tr("Økonomi"), "table", weight=600))
        amount = look.language.money(abs(owed))
        said, tone = (look.tr("Skylder intet."), "text2")
        if owed > 0:
            said, tone = look.tr("Skylder {beløb}.", beløb=amount), "bad"
        elif owed < 0:
            said, tone = look.tr("Har {beløb} til gode.", beløb=amount), "ok"
        self._column.addWidget(label(look, said, "table", tone))
        row = QHBoxLayout()
        row.setSpacing(GAP_S)
        for words, subject in (
            (look.tr("Ny faktura"), f"new:{card.row.id}"),
            (look.tr("Fakturaer"), f"find:{card.row.name}"),
        ):
            row.addWidget(button(look, words, partial(self.papers_asked.emit, subject)))
        row.addStretch(1)
        self._column.addLayout(row)

    def _facts(self, card: StudentCard) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, GAP_S, 0, GAP_S)
        grid.setHorizontalSpacing(GAP_M)
        grid.setVerticalSpacing(GAP_S)
        grid.setColumnStretch(1, 1)
        for k, (title, value) in enumerate(self._lines(card)):
            name = label(self._look, title, "caption", "text3")
            name.setMinimumWidth(self._look.px(84))
            said = label(self._look, value, "table", wrap=True)
            said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(name, k, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(said, k, 1)
        return grid

    def _lines(self, card: StudentCard) -> Iterator[tuple[str, str]]:
        look, fields = self._look, card.fields
        yield look.tr("Telefon"), display(card.row.phone) or look.tr("mangler")
        yield look.tr("E-mail"), card.row.email or "–"
        city = f"{fields.get('postcode', '')} {fields.get('city', '')}".strip()
        yield look.tr("Adresse"), ", ".join(p for p in (fields.get("street"), city) if p) or "–"
        born = fields.get("birth_date")
        if born:
            yield look.tr("Født"), f"{date.fromisoformat(born):%d.%m.%Y}"
        yield look.tr("Kørelærer"), card.row.instructor or "–"
        yield look.tr("CPR"), look.tr("Gemt på denne computer") if card.has_cpr else "–"
        if fields.get("sms_refused"):
            yield "SMS", look.tr("Vil ikke have SMS")
        if fields.get("note"):
            yield look.tr("Note"), str(fields["note"])

    def _lessons(self, title: str, tiles: tuple[Tile, ...], none: str) -> None:
        look = self._look
        self._column.addSpacing(GAP_S)
        self._column.addWidget(label(look, title, "table", weight=600))
        for tile in tiles[:_LESSONS]:
            when = look.language.span(tile.starts, tile.ends)
            state = look.language.say(STATES[tile.state])
            words = f"{when}\n{tile.type_name} · {tile.instructor} · {state}"
            go = partial(self.booking_asked.emit, tile.id)
            self._column.addWidget(Line(look, words, go))
        if not tiles:
            self._column.addWidget(label(look, none, "table", "text3"))
        if len(tiles) > _LESSONS:
            more = len(tiles) - _LESSONS
            words = look.trn("… og {n} til", "… og {n} til", more)
            self._column.addWidget(label(look, words, "caption", "text3"))
