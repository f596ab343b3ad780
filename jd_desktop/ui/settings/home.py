"""Settings that are found: a search over pages and fields, the list of pages, the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from jd_desktop.domain.language import Language
from jd_desktop.ui.kit.controls import button, label
from jd_desktop.ui.kit.forms import line
from jd_desktop.ui.kit.screen import Screen
from jd_desktop.ui.settings.lists import page_list
from jd_desktop.ui.settings.record_page import RecordPage
from jd_desktop.ui.settings.spec import SCOPES, Page
from jd_desktop.ui.tasks import Tasks
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_L, GAP_M, GAP_S, GAP_XL, GAP_XS

SIDE = 240
_PLACE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Found:
    """Something that a search found: a page, or a field of it."""

    words: str
    page: str
    field: str = ""


def find(language: Language, pages: Sequence[Page], words: str) -> list[Found]:
    """Return the pages, and fields of pages, in which each of the words begins some word."""
    wanted = words.casefold().replace("-", " ").split()
    say, found = language.say, list[Found]()
    for page in pages:
        title = say(page.title)
        about = " ".join([title, say(page.about), *map(say, page.words)])
        if _has(about, wanted):
            found.append(Found(title, page.name))
        for one in page.records.inputs if page.records and wanted else ():
            named = say(one.title)
            if _has(f"{title} {named}", wanted) and not _has(about, wanted):
                found.append(Found(f"{title} · {named}", page.name, one.name))
    return found


def _has(words: str, wanted: Sequence[str]) -> bool:
    there = words.casefold().replace("-", " ").split()
    return all(any(one.startswith(want) for one in there) for want in wanted)


class SettingsHome(Screen):
    """Pages on the left, one of them on the right; made when it is first shown."""

    shows: ClassVar[frozenset[str]] = frozenset({
        "school", "department", "instructor", "vehicle", "venue", "booking_type", "product",
        "price", "cancel_policy",
    })  # fmt: skip

    def __init__(self, look: Look, tasks: Tasks, pages: Sequence[Page]):
        """Take the pages in order."""
        super().__init__(look)
        self._tasks, self.pages = tasks, {page.name: page for page in pages}
        self.made: dict[str, QWidget] = {}
        self.here = ""
        self.search = line("", look.tr("Søg i indstillinger …"))
        self.search.setAccessibleName(look.tr("Søg i indstillinger"))
        self.search.setFont(look.font("body"))
        self.search.textChanged.connect(self._list)
        self.search.installEventFilter(self)
        self.list = page_list(look, look.tr("Sider"))
        self.list.itemActivated.connect(self._open)
        self.list.itemClicked.connect(self._open)
        self._stack = QStackedWidget()
        self._title = label(look, "", "page_title")
        self._about = label(look, "", "body", "text2", wrap=True)
        self._scope = label(look, "", "caption", "text2", weight=600)
        self._lay_out()
        self.setFocusProxy(self.search)
        self._list("")
        self.show_page(next(iter(self.pages)))

    def _lay_out(self) -> None:
        side = QWidget()
        side.setFixedWidth(self.look.px(SIDE))
        left = QVBoxLayout(side)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(GAP_S)
        left.addWidget(self.search)
        left.addWidget(self.list, 1)
        right = QVBoxLayout()
        right.setSpacing(GAP_XS)
        for part in (self._title, self._about, self._scope):
            right.addWidget(part)
        right.addSpacing(GAP_M)
        right.addWidget(self._stack, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP_L, GAP_L, GAP_XL, GAP_L)
        row.setSpacing(GAP_XL)
        row.addWidget(side)
        row.addLayout(right, 1)

    def title(self) -> str:
        """Name the screen."""
        return self.look.tr("Indstillinger")

    def places(self, words: str) -> list[tuple[str, str]]:
        """Return the pages and fields that match, for the window's search."""
        found = find(self.look.language, list(self.pages.values()), words)
        return [(one.words, f"{one.page}/{one.field}") for one in found]

    def open_subject(self, subject: str) -> None:
        """Show a page, "vehicles", or one of its fields, "vehicles/inspection_due"."""
        name, _, field = subject.partition("/")
        if name in self.pages:
            self.show_page(name, field)

    def reload(self) -> None:
        """Ask anew for what the shown page shows."""
        page = self.made.get(self.here)
        reload: Callable[[], None] | None = getattr(page, "reload", None)
        if reload is not None:
            reload()

    def show_page(self, name: str, field: str = "") -> None:
        """Show a page, and put the keyboard in one of its fields."""
        page, say = self.pages[name], self.look.language.say
        if name not in self.made:
            self.made[name] = self._make(page)
            self._stack.addWidget(self.made[name])
        self.here = name
        self._stack.setCurrentWidget(self.made[name])
        self._title.setText(say(page.title))
        self._about.setText(say(page.about))
        self._scope.setText(say(SCOPES[page.scope]))
        self.reload()
        shown = self.made[name]
        if field and isinstance(shown, RecordPage):
            shown.focus_field(field)
        self._mark()

    def _make(self, page: Page) -> QWidget:
        if page.records is not None:
            return RecordPage(self.look, self._tasks, page.records)
        if page.make is not None:
            made = page.make()
            if isinstance(made, Screen):
                made.wants.connect(self.wants)
            return made
        return self._way(page)

    def _way(self, page: Page) -> QWidget:
        """Make a page that leads to a screen of its own."""
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        words = self.look.tr("Åbn {navn}", navn=self.look.language.say(page.title))
        deed = button(self.look, words, lambda: self.wants.emit(*page.goes_to), primary=True)
        column.addWidget(deed, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        return holder

    def _list(self, words: str) -> None:
        self.list.clear()
        for one in find(self.look.language, list(self.pages.values()), words):
            item = QListWidgetItem(one.words)
            item.setData(_PLACE, one)
            self.list.addItem(item)
        if not self.list.count():
            nothing = QListWidgetItem(self.look.tr("Ingen indstilling hedder sådan"))
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(nothing)
        self._mark()
        if words and self.list.currentRow() < 0:
            self.list.setCurrentRow(0)

    def _mark(self) -> None:
        for k in range(self.list.count()):
            found = self.list.item(k).data(_PLACE)
            if isinstance(found, Found) and found.page == self.here and not self.search.text():
                self.list.setCurrentRow(k)

    def _open(self, item: QListWidgetItem | None) -> None:
        found = item.data(_PLACE) if item is not None else None
        if isinstance(found, Found):
            self.show_page(found.page, found.field)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up, down, Enter and Escape work on the list while one types."""
        if not (isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress):
            return super().eventFilter(watched, event)
        row = self.list.currentRow()
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            self.list.setCurrentRow(max(0, min(self.list.count() - 1, row + step)))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.list.currentItem())
        elif event.key() == Qt.Key.Key_Escape:
            self.search.clear()
        else:
            return super().eventFilter(watched, event)
        return True
