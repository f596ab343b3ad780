"""The panel beside the calendar: the inspector, or the editor while a booking is edited."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from jd_desktop.domain.changes import Changes
from jd_desktop.operations.bookings import Draft
from jd_desktop.queries.booking_card import BookingCard
from jd_desktop.ui.calendar.editor import Editor, Prefill
from jd_desktop.ui.calendar.inspector import Inspector
from jd_desktop.ui.calendar.source import CalendarSource
from jd_desktop.ui.tasks import Tasks
from jd_desktop.ui.theme.look import Look


class Panels(QWidget):
    """Shows the selected booking and does what is asked for there.

    `hold_requested` carries a booking to be moved with the arrows; `left`: the keyboard
    belongs in the grid again.
    """

    hold_requested = Signal(str)
    conflict_requested = Signal(str)
    left = Signal()

    def __init__(self, look: Look, tasks: Tasks, source: CalendarSource):
        """Take look, tasks and source; nothing is shown."""
        super().__init__()
        self._tasks, self._source = tasks, source
        self._wanted = ""
        self._then: Callable[[BookingCard], None] | None = None
        self.inspector, self.editor = Inspector(look), Editor(look)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.inspector)
        layout.addWidget(self.editor)
        self.inspector.completed.connect(self._complete)
        self.inspector.no_show.connect(self._no_show)
        self.inspector.price_requested.connect(self._reprice)
        self.inspector.cancelled.connect(self._cancel)
        self.inspector.move_requested.connect(self.hold_requested)
        self.inspector.edit_requested.connect(self.edit)
        self.inspector.conflict_requested.connect(self.conflict_requested)
        self.editor.saved.connect(self._save)
        self.editor.search_wanted.connect(self._search)
        self.editor.closed.connect(self.close_editor)

    def inspect(self, booking_id: str) -> None:
        """Show a booking's card, "" for none; an open editor stays."""
        self._wanted, self._then = booking_id, None
        if booking_id:
            self.refresh()
        elif self.editor.isHidden():
            self.inspector.show_card(None)

    def refresh(self) -> None:
        """Ask for the card of the booking shown again."""
        if self._wanted:
            question = self._source.card(self._wanted)
            self._tasks.ask(question, then=self._show, owner=self, key="card")

    def enter(self, booking_id: str) -> None:
        """Show a booking and put the keyboard on what can be done with it."""
        self._ask_then(booking_id, self._focus_inspector)

    def edit(self, booking_id: str) -> None:
        """Open a booking in the editor."""
        self._ask_then(booking_id, self._open_editor)

    def ask_reason(self, booking_id: str) -> None:
        """Ask who cancels a booking and why."""
        self._ask_then(booking_id, self._focus_reason)

    def open_new(self, prefill: Prefill) -> None:
        """Open the editor for a new booking."""
        self.inspector.hide()
        self.editor.open_new(prefill)

    def close_editor(self) -> None:
        """Close the editor, keep nothing of it, and show what is selected."""
        self.editor.hide()
        self.refresh()
        self.left.emit()

    def _ask_then(self, booking_id: str, then: Callable[[BookingCard], None]) -> None:
        self._wanted, self._then = booking_id, then
        self.refresh()

    def _show(self, card: BookingCard | None) -> None:
        # An answer about another booking is late.
        if card is not None and card.tile.id != self._wanted:
            return
        if self.editor.isHidden():
            self.inspector.show_card(card)
        then, self._then = self._then, None
        if card is not None and then is not None:
            then(card)

    def _focus_inspector(self, _card: BookingCard) -> None:
        self.inspector.begin()

    def _focus_reason(self, card: BookingCard) -> None:
        self.editor.hide()
        self.inspector.show_card(card)
        self.inspector.ask_reason()

    def _open_editor(self, card: BookingCard) -> None:
        self.inspector.hide()
        self.editor.open_card(card)

    def _complete(self, booking_id: str) -> None:
        self._tasks.do(self._source.complete(booking_id), owner=self)

    def _reprice(self, booking_id: str) -> None:
        self._tasks.do(self._source.reprice(booking_id), owner=self)

    def _no_show(self, booking_id: str) -> None:
        self._tasks.do(self._source.no_show(booking_id), owner=self)

    def _cancel(self, booking_id: str, by: str, reason: str) -> None:
        self._tasks.do(self._source.cancel(booking_id, by, reason), owner=self)
        self.left.emit()

    def _save(self, booking_id: str, draft: Draft) -> None:
        source = self._source
        action = source.edit(booking_id, draft) if booking_id else source.create(draft)
        self._tasks.do(action, owner=self, then=self._saved)

    def _saved(self, _changes: Changes) -> None:
        self.close_editor()

    def _search(self, typed: str) -> None:
        question = self._source.students(typed)
        self._tasks.ask(question, then=self.editor.set_matches, owner=self, key="students")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the grid."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
