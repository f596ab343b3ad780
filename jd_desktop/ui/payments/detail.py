"""One paper: what it looks like, how it stands, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from jd_desktop.documents.paper import Paper
from jd_desktop.queries.papers import PaperCard
from jd_desktop.ui.kit.badge import Chip
from jd_desktop.ui.kit.box import Box
from jd_desktop.ui.kit.controls import button, clear, fill, hairline, label, put
from jd_desktop.ui.kit.forms import Field, line
from jd_desktop.ui.kit.paper_view import PaperView
from jd_desktop.ui.payments import words
from jd_desktop.ui.payments.lines import Line, Lines
from jd_desktop.ui.payments.till import Till
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_L, GAP_M, GAP_S


@dataclass(frozen=True, slots=True)
class Deeds:
    """What can be done with the paper that is shown."""

    issue: Callable[[], None]
    register: Callable[[int, str, str], None]
    credit: Callable[[str], None]
    write_off: Callable[[str], None]
    discard: Callable[[], None]
    keep_pdf: Callable[[], None]
    save_lines: Callable[[list[Line]], None]
    student: Callable[[], None]


class Detail(QWidget):
    """The paper under its deeds; a deed that wants words asks for them in place."""

    def __init__(self, look: Look, deeds: Deeds):
        """Begin without a paper."""
        super().__init__()
        self._look, self._deeds = look, deeds
        self.card: PaperCard | None = None
        self.buttons: dict[str, QPushButton] = {}
        self.till: Till | None = None
        self.lines: Lines | None = None
        self.view = PaperView(look)
        fill(self, look, "surface")
        self._head, self._row, self._asking = QHBoxLayout(), QHBoxLayout(), QVBoxLayout()
        self._head.setSpacing(GAP_M)
        self._row.setSpacing(GAP_S)
        above = QVBoxLayout()
        above.setContentsMargins(GAP_L, GAP_M, GAP_L, GAP_M)
        above.setSpacing(GAP_M)
        for part in (self._head, self._row, self._asking):
            above.addLayout(part)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(above)
        whole.addWidget(hairline(look))
        whole.addWidget(self.view, 1)

    def show_card(self, card: PaperCard, paper: Paper) -> None:
        """Show a paper; the lines that are being typed stay where it is still the same draft."""
        is_same = self.card is not None and self.card.row.id == card.row.id
        keeps = is_same and card.row.is_draft and self.lines is not None
        self.card = card
        self.view.show_paper(paper)
        self._show_head(card)
        if not keeps:
            self.show_plain()

    def show_plain(self) -> None:
        """Show what can be done, and nothing that is asked."""
        card = self.card
        if card is None:
            return
        self._clear_asked()
        clear(self._row)
        self.buttons.clear()
        for name, said, deed, primary in self._possible(card):
            self.buttons[name] = made = button(self._look, said, deed, primary=primary)
            put(self._row, made)
        self._row.addStretch(1)
        if card.row.is_draft:
            self.lines = Lines(self._look, card.body.get("lines") or (), self._deeds.save_lines)
            put(self._asking, self.lines)

    def ask_till(self) -> None:
        """Ask what came."""
        if self.card is None:
            return
        self._clear_asked()
        self.till = Till(self._look, self.card.row.open_ore, self._deeds.register, self.show_plain)
        put(self._asking, self.till)
        self.till.amount.setFocus(Qt.FocusReason.OtherFocusReason)

    def _possible(self, card: PaperCard) -> list[tuple[str, str, Callable[[], None], bool]]:
        tr, row = self._look.tr, card.row
        pdf = ("pdf", tr("Gem som PDF"), self._deeds.keep_pdf, False)
        if row.is_draft:
            return [
                ("issue", tr("Udsted"), self._deeds.issue, True),
                ("discard", tr("Slet kladden"), self._deeds.discard, False),
                pdf,
            ]
        if row.is_credit:
            return [pdf]
        found = [("register", tr("Registrér betaling"), self.ask_till, row.open_ore > 0), pdf]
        credit = (tr("Krediter"), tr("Hvorfor krediteres den?"), self._deeds.credit)
        found.append(("credit", credit[0], lambda: self._ask_why(*credit), False))
        if row.open_ore:
            loss = (tr("Afskriv"), tr("Hvorfor opgives beløbet?"), self._deeds.write_off)
            found.append(("write_off", loss[0], lambda: self._ask_why(*loss), False))
        return found

    def _ask_why(self, does: str, question: str, deed: Callable[[str], None]) -> None:
        look = self._look
        self._clear_asked()
        box = Box(look, "warn", question, look.tr("Grunden gemmes og kan ses af kontoret."))
        why = line()
        field = Field(look, look.tr("Grund"), why)
        box.column.addWidget(field)

        def done() -> None:
            if why.text().strip():
                deed(why.text().strip())
            else:
                field.wrong(look.tr("Skriv grunden."))

        row = QHBoxLayout()
        row.setSpacing(GAP_S)
        row.addWidget(button(look, does, done, primary=True))
        row.addWidget(button(look, look.tr("Fortryd"), self.show_plain))
        row.addStretch(1)
        box.column.addLayout(row)
        why.returnPressed.connect(done)
        put(self._asking, box)
        why.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_head(self, card: PaperCard) -> None:
        look = self._look
        clear(self._head)
        put(self._head, label(look, words.title(look.language, card.row), "card_title"))
        put(self._head, Chip(look, *words.state(look.language, card.row)))
        self._head.addStretch(1)
        put(
            self._head, button(look, card.row.student, self._deeds.student, quiet=True, icon="user")
        )

    def _clear_asked(self) -> None:
        for made in self.buttons.values():
            made.hide()  # one question at a time
        clear(self._asking)
        self.till = self.lines = None
