"""The calendar screen: the team's day or an instructor's week, and the panel beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout

from jd_desktop.domain.changes import Changes
from jd_desktop.domain.clock import Clock, local_day
from jd_desktop.domain.language import text
from jd_desktop.queries.booking_card import BookingCard
from jd_desktop.queries.calendar import Choices, Span
from jd_desktop.ui.calendar.editor import Prefill
from jd_desktop.ui.calendar.grid import CalendarGrid
from jd_desktop.ui.calendar.panels import Panels
from jd_desktop.ui.calendar.source import CalendarSource, Slot
from jd_desktop.ui.calendar.toolbar import Toolbar
from jd_desktop.ui.calendar.verdict import Judge
from jd_desktop.ui.calendar.view import INSTRUCTORS, VEHICLES, WEEK, View
from jd_desktop.ui.commands import Command
from jd_desktop.ui.kit.controls import button
from jd_desktop.ui.kit.screen import Screen
from jd_desktop.ui.tasks import Tasks
from jd_desktop.ui.theme.look import Look

NOW_EVERY_MS = 30_000
OFFERED = ("instructor", "vehicle", "venue", "booking_type")
KINDS_SHOWN = (
    *("booking", "instructor", "vehicle", "venue", "student", "booking_type"),
    *("conflict", "message"),
)


class CalendarScreen(Screen):
    """Asks for rows, shows them, and sends what a person did."""

    shows: ClassVar[frozenset[str]] = frozenset(KINDS_SHOWN)

    def __init__(self, look: Look, tasks: Tasks, clock: Clock, source: CalendarSource):
        """Take look, tasks, clock and where the rows come from."""
        super().__init__(look)
        self._tasks, self._clock, self._source = tasks, clock, source
        self._today = local_day(clock.now())
        self.view = View(self._today)
        self._then = ""
        self.toolbar = Toolbar(look, self.view)
        self.grid = CalendarGrid(look)
        self.panels = Panels(look, tasks, source)
        self._new_button = button(look, look.tr("Ny booking"), self.new_booking, primary=True)
        self._arrange()
        self._connect()
        self._add_shortcuts()
        self._ticker = QTimer(self)
        self._ticker.setInterval(NOW_EVERY_MS)
        self._ticker.timeout.connect(self._tick)
        self._ticker.start()
        self._tick()
        self._ask_choices()

    def _arrange(self) -> None:
        body = QHBoxLayout()
        body.setSpacing(0)
        body.addWidget(self.grid, 1)
        body.addWidget(self.panels)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.toolbar)
        layout.addLayout(body, 1)
        self.setFocusProxy(self.grid)

    def _connect(self) -> None:
        self.toolbar.changed.connect(self.show_view)
        self.toolbar.stepped.connect(self.step)
        self.toolbar.today_requested.connect(self.go_today)
        self.grid.moved.connect(self._put)
        self.grid.resized.connect(self._put)
        self.grid.drawn.connect(self._draw)
        self.grid.selected.connect(self.panels.inspect)
        self.grid.activated.connect(self.panels.enter)
        self.grid.edit_requested.connect(self.panels.edit)
        self.grid.cancel_requested.connect(self.panels.ask_reason)
        self.panels.hold_requested.connect(self._hold)
        self.panels.left.connect(self._return)
        self.panels.conflict_requested.connect(self._solve)

    def _add_shortcuts(self) -> None:
        """Letters work only while the grid has the keyboard; arrows there move the cursor."""
        for keys, slot in (
            ("T", self.go_today), ("G", self.toolbar.pick_date), ("N", self.new_booking),
            ("D", self.show_team), ("B", self.show_vehicles), ("U", self.show_week),
            ("PgUp", self.step_back), ("PgDown", self.step_on),
            ("Ctrl+Left", self.step_back), ("Ctrl+Right", self.step_on),
        ):  # fmt: skip
            shortcut = QShortcut(QKeySequence(keys), self.grid)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(slot)

    # What is shown

    def title(self) -> str:
        """Name what is shown, with its ISO week."""
        return self.view.title(self.look.language)

    def note(self, changes: Changes) -> None:
        """Offer who and what is new, also in what is open."""
        if changes.concerns(OFFERED):
            self._ask_choices()
        super().note(changes)

    def _ask_choices(self) -> None:
        choices = self._source.choices()
        self._tasks.ask(choices, then=self._show_choices, owner=self, key="choices")

    def reload(self) -> None:
        """Ask for the rows of the view and of the selected booking again."""
        self._follow_today()
        if self.view.mode == WEEK:
            question = self._source.week(self.view.first, self.view.instructor_id, self.view.days)
        else:
            question = self._source.team_day(self.view.on, self.view.by)
        self._tasks.ask(question, then=self._show_span, owner=self, key="span")
        self.panels.refresh()

    def show_view(self, view: View) -> None:
        """Show other days or lanes."""
        self.view = view
        self.toolbar.show_view(view)
        self.titled.emit(self.title())
        self.reload()

    def step(self, steps: int) -> None:
        """Go on or back by a day or a week."""
        self.show_view(self.view.stepped(steps))

    def step_back(self) -> None:
        """Go to the day or week before."""
        self.step(-1)

    def step_on(self) -> None:
        """Go to the next day or week."""
        self.step(1)

    def go_today(self) -> None:
        """Go to today."""
        self.show_view(self.view.at(local_day(self._clock.now())))

    def show_team(self) -> None:
        """Show the day by instructor."""
        self.show_view(replace(self.view, mode=INSTRUCTORS))

    def show_vehicles(self) -> None:
        """Show the day by vehicle."""
        self.show_view(replace(self.view, mode=VEHICLES))

    def show_week(self) -> None:
        """Show the week of the instructor whose lane the cursor is in."""
        lane = self.grid.lane()
        chosen = lane.id if lane and self.view.mode == INSTRUCTORS else self.view.instructor_id
        self.show_view(replace(self.view, mode=WEEK, instructor_id=chosen))

    def open_subject(self, subject: str) -> None:
        """Go to a booking's day and select it."""
        question = self._source.card(subject)
        self._tasks.ask(question, then=self._go_to, owner=self, key="subject")

    def _go_to(self, card: BookingCard | None) -> None:
        if card is not None:
            self._then = card.tile.id
            self.show_view(replace(self.view, mode=INSTRUCTORS, on=local_day(card.tile.starts)))

    def _solve(self, conflict_id: str) -> None:
        self.wants.emit("conflicts", conflict_id)

    def primary(self) -> QPushButton:
        """Return the button that books."""
        return self._new_button

    def commands(self) -> list[Command]:
        """Return what the palette can have done here; the keys work while the grid has focus."""
        return [
            Command("calendar.new", text("Ny booking (N)"), self.new_booking),
            Command("calendar.today", text("Gå til i dag (T)"), self.go_today),
            Command("calendar.jump", text("Gå til dato (G)"), self.toolbar.pick_date),
            Command("calendar.team", text("Vis team-dag (D)"), self.show_team),
            Command("calendar.vehicles", text("Vis biler (B)"), self.show_vehicles),
            Command("calendar.week", text("Vis uge (U)"), self.show_week),
            Command("calendar.back", text("Forrige (PageUp)"), self.step_back),
            Command("calendar.on", text("Næste (PageDown)"), self.step_on),
        ]

    def _show_span(self, span: Span) -> None:
        board, language = self.grid.board, self.look.language
        judge = Judge(span, self.view.by, board.hours, language, self._clock.now())
        self.grid.verdict = judge.judge
        self.grid.set_span(span)
        if self._then:
            wanted, self._then = self._then, ""
            self.grid.select(wanted)
        if not board.selected:
            self.panels.inspect("")

    def _show_choices(self, choices: Choices) -> None:
        self.panels.editor.set_choices(choices)
        if not self.view.instructor_id and choices.instructors:
            self.view = replace(self.view, instructor_id=choices.instructors[0][0])
        self.toolbar.show_view(self.view)
        self.toolbar.set_instructors(choices.instructors)

    def _follow_today(self) -> bool:
        """Go on to today where today was shown and a new day began, or the clock was put right."""
        before, self._today = self._today, local_day(self._clock.now())
        if self._today == before or self.view.on != before:
            return False
        self.view = self.view.at(self._today)
        self.toolbar.show_view(self.view)
        self.titled.emit(self.title())
        return True

    def _tick(self) -> None:
        now = self._clock.now()
        if self._follow_today():
            self.reload()
        self.grid.set_now(now)
        self.panels.inspector.set_now(now)

    # What a person does

    def new_booking(self) -> None:
        """Open the editor for a booking where the cursor is."""
        lane = self.grid.lane()
        at = self.grid.cursor_at() or self._clock.now()
        self._draw(lane.id if lane else "", at, None)

    def _draw(self, lane_id: str, starts: datetime, ends: datetime | None) -> None:
        by_vehicle = self.view.by == VEHICLES
        instructor, vehicle = ("", lane_id) if by_vehicle else (lane_id, "")
        self.panels.open_new(Prefill(starts, ends, instructor, vehicle))

    def _put(self, booking_id: str, lane_id: str, starts: datetime, ends: datetime) -> None:
        by_vehicle = self.view.by == VEHICLES
        instructor, vehicle = ("", lane_id) if by_vehicle else (lane_id, "")
        slot = Slot(starts, ends, instructor, vehicle)
        self._tasks.do(self._source.move(booking_id, slot), owner=self)

    def _hold(self, booking_id: str) -> None:
        """Take hold of a booking with the keyboard, for the button "Flyt"."""
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)
        self.grid.hold(booking_id)

    def _return(self) -> None:
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+N books; Esc lets the selection go."""
        if event.matches(QKeySequence.StandardKey.New):
            self.new_booking()
        elif event.key() == Qt.Key.Key_Escape and self.grid.board.selected:
            self.grid.select("")
        else:
            super().keyPressEvent(event)
