"""The row above the calendar: what is shown, whose, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDateEdit,
    QHBoxLayout,
    QPushButton,
    QWidget,
)

from jd_desktop.ui.calendar.labels import day_of_month
from jd_desktop.ui.calendar.view import INSTRUCTORS, VEHICLES, WEEK, View
from jd_desktop.ui.kit.controls import button
from jd_desktop.ui.kit.fields import locale_of
from jd_desktop.ui.theme.look import Look


class Toolbar(QWidget):
    """Changes the view and says so; `stepped` asks for earlier (-1) or later (1)."""

    changed = Signal(object)
    stepped = Signal(int)
    today_requested = Signal()
    new_requested = Signal()

    def __init__(self, look: Look, view: View):
        """Take the look and the first view."""
        super().__init__()
        tr = look.language.tr
        self._view = view
        self.back = button(look, "‹", self._step_back, name=tr("Forrige (PageUp)"))
        self.today = button(
            look, tr("I dag"), self.today_requested.emit, name=tr("Gå til i dag (T)")
        )
        self.on = button(look, "›", self._step_on, name=tr("Næste (PageDown)"))
        self._modes = QButtonGroup(self)
        modes = ((INSTRUCTORS, tr("Team-dag")), (VEHICLES, tr("Biler")), (WEEK, tr("Uge")))
        self.mode_buttons = {mode: self._mode_button(mode, name) for mode, name in modes}
        self.instructor = QComboBox()
        self.instructor.setAccessibleName(tr("Kørelærer"))
        self.instructor.setMinimumWidth(150)
        self.weekend = QCheckBox(tr("Weekend"))
        self.date = QDateEdit()
        self.date.setCalendarPopup(True)
        self.date.setLocale(locale_of(look.language))
        self.date.setDisplayFormat(f"ddd {day_of_month(look)} MMM yyyy")
        self.date.setAccessibleName(tr("Gå til dato (G)"))
        self.date.setToolTip(tr("Gå til dato (G)"))
        # A date half typed is not yet a place to go.
        self.date.setKeyboardTracking(False)
        self._arrange()
        self._connect()
        self.show_view(view)

    def _mode_button(self, mode: str, name: str) -> QPushButton:
        chooser = QPushButton(name)
        chooser.setCheckable(True)
        chooser.setProperty("mode", mode)
        chooser.setMinimumHeight(self.today.minimumHeight())
        self._modes.addButton(chooser)
        return chooser

    def _arrange(self) -> None:
        for arrow in (self.back, self.on):
            arrow.setFixedWidth(40)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(20, 8, 20, 8)
        layout.setSpacing(8)
        for part in (self.back, self.today, self.on, self.date):
            layout.addWidget(part)
        layout.addStretch(1)
        layout.addWidget(self.weekend)
        layout.addWidget(self.instructor)
        for chooser in self.mode_buttons.values():
            layout.addWidget(chooser)

    def _connect(self) -> None:
        self._modes.buttonClicked.connect(self._choose_mode)
        self.instructor.activated.connect(self._choose_instructor)
        self.weekend.toggled.connect(self._choose_days)
        self.date.dateChanged.connect(self._jump)

    def show_view(self, view: View) -> None:
        """Show where the calendar is, without telling of it."""
        self._view = view
        self.mode_buttons[view.mode].setChecked(True)
        in_week = view.mode == WEEK
        self.instructor.setVisible(in_week)
        self.weekend.setVisible(in_week)
        for field in (self.date, self.weekend):
            field.blockSignals(True)
        self.date.setDate(QDate(view.on.year, view.on.month, view.on.day))
        self.weekend.setChecked(view.days == 7)
        for field in (self.date, self.weekend):
            field.blockSignals(False)
        at = self.instructor.findData(view.instructor_id)
        if at >= 0:
            self.instructor.setCurrentIndex(at)

    def set_instructors(self, instructors: Sequence[tuple[str, str]]) -> None:
        """Offer these instructors for the week."""
        self.instructor.clear()
        for instructor_id, name in instructors:
            self.instructor.addItem(name, instructor_id)
        self.show_view(self._view)

    def pick_date(self) -> None:
        """Put the keyboard in the date."""
        self.date.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.date.selectAll()

    def _choose_mode(self, chosen: QPushButton) -> None:
        self.changed.emit(replace(self._view, mode=str(chosen.property("mode"))))

    def _choose_instructor(self) -> None:
        chosen = str(self.instructor.currentData() or "")
        self.changed.emit(replace(self._view, instructor_id=chosen))

    def _choose_days(self, weekend: bool) -> None:
        self.changed.emit(replace(self._view, days=7 if weekend else 5))

    def _step_back(self) -> None:
        self.stepped.emit(-1)

    def _step_on(self) -> None:
        self.stepped.emit(1)

    def _jump(self, chosen: QDate) -> None:
        self.changed.emit(self._view.at(chosen.toPython()))  # type: ignore[arg-type] # a date
