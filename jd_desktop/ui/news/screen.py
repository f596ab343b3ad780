"""Siden sidst: what others did and what was decided by itself, newest first, with a way back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from jd_desktop.operations import news as deeds
from jd_desktop.queries.news import News, NewsLine, latest
from jd_desktop.ui.kit.box import Box
from jd_desktop.ui.kit.controls import button, clear, fill, label, put, scrolled, tint
from jd_desktop.ui.kit.screen import Screen
from jd_desktop.ui.kit.states import StatePane
from jd_desktop.ui.news import words
from jd_desktop.ui.tasks import Tasks
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_M, GAP_S, GAP_XL

WIDEST = 860


class NewsScreen(Screen):
    """Asks for the lines, shows them, and takes one back where a person says so."""

    shows: ClassVar[frozenset[str]] = frozenset({"news"})

    def __init__(self, look: Look, tasks: Tasks):
        """Take look and tasks."""
        super().__init__(look)
        self._tasks = tasks
        self._fresh: set[int] = set()
        self.lines: dict[int, Box] = {}
        page = QWidget()
        fill(page, look, "bg")
        self._column = QVBoxLayout()
        self._column.setSpacing(GAP_M)
        inner = QWidget()
        inner.setMaximumWidth(look.px(WIDEST))
        inner.setLayout(self._column)
        row = QHBoxLayout(page)
        row.setContentsMargins(GAP_XL, GAP_XL, GAP_XL, GAP_XL)
        row.addWidget(inner, 1, Qt.AlignmentFlag.AlignTop)
        area = scrolled(look, page)
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        area.setAccessibleName(look.tr("Siden sidst"))
        self.setFocusProxy(area)
        self.pane = StatePane(look, area)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.pane)

    def title(self) -> str:
        """Name the page."""
        return self.look.tr("Siden sidst")

    def reload(self) -> None:
        """Ask for the lines again."""
        self.pane.loading()
        self._tasks.ask(latest, then=self._show, owner=self, key="news",
                        failed=lambda error: self.pane.failed(error, self.reload))  # fmt: skip

    def _show(self, found: News) -> None:
        clear(self._column)
        self.lines.clear()
        if not found.lines:
            said = self.look.tr("Intet er ændret af andre. Her står det, når det sker.")
            self.pane.empty(said)
            return
        self.pane.ready()
        newly = {line.id for line in found.lines if line.is_new} - self._fresh
        self._fresh |= newly
        self._group(self.look.tr("Nyt"), [x for x in found.lines if x.id in self._fresh], found)
        old = [x for x in found.lines if x.id not in self._fresh]
        self._group(self.look.tr("Tidligere"), old, found)
        self._column.addStretch(1)
        if newly and self.isVisible():
            self._tasks.do(deeds.looked, owner=self)

    def _group(self, title: str, lines: list[NewsLine], found: News) -> None:
        if not lines:
            return
        put(self._column, label(self.look, title, "caption", "text3", weight=600))
        for line in lines:
            self.lines[line.id] = self._line(line, found)
            put(self._column, self.lines[line.id])

    def _line(self, line: NewsLine, found: News) -> Box:
        look = self.look
        box = Box(look, "warn" if line.how == "merged" else "")
        said = words.headline(look.language, line)
        box.setAccessibleName(said)
        top = QHBoxLayout()
        top.setSpacing(GAP_S)
        mark = label(look, "")
        mark.setPixmap(look.icon(words.ICONS[line.how], "text2", 16).pixmap(look.px(16)))
        top.addWidget(mark)
        top.addWidget(label(look, said, "body", weight=600, wrap=True), 1)
        top.addWidget(label(look, look.language.when(line.at), "table", "text3"))
        box.column.addLayout(top)
        below, details = QHBoxLayout(), QVBoxLayout()
        below.setContentsMargins(look.px(16) + GAP_S, 0, 0, 0)
        for detail in words.details(look.language, line, found.names):
            details.addWidget(label(look, detail, "table", "text2", wrap=True))
        details.addStretch(1)
        below.addLayout(details, 1)
        for deed in self._deeds(line, said):
            below.addWidget(deed, 0, Qt.AlignmentFlag.AlignBottom)
        box.column.addLayout(below)
        return box

    def _deeds(self, line: NewsLine, said: str) -> Iterator[QWidget]:
        look = self.look
        where = {"student": ("students", line.row_id), "conflict": ("conflicts", line.row_id)}
        if line.tile is not None:
            where["booking"] = ("calendar", line.row_id)
        if line.is_undone:
            yield label(look, look.tr("Taget tilbage"), "table", "text3")
        if line.can_be_undone:
            back = partial(self._take_back, line.id)
            name = look.tr("Tag tilbage: {hvad}", hvad=said)
            yield self._link(look.tr("Tag tilbage"), back, name)
        if line.kind in where and line.how not in ("gone", "closed"):
            show = partial(self.wants.emit, *where[line.kind])
            name = look.tr("Vis: {hvad}", hvad=said)
            yield self._link(look.tr("Vis"), show, name)

    def _link(self, words_: str, deed: Callable[[], None], name: str) -> QWidget:
        made = button(self.look, words_, deed, quiet=True, name=name)
        tint(made, self.look, "accent_text")
        return made

    def _take_back(self, news_id: int) -> None:
        self._tasks.do(partial(deeds.take_back, news_id=news_id), owner=self)
