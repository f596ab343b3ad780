"""Betalinger: the papers that are open, drafted, paid or all of them, and the one chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from jd_desktop.documents.paper_pdf import to_pdf
from jd_desktop.documents.papers import Wanted, invoice
from jd_desktop.domain.changes import Changes
from jd_desktop.domain.clock import Clock, local_day
from jd_desktop.domain.language import Language, text
from jd_desktop.domain.vat import Rates
from jd_desktop.operations import invoices, payments
from jd_desktop.operations.work import Work
from jd_desktop.queries import papers
from jd_desktop.queries.papers import PaperCard, Tray
from jd_desktop.ui.kit.columns import Column
from jd_desktop.ui.kit.controls import Button, fill, hairline, label
from jd_desktop.ui.kit.forms import line
from jd_desktop.ui.kit.screen import Screen
from jd_desktop.ui.kit.states import StatePane
from jd_desktop.ui.kit.table import PAGE, TableModel, TableView
from jd_desktop.ui.payments import words
from jd_desktop.ui.payments.detail import Deeds, Detail
from jd_desktop.ui.payments.lines import Line
from jd_desktop.ui.tasks import Tasks
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import CONTROL_HEIGHT, GAP_L, GAP_M, GAP_S

TRAYS = {
    papers.OPEN: text("Åbne"), papers.DRAFTS: text("Kladder"), papers.PAID: text("Betalt"),
    papers.ALL: text("Alle"),
}  # fmt: skip
TYPED_MS = 120
_STATUS, _NARROW = 3, 1100
Speak = Callable[[str], Language]
NEW, FIND = "new:", "find:"
"""Before a student's id as the subject: begin an invoice to them; before a name: show theirs."""


