"""Udsendelser: one message to many, written, followed and stopped."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from jd_desktop.operations import broadcasts as deeds
from jd_desktop.queries.broadcasts import BroadcastRow, broadcast_list
from jd_desktop.ui.kit.controls import button, fill, hairline
from jd_desktop.ui.kit.screen import Screen
from jd_desktop.ui.kit.states import StatePane
from jd_desktop.ui.messages.broadcast_editor import BroadcastEditor
from jd_desktop.ui.messages.broadcast_progress import BroadcastProgress, standing
from jd_desktop.ui.messages.doors import Writing
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_M

LIST_WIDTH = 244
NEW = ""


class BroadcastsView(Screen):
    """Asks for the list; shows the editor of a draft, or how far another has come."""

    shows: ClassVar[frozenset[str]] = frozenset({"broadcast", "message", "student"})

    def __init__(self, look: Look, writing: Writing):
        """Take what writing takes."""
        super().__init__(look)
        self._writing, self._tasks = writing, writing.tasks
        self._rows: dict[str, BroadcastRow] = {}
        self._wanted = NEW
        self._editors: dict[str, BroadcastEditor] = {}
        self._told: BroadcastRow | None = None
        self._progress_shown: BroadcastProgress | None = None
        self.shown: BroadcastEditor | BroadcastProgress | None = None
        self.list = QListWidget()
        self.list.setAccessibleName(look.tr("Udsendelser"))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFont(look.font("table"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentItemChanged.connect(self._chosen)
        self.new = button(look, look.tr("Ny udsendelse"), self.begin, primary=True, icon="plus")
        self._holder = QWidget()
        self._place = QStackedLayout(self._holder)
        self.pane = StatePane(look, self._both())
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.pane)
        self.setFocusProxy(self.list)

    def _both(self) -> QWidget:
        left, both = QWidget(), QWidget()
        left.setFixedWidth(self.look.px(LIST_WIDTH))
        fill(left, self.look, "surface")
        column = QVBoxLayout(left)
        column.setContentsMargins(GAP_M, GAP_M, GAP_M, GAP_M)
        column.setSpacing(GAP_M)
        column.addWidget(self.new)
        column.addWidget(self.list, 1)
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(left)
        row.addWidget(hairline(self.look, vertical=True))
        row.addWidget(self._holder, 1)
        return both

    def reload(self) -> None:
        """Ask for the list again."""
        self.pane.loading()
        self._tasks.ask(broadcast_list, then=self._show, owner=self, key="list",
                        failed=lambda error: self.pane.failed(error, self.reload))  # fmt: skip

    def begin(self) -> None:
        """Write a new one; one that is being written stays."""
        self._wanted = NEW
        self.list.setCurrentRow(-1)
        self._write(NEW, None).name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, rows: list[BroadcastRow]) -> None:
        self.pane.ready()
        self._rows = {row.id: row for row in rows}
        self.list.blockSignals(True)
        self.list.clear()
        for row in rows:
            said = f"{row.name}\n{standing(self.look.language, row)}"
            item = QListWidgetItem(said, self.list)
            item.setData(Qt.ItemDataRole.UserRole, row.id)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, said.replace("\n", ", "))
            item.setSizeHint(QSize(0, self.look.px(46)))
            if row.id == self._wanted:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)
        if self._wanted in self._rows:
            self._open(self._wanted)
        elif self.shown is None:
            self._write(NEW, None)

    def _chosen(self, item: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        if item is not None:
            self._wanted = str(item.data(Qt.ItemDataRole.UserRole))
            self._open(self._wanted)

    def _open(self, broadcast_id: str) -> None:
        row = self._rows[broadcast_id]
        if row.state == "draft":
            self._write(broadcast_id, row).ask_reach()
        elif self._told != row or not isinstance(self.shown, BroadcastProgress):
            self._follow(row)

    def _write(self, broadcast_id: str, row: BroadcastRow | None) -> BroadcastEditor:
        """Show the editor of a draft; what is written in one stays while another is looked at."""
        editor = self._editors.get(broadcast_id)
        if editor is None:
            editor = self._editors[broadcast_id] = BroadcastEditor(self.look, self._writing, row)
            editor.kept.connect(partial(self._kept, broadcast_id))
            self._place.addWidget(editor)
        self._place.setCurrentWidget(editor)
        self.shown = editor
        return editor

    def _follow(self, row: BroadcastRow) -> None:
        """Show how far it is; a button that had the keyboard has it again."""
        old, self._told = self._progress_shown, row
        held = [name for name, deed in old.deeds.items() if deed.hasFocus()] if old else []
        made = self._progress_shown = self.shown = self._progress(row)
        self._place.addWidget(made)
        self._place.setCurrentWidget(made)
        for name in held:
            if name in made.deeds:
                made.deeds[name].setFocus(Qt.FocusReason.OtherFocusReason)
        if old is not None:
            self._place.removeWidget(old)
            old.deleteLater()

    def _progress(self, row: BroadcastRow) -> BroadcastProgress:
        made = BroadcastProgress(self.look, row)
        for signal, deed in ((made.stop_asked, deeds.stop), (made.again_asked, deeds.start)):
            action = partial(deed, broadcast_id=row.id)
            signal.connect(lambda action=action: self._tasks.do(action, owner=self))
        made.failures_asked.connect(lambda: self.wants.emit("messages", "failed"))
        return made

    def _kept(self, written_as: str, broadcast_id: str) -> None:
        """It is in the list now: as a draft that is written on, or on its way."""
        editor = self._editors.pop(written_as)
        self._place.removeWidget(editor)
        editor.deleteLater()
        self.shown = None
        self._wanted = broadcast_id
        self.reload()
