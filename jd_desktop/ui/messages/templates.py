"""Skabeloner: what is told of each event, by which channel, in which language, and when."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from jd_desktop.domain.events import CHANNELS, EMAIL, LANGUAGES
from jd_desktop.domain.rules import Rule
from jd_desktop.domain.wording import Wording
from jd_desktop.operations import rules, templates
from jd_desktop.queries.preview import Preview, preview
from jd_desktop.queries.students import choose
from jd_desktop.queries.templates import Sheet, TemplateRow, Version, sheet, versions
from jd_desktop.ui.kit.box import Box
from jd_desktop.ui.kit.controls import clear, fill, hairline, label, put, scrolled
from jd_desktop.ui.kit.people import PeopleField
from jd_desktop.ui.kit.screen import Screen
from jd_desktop.ui.kit.states import StatePane
from jd_desktop.ui.messages import words
from jd_desktop.ui.messages.doors import Writing
from jd_desktop.ui.messages.rule_rows import FOLLOWS, RuleRows, is_on
from jd_desktop.ui.messages.template_editor import TemplateEditor
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import CONTROL_HEIGHT, GAP_L, GAP_M, GAP_S, GAP_XL

LIST_WIDTH, PREVIEW_WIDTH = 244, 268


class TemplatesView(Screen):
    """Asks for the sheet, shows one template, hands on what is decided about it."""

    shows: ClassVar[frozenset[str]] = frozenset({"template", "message_rule"})

    def __init__(self, look: Look, writing: Writing):
        """Take what writing takes."""
        super().__init__(look)
        self._writing, self._tasks = writing, writing.tasks
        self._sheet: Sheet | None = None
        self._event = ""
        tr = look.language.tr
        by = {name: words.channel(look.language, name) for name in CHANNELS}
        self.channel = self._choice(tr("Kanal"), by)
        spoken: Mapping[str, str] = {"da": tr("Dansk"), "en": tr("Engelsk")}
        self.language = self._choice(tr("Sprog"), {code: spoken[code] for code in LANGUAGES})
        self.list = self._list()
        self.rules = RuleRows(look, self._save_rule)
        self.editor = TemplateEditor(look)
        self.student = PeopleField(look)
        self._seen = QVBoxLayout()
        self.pane = StatePane(look, self._whole())
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self.pane)
        self.setFocusProxy(self.list)
        self._connect()

    def _choice(self, name: str, options: Mapping[str, str]) -> QComboBox:
        made = QComboBox()
        made.setAccessibleName(name)
        made.setFont(self.look.font("body"))
        made.setMinimumHeight(self.look.px(CONTROL_HEIGHT))
        for value, title in options.items():
            made.addItem(title, value)
        return made

    def _list(self) -> QListWidget:
        made = QListWidget()
        made.setAccessibleName(self.look.tr("Anledninger"))
        made.setFrameShape(QFrame.Shape.NoFrame)
        made.setFont(self.look.font("table"))
        made.setSpacing(1)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return made

    def _whole(self) -> QWidget:
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for part, share in ((self._left(), 0), (self._middle(), 1), (self._right(), 0)):
            if row.count():
                row.addWidget(hairline(self.look, vertical=True))
            row.addWidget(part, share)
        return both

    def _left(self) -> QWidget:
        left, top = QWidget(), QHBoxLayout()
        left.setFixedWidth(self.look.px(LIST_WIDTH))
        fill(left, self.look, "surface")
        top.setSpacing(GAP_S)
        top.addWidget(self.channel, 1)
        top.addWidget(self.language, 1)
        column = QVBoxLayout(left)
        column.setContentsMargins(GAP_M, GAP_M, GAP_M, GAP_M)
        column.setSpacing(GAP_M)
        column.addLayout(top)
        column.addWidget(self.list, 1)
        return left

    def _middle(self) -> QWidget:
        page = QWidget()
        fill(page, self.look, "bg")
        column = QVBoxLayout(page)
        column.setContentsMargins(GAP_L, GAP_L, GAP_L, GAP_XL)
        column.setSpacing(GAP_M)
        column.addWidget(self.editor)
        column.addSpacing(GAP_M)
        column.addWidget(self.rules)
        column.addStretch(1)
        area = scrolled(self.look, page)
        fill(area, self.look, "bg")
        return area

    def _right(self) -> QWidget:
        right = QWidget()
        right.setFixedWidth(self.look.px(PREVIEW_WIDTH))
        fill(right, self.look, "surface")
        column = QVBoxLayout(right)
        column.setContentsMargins(GAP_L, GAP_L, GAP_L, GAP_L)
        column.setSpacing(GAP_M)
        said = self.look.tr("Sådan læser eleven den")
        column.addWidget(label(self.look, said, "table", weight=600))
        column.addWidget(self.student)
        column.addLayout(self._seen)
        column.addStretch(1)
        return right

    def _connect(self) -> None:
        self.list.currentItemChanged.connect(self._chosen)
        for choice in (self.channel, self.language):
            choice.activated.connect(lambda _place: self._show_list())
        self.editor.edited.connect(self._ask_preview)
        self.editor.saved.connect(self._save)
        self.editor.reset_asked.connect(self._reset)
        self.student.search_wanted.connect(self._search)
        self.student.changed.connect(self._someone_else)

    def reload(self) -> None:
        """Ask for the sheet again."""
        self.pane.loading()
        question = partial(sheet, usual=self._writing.stationery.usual)
        self._tasks.ask(question, then=self._show, owner=self, key="sheet",
                        failed=lambda error: self.pane.failed(error, self.reload))  # fmt: skip

    def _show(self, found: Sheet) -> None:
        self._sheet = found
        self.pane.ready()
        if found.someone is not None and not self.student.ids():
            self.student.set_people([found.someone])
        self._show_list()

    def _rows(self) -> list[TemplateRow]:
        channel, code = self.channel.currentData(), self.language.currentData()
        rows = self._sheet.templates if self._sheet is not None else ()
        return [row for row in rows if (row.channel, row.language) == (channel, code)]

    def _show_list(self) -> None:
        rows = self._rows()
        self.list.blockSignals(True)
        self.list.clear()
        for row in rows:
            said = f"{self.look.language.say(row.label)}\n{self._state(row)}"
            item = QListWidgetItem(said)
            item.setData(Qt.ItemDataRole.UserRole, row.event)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, said.replace("\n", ", "))
            item.setSizeHint(QSize(0, self.look.px(46)))
            self.list.addItem(item)
        self.list.blockSignals(False)
        events = [row.event for row in rows]
        at = events.index(self._event) if self._event in events else 0
        self._event = events[at] if events else ""
        self.list.setCurrentRow(at)
        self._show_template()

    def _state(self, row: TemplateRow) -> str:
        look, own = self.look, self._sheet.rules if self._sheet is not None else ()
        on = any(is_on(r, row.channel) for r in own if r.event == row.event)
        goes = look.tr("Sendes") if on else look.tr("Sendes ikke")
        if row.event in FOLLOWS:
            goes = look.language.say(FOLLOWS[row.event][0])
        text = look.tr("egen tekst") if row.is_own else look.tr("standardtekst")
        return f"{goes} · {text}"

    def _chosen(self, item: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        if item is not None:
            self._event = str(item.data(Qt.ItemDataRole.UserRole))
            self._show_template()

    def _row(self) -> TemplateRow | None:
        return next((row for row in self._rows() if row.event == self._event), None)

    def _show_template(self) -> None:
        row = self._row()
        if row is None or self._sheet is None:
            return
        self.rules.show_rules(self._sheet.rules, row.event, row.channel)
        question = partial(versions, row_id=row.id)
        self._tasks.ask(question, then=partial(self._show_editor, row), owner=self, key="versions")

    def _show_editor(self, row: TemplateRow, past: list[Version]) -> None:
        self.editor.show_template(row, past)

    def _ask_preview(self) -> None:
        draft, (student, *_) = self.editor.draft(), (*self.student.ids(), "")
        if draft is None:
            return
        writing = self._writing
        question = partial(preview, draft=draft, student_id=student, now=writing.clock.now(),
                           tariff=writing.stationery.tariff)  # fmt: skip
        self._tasks.ask(question, then=self._show_preview, owner=self, key="preview")

    def _show_preview(self, seen: Preview) -> None:
        self.editor.show_verdict(seen)
        clear(self._seen)
        if not seen.text:
            said = self.look.tr("Her ses beskeden, når teksten kan bruges, og en elev er valgt.")
            put(self._seen, label(self.look, said, "table", "text3", wrap=True))
            return
        bubble = Box(self.look, "accent")
        if self.channel.currentData() == EMAIL:
            bubble.column.addWidget(label(self.look, seen.subject, "body", weight=600, wrap=True))
        bubble.column.addWidget(label(self.look, seen.text, "table", wrap=True))
        put(self._seen, bubble)

    def _search(self, typed: str) -> None:
        self._tasks.ask(partial(choose, typed=typed), then=self.student.set_matches, owner=self,
                        key="search")  # fmt: skip

    def _someone_else(self) -> None:
        """One student at a time: the one chosen last."""
        people: dict[str, Any] = self.student.people()
        if len(people) > 1:
            self.student.set_people([list(people.items())[-1]])
        self._ask_preview()

    def _save(self, wording: Wording) -> None:
        row = self._row()
        if row is not None:
            self._tasks.do(
                partial(templates.save, event=row.event, channel=row.channel,
                        language=row.language, wording=wording), owner=self,
            )  # fmt: skip

    def _reset(self) -> None:
        row = self._row()
        self.editor.forget()
        if row is not None and row.is_own:
            action = partial(
                templates.reset, event=row.event, channel=row.channel, language=row.language
            )
            self._tasks.do(action, owner=self)

    def _save_rule(self, rule: Rule) -> None:
        self._tasks.do(partial(rules.save, rule=rule), owner=self)