class PaymentsScreen(Screen):
    """Asks for a tray, shows a paper as it will be sent, hands on what a person decides."""

    shows: ClassVar[frozenset[str]] = frozenset(
        {"invoice", "payment", "allocation", "refund", "payment_request", "student"}
    )

    def __init__(self, look: Look, tasks: Tasks, clock: Clock, rates: Rates, speak: Speak):
        """Take the rates of VAT, and what returns the language of a paper by its code."""
        super().__init__(look)
        self._tasks, self._clock, self._rates, self._speak = tasks, clock, rates, speak
        self._wanted, self.tray = "", papers.OPEN
        self.columns = self._columns()
        self.model = TableModel(look, self.columns, self)
        self.table = TableView(look, self.model, self.columns, look.tr("Fakturaer"))
        self.pane = StatePane(look, self.table)
        self.detail = Detail(look, self._deeds())
        self.detail.hide()
        self.filter = line("", look.tr("Søg elev eller nummer"))
        self.filter.setAccessibleName(look.tr("Søg elev eller nummer"))
        self.filter.setFont(look.font("body"))
        self.filter.setFixedHeight(look.px(CONTROL_HEIGHT))
        self.filter.setClearButtonEnabled(True)
        self.sums = label(look, "", "table", "text2")
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.timeout.connect(self.reload)
        self._group = QButtonGroup(self)
        self.choosers = {name: self._chooser(name) for name in TRAYS}
        self._tools = QWidget()
        beside = QHBoxLayout(self._tools)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(GAP_S)
        for chooser in self.choosers.values():
            beside.addWidget(chooser)
        self._lay_out()
        self._connect()

    def _columns(self) -> list[Column]:
        look = self.look
        say = look.language
        return [
            Column(look.tr("Nr."), lambda r: str(r.number or "–"), width=64,
                   icon=lambda r: "arrow-up" if r.unsent else ""),
            Column(look.tr("Elev"), lambda r: r.student, stretch=True, weight=600),
            Column(look.tr("Forfalder"), lambda r: words.day(say, r.due_on), width=110,
                   tone=lambda r: "bad" if r.overdue_ore else "text2"),
            Column(look.tr("Status"), lambda r: words.state(say, r)[0], width=100,
                   tone=lambda r: words.state(say, r)[1] if r.overdue_ore else "text2"),
            Column(look.tr("Beløb"), lambda r: words.amount(say, r), width=112, right=True),
        ]  # fmt: skip

    def _lay_out(self) -> None:
        above = QVBoxLayout()
        above.setContentsMargins(GAP_L, GAP_M, GAP_L, GAP_M)
        above.setSpacing(GAP_S)
        above.addWidget(self.filter)
        above.addWidget(self.sums)
        inset = QHBoxLayout()
        inset.setContentsMargins(GAP_M, 0, GAP_M, 0)
        inset.addWidget(self.pane)
        listed = QWidget()
        fill(listed, self.look, "surface")
        inside = QVBoxLayout(listed)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addLayout(above)
        inside.addLayout(inset, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(listed, 5)
        row.addWidget(hairline(self.look, vertical=True))
        row.addWidget(self.detail, 5)
        self.setFocusProxy(self.table)

    def _chooser(self, name: str) -> Button:
        made = Button(self.look.language.say(TRAYS[name]))
        made.setCheckable(True)
        made.setChecked(name == self.tray)
        made.setProperty("view", name)
        made.setFont(self.look.font("body"))
        made.setMinimumHeight(self.look.px(CONTROL_HEIGHT))
        self._group.addButton(made)
        return made

    def _connect(self) -> None:
        self._group.buttonClicked.connect(lambda b: self.show_tray(str(b.property("view"))))
        self.filter.textChanged.connect(lambda _words: self._typing.start(TYPED_MS))
        self.table.chosen.connect(lambda row: self._choose(row.id))
        for keys, do in (
            ("Ctrl+F", self.filter.setFocus), ("Ctrl+B", self.detail.ask_till),
        ):  # fmt: skip
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(do)

    def _deeds(self) -> Deeds:
        def on_paper(deed: Callable[..., Any], *given: Any) -> None:
            invoice_id = self._wanted
            self._tasks.do(lambda work: deed(work, invoice_id, *given), owner=self)

        return Deeds(
            issue=lambda: on_paper(invoices.issue),
            register=self._register,
            credit=lambda why: on_paper(partial(_credit, why=why)),
            write_off=lambda why: on_paper(invoices.write_off, why),
            discard=lambda: on_paper(invoices.discard),
            keep_pdf=self._keep_pdf,
            save_lines=self._save_lines,
            student=lambda: self.wants.emit("students", self._student()),
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the status to the colour of the day where names would be cut."""
        super().resizeEvent(event)
        self.table.setColumnHidden(_STATUS, self.width() < self.look.px(_NARROW))

    def title(self) -> str:
        """Name the page."""
        return self.look.tr("Betalinger")

    def tools(self) -> Sequence[QWidget]:
        """Return the choice of trays, for the top bar."""
        return (self._tools,)

    def show_tray(self, name: str) -> None:
        """Go to a tray."""
        self.tray = name
        self.choosers[name].setChecked(True)
        self.reload()

    def open_subject(self, subject: str) -> None:
        """Show a paper by its id, or begin one where the subject is "new:" and a student's id."""
        if subject.startswith(NEW):
            student_id = subject.removeprefix(NEW)
            self._tasks.do(lambda work: self._begin(work, student_id), owner=self,
                           then=lambda _done: self.show_tray(papers.DRAFTS))  # fmt: skip
        elif subject.startswith(FIND):
            self.filter.setText(subject.removeprefix(FIND))
            self.show_tray(papers.ALL)
        else:
            self._choose(subject)
            self.show_tray(papers.ALL)

    def _begin(self, work: Work, student_id: str) -> Changes:
        changes, self._wanted = invoices.draft_of_what_is_due(work, student_id)
        return changes

    def reload(self) -> None:
        """Ask for the tray, and for the paper that is shown."""
        self.pane.loading()
        today = local_day(self._clock.now())
        question = partial(papers.tray, name=self.tray, today=today, search=self.filter.text())
        self._tasks.ask(question, then=self._show_tray, owner=self, key="tray",
                        failed=lambda error: self.pane.failed(error, self.reload))  # fmt: skip
        self._ask_card()

    def _show_tray(self, found: Tray) -> None:
        look = self.look
        self.model.reset(len(found.rows))
        for page in range(0, len(found.rows), PAGE):
            self.model.put(page // PAGE, found.rows[page : page + PAGE])
        said = look.tr("{beløb} åbent", beløb=look.language.money(found.open_ore))
        if found.overdue_ore:
            late = look.language.money(found.overdue_ore)
            said += " · " + look.tr("{beløb} forfaldent", beløb=late)
        self.sums.setText(said if self.tray in (papers.OPEN, papers.ALL) else "")
        if not found.rows:
            self._show_none()
            return
        self.pane.ready()
        if not any(row.id == self._wanted for row in found.rows):
            self._choose(found.rows[0].id)
        self.table.choose_id(self._wanted)

    def _show_none(self) -> None:
        look = self.look
        if self.filter.text():
            self.pane.empty(
                look.tr("Ingen fakturaer passer."), look.tr("Ryd søgningen"), self.filter.clear
            )
        elif self.tray == papers.OPEN:
            self.pane.empty(look.tr("Ingen skylder noget. En faktura begyndes på elevens kort."))
        else:
            self.pane.empty(look.tr("Her er ingen fakturaer."))
        self._wanted = ""
        self.detail.hide()

    def _choose(self, invoice_id: str) -> None:
        self._wanted = invoice_id
        self._ask_card()

    def _ask_card(self) -> None:
        wanted, today = self._wanted, local_day(self._clock.now())
        if wanted:
            question = partial(papers.card, invoice_id=wanted, today=today)
            self._tasks.ask(question, then=self._show_card, owner=self, key="card")

    def _show_card(self, card: PaperCard | None) -> None:
        if card is None or card.row.id != self._wanted:
            return
        self.detail.show_card(card, invoice(card.body, self._wants(card)))
        self.detail.show()

    def _wants(self, card: PaperCard) -> Wanted:
        language = self._speak(str(card.body.get("language") or "da"))
        today = local_day(self._clock.now())
        return Wanted(language, self._rates, today, card.credited, card.pay_at)

    def _student(self) -> str:
        return self.detail.card.row.student_id if self.detail.card else ""

    def _register(self, ore: int, method: str, reference: str) -> None:
        student_id, paper = self._student(), self._wanted

        def deed(work: Work) -> Changes:
            changes, _ = payments.register(
                work, student_id, ore, method=method, reference=reference, first=paper
            )
            return changes

        self._tasks.do(deed, owner=self, then=lambda _done: self.detail.show_plain())

    def _save_lines(self, lines: list[Line]) -> None:
        invoice_id = self._wanted
        self._tasks.do(lambda work: invoices.edit(work, invoice_id, lines=lines), owner=self)

    def _keep_pdf(self) -> None:
        card = self.detail.card
        if card is None:
            return
        paper = invoice(card.body, self._wants(card))
        name = f"{paper.title} {card.row.number or self.look.tr('kladde')}.pdf"
        chosen, _ = QFileDialog.getSaveFileName(
            self, self.look.tr("Gem som PDF"), name, "PDF (*.pdf)"
        )
        if chosen:
            self.save_pdf(Path(chosen))

    def save_pdf(self, to: Path) -> None:
        """Write the paper that is shown into a file."""
        card = self.detail.card
        if card is not None:
            to.write_bytes(to_pdf(invoice(card.body, self._wants(card))))


def _credit(work: Work, invoice_id: str, *, why: str) -> Changes:
    changes, _ = invoices.credit(work, invoice_id, reason=why)
    return changes
