"""Beskeder: the trays, the list of any length, and the message that is chosen beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jd_desktop.domain.changes import Changes
from jd_desktop.domain.errors import JdError
from jd_desktop.domain.language import Text
from jd_desktop.operations import messages as deeds
from jd_desktop.operations.work import Work
from jd_desktop.queries import message_list
from jd_desktop.queries.message_list import MessageCard, MessageRow
from jd_desktop.queries.messages import channel_problems
from jd_desktop.ui.kit.columns import Column
from jd_desktop.ui.kit.controls import clear, fill, put, scrolled
from jd_desktop.ui.kit.paging import Paging, Took
from jd_desktop.ui.kit.panel import Beside, SidePanel
from jd_desktop.ui.kit.screen import Screen
from jd_desktop.ui.kit.states import StatePane
from jd_desktop.ui.kit.table import TableModel, TableView
from jd_desktop.ui.messages import words
from jd_desktop.ui.messages.banner import Banner
from jd_desktop.ui.messages.doors import Doors
from jd_desktop.ui.messages.panel import Detail
from jd_desktop.ui.messages.trays import Trays
from jd_desktop.ui.tasks import Tasks
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_L, GAP_M, GAP_S

_DEEDS: Mapping[str, Callable[..., Changes]] = {
    "again": deeds.retry, "sent": deeds.mark_sent, "drop": deeds.discard,
}  # fmt: skip
_ICONS = {"bad": "triangle-alert", "warn": "circle-help", "ok": "circle-check"}


class MessagesScreen(Screen):
    """Asks for a tray's pages, shows one message, hands on one decision."""

    shows: ClassVar[frozenset[str]] = frozenset({"message", "student", "booking", "conflict"})

    def __init__(self, look: Look, tasks: Tasks, doors: Doors):
        """Take look, tasks, and the ways to the outside."""
        super().__init__(look)
        self._tasks, self._doors = tasks, doors
        self._shown: MessageCard | None = None
        self.detail: Detail | None = None
        self.banners: list[Banner] = []
        self.trays = Trays(look)
        columns = self._columns()
        self.model = TableModel(look, columns, self)
        self.table = TableView(look, self.model, columns, look.tr("Beskeder"))
        self._paging = Paging(self.model, self._fetch)
        self.pane = StatePane(look, self.table)
        self.panel = SidePanel(look)
        self._above = QVBoxLayout()
        self._lay_out()
        self._connect()

    def _columns(self) -> list[Column]:
        look = self.look
        language = look.language
        return [
            Column(look.tr("Elev"), lambda m: m.student or "–", width=150, weight=600),
            Column(look.tr("Anledning"), lambda m: language.say(m.label), width=170),
            Column(look.tr("Kanal"), lambda m: words.channel(language, m.channel), width=64),
            Column(look.tr("Tilstand"), partial(words.standing, language), stretch=True,
                   tone=lambda m: words.tone(m.state) or "text2",
                   icon=lambda m: _ICONS.get(words.tone(m.state), "")),
            Column(look.tr("Skrevet"), self._when, width=150, tone=lambda _m: "text3"),
        ]  # fmt: skip

    def _lay_out(self) -> None:
        inset = QWidget()
        fill(inset, self.look, "surface")
        around = QVBoxLayout(inset)
        around.setContentsMargins(GAP_M, 0, 0, 0)
        around.addWidget(self.pane)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._above)
        column.addWidget(self.trays)
        column.addWidget(inset, 1)
        self._beside = Beside(left, self.panel)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._beside)
        self.setFocusProxy(self.table)

    def _connect(self) -> None:
        self.trays.changed.connect(self._changed_view)
        self.table.chosen.connect(self._choose)
        self.table.opened.connect(self._open)
        self.panel.closed.connect(self._closed)
        find = QShortcut(QKeySequence("Ctrl+F"), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.trays.search.setFocus)

    def title(self) -> str:
        """Name the page."""
        return self.look.tr("Beskeder")

    def reload(self) -> None:
        """Count anew; the pages that are looked at follow."""
        wanted = self.trays.wanted()

        def question(db: Any) -> tuple[int, dict[str, int], dict[str, Text]]:
            counts = message_list.tray_counts(db)
            return message_list.count(db, wanted), counts, channel_problems(db)

        self.pane.loading()
        self._tasks.ask(question, then=self._show_list, owner=self, key="count",
                        failed=lambda error: self.pane.failed(error, self.reload))  # fmt: skip
        if self._shown is not None and self.panel.isVisible():
            self._ask_card(self._shown.row.id)

    def open_subject(self, subject: str) -> None:
        """Go to a tray by its name, or show a message by its id."""
        if subject in words.TRAYS:
            self.trays.choose(subject)
            return
        self.trays.tray = "all"
        self.trays.buttons["all"].setChecked(True)
        self.trays.widen()
        self.table.choose_id(subject)
        self._ask_card(subject)

    def _changed_view(self) -> None:
        self.panel.hide()
        self._forget()
        self.reload()

    def _show_list(self, answer: tuple[int, dict[str, int], dict[str, Text]]) -> None:
        n, counts, problems = answer
        self.trays.show_counts(counts)
        self._show_problems(problems)
        look = self.look
        if n:
            self.pane.ready()
        elif self.trays.is_narrowed:
            self.pane.empty(look.tr("Ingen match."), look.tr("Ryd filtre"), self.trays.widen)
        else:
            self.pane.empty(look.language.say(words.NOTHING[self.trays.tray]))
        self._paging.restart(n)

    def _show_problems(self, problems: Mapping[str, Text]) -> None:
        if {b.channel: b.reason for b in self.banners} == dict(problems):
            return
        clear(self._above)
        self.banners = [
            Banner(self.look, channel, reason, resume=self._resume, test=self._test)
            for channel, reason in problems.items()
        ]
        edge = GAP_L if self.banners else 0
        self._above.setContentsMargins(edge, edge, edge, 0)
        self._above.setSpacing(GAP_S)
        for banner in self.banners:
            put(self._above, banner)

    def _resume(self, channel: str) -> None:
        self._tasks.do(partial(deeds.resume, channel=channel), owner=self,
                       then=lambda _changes: self.reload())  # fmt: skip

    def _test(self, channel: str) -> None:
        banner = next(b for b in self.banners if b.channel == channel)
        banner.trying()

        def failed(error: JdError) -> None:
            banner.failed(error.sentence(self.look.language))

        self._doors.call(lambda _nothing: self._doors.test(channel), owner=banner,
                         then=banner.show_finding, failed=failed)  # fmt: skip

    def _fetch(self, offset: int, limit: int, then: Took) -> None:
        question = partial(
            message_list.page_at, wanted=self.trays.wanted(), offset=offset, limit=limit
        )

        def took(rows: Sequence[MessageRow]) -> None:
            then(rows)

        self._tasks.ask(question, then=took, owner=self)

    def _choose(self, row: MessageRow) -> None:
        self._ask_card(row.id)

    def _open(self, row: MessageRow) -> None:
        """Show it and give it the keyboard."""
        if self.detail is not None and self._shown is not None and self._shown.row.id == row.id:
            self._beside.open()
            first = next(iter(self.detail.choices.values()), None)
            if first is not None:
                first.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._ask_card(row.id)

    def _ask_card(self, message_id: str) -> None:
        question = partial(message_list.card, message_id=message_id)
        self._tasks.ask(question, then=self._show_card, owner=self, key="card")

    def _show_card(self, card: MessageCard | None) -> None:
        self._forget()
        if card is None:
            self.panel.hide()
            return
        self._shown = card
        self.detail = Detail(self.look, card)
        self.detail.chosen.connect(self._decide)
        fill(self.detail, self.look, "surface")
        self.panel.set_title(card.row.student or self.look.tr("Besked"))
        put(self.panel.column, scrolled(self.look, self.detail))
        self._beside.open()

    def _forget(self) -> None:
        self._shown, self.detail = None, None
        clear(self.panel.column)

    def _closed(self) -> None:
        self.table.chosen_id = ""
        self._forget()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _decide(self, name: str) -> None:
        card = self._shown
        if card is None:
            return
        if name in _DEEDS:
            action: Callable[[Work], Changes] = partial(_DEEDS[name], job_id=card.job_id)
            self._tasks.do(action, owner=self)
        elif name == "call":
            self._doors.dial(card.phone)
        elif name == "conflict":
            self.wants.emit("conflicts", "")
        elif name == "booking":
            self.wants.emit("calendar", card.booking_id)
        else:
            self.wants.emit("students", card.row.student_id)

    def _when(self, row: MessageRow) -> str:
        return self.look.language.when(row.made_at) if row.made_at else ""
