"""The booking editor: a side panel with one column of fields, never in the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from PySide6.QtCore import QDate, Qt, QTime, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QHBoxLayout,
    QPlainTextEdit,
    QScrollArea,
    QSpinBox,
    QTimeEdit,
    QVBoxLayout,
    QWidget,
)

from jd_desktop.operations.bookings import Draft
from jd_desktop.queries.booking_card import BookingCard
from jd_desktop.queries.calendar import Choices
from jd_desktop.ui.calendar.labels import SidePanel, Words, day_of_month
from jd_desktop.ui.calendar.walltime import STEP, instant, wall
from jd_desktop.ui.kit.controls import button
from jd_desktop.ui.kit.fields import locale_of
from jd_desktop.ui.kit.forms import line
from jd_desktop.ui.kit.people import PeopleField
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import CONTROL_HEIGHT

USUAL_MINUTES = 45
LONGEST_MINUTES = 12 * 60


@dataclass(frozen=True, slots=True)
class Prefill:
    """What a new booking begins with."""

    starts: datetime
    ends: datetime | None = None
    instructor_id: str = ""
    vehicle_id: str = ""


class Editor(SidePanel):
    """Edits one booking. `saved`: (booking id, "" when new; the Draft)."""

    saved = Signal(str, object)
    search_wanted = Signal(str)
    closed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None):
        """Take the look; hidden until something is opened."""
        super().__init__(look, parent)
        tr = look.language.tr
        self._booking_id = ""
        self._minutes: dict[str, int] = {}
        self._length_touched = False
        self._errors: dict[str, Words] = {}
        self._title = Words(look, "card_title", "text", weight=600)
        self.people = PeopleField(look)
        self.type, self.instructor = QComboBox(), QComboBox()
        self.vehicle, self.venue = QComboBox(), QComboBox()
        self.date, self.start = QDateEdit(), QTimeEdit()
        self.length = QSpinBox()
        self.pickup, self.note = line(), QPlainTextEdit()
        self.pickup.setMinimumHeight(look.px(CONTROL_HEIGHT))
        self._set_up_fields()
        self._form = QVBoxLayout()
        self._form.setSpacing(4)
        self._add(tr("Elev"), self.people, "people")
        self._add(tr("Type"), self.type, "type")
        self._add(tr("Kørelærer"), self.instructor, "instructor")
        self._add(tr("Bil"), self.vehicle, "vehicle")
        self._add(tr("Lokale eller bane"), self.venue, "venue")
        self._add(tr("Dato"), self.date, "date")
        self._add(tr("Start"), self.start, "start")
        self._add(tr("Længde"), self.length, "length")
        self._add(tr("Opsamling"), self.pickup, "pickup")
        self._add(tr("Note"), self.note, "note")
        self._arrange()
        self.hide()

    def _set_up_fields(self) -> None:
        tr = self.look.language.tr
        self.people.search_wanted.connect(self.search_wanted)
        self.date.setCalendarPopup(True)
        self.date.setLocale(locale_of(self.look.language))
        self.date.setDisplayFormat(f"dddd {day_of_month(self.look)} MMM yyyy")
        self.start.setDisplayFormat("HH.mm" if self.look.language.code == "da" else "HH:mm")
        self.length.setRange(STEP, LONGEST_MINUTES)
        self.length.setSingleStep(STEP)
        self.length.setSuffix(" " + tr("minutter"))
        self.length.valueChanged.connect(self._touch_length)
        self.type.currentIndexChanged.connect(self._use_type)
        self.note.setFixedHeight(64)
        # Tab leaves the note: a form is walked through, not written in.
        self.note.setTabChangesFocus(True)

    def _arrange(self) -> None:
        tr = self.look.language.tr
        inner = QWidget()
        inner.setLayout(self._form)
        self._form.setContentsMargins(20, 8, 16, 8)
        self._form.addStretch(1)
        scroll = QScrollArea()
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.viewport().setAutoFillBackground(False)
        inner.setAutoFillBackground(False)
        self.save_button = button(self.look, tr("Gem"), self.save, primary=True)
        self.save_button.setToolTip(tr("Gem (Ctrl+Enter)"))
        self.close_button = button(self.look, tr("Luk"), self.closed.emit)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(20, 8, 16, 16)
        buttons.addWidget(self.close_button)
        buttons.addWidget(self.save_button, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        top = QVBoxLayout()
        top.setContentsMargins(20, 20, 16, 0)
        top.addWidget(self._title)
        layout.addLayout(top)
        layout.addWidget(scroll, 1)
        layout.addLayout(buttons)

    def _add(self, name: str, field: QWidget, key: str) -> None:
        label = Words(self.look, "caption", "text2")
        label.say(name)
        label.setBuddy(field)
        field.setAccessibleName(name)
        error = Words(self.look, "caption", "bad")
        error.hide()
        self._errors[key] = error
        for part in (label, field, error):
            self._form.addWidget(part)
        self._form.addSpacing(6)

    def set_choices(self, choices: Choices) -> None:
        """Fill the lists; what is chosen stays."""
        nothing = (("", self.look.language.tr("Ingen")),)
        self._minutes = {t: minutes for t, _, minutes in choices.types}
        _fill(self.type, nothing + tuple((t, name) for t, name, _ in choices.types))
        _fill(self.instructor, choices.instructors)
        _fill(self.vehicle, nothing + choices.vehicles)
        _fill(self.venue, nothing + choices.venues)

    def set_matches(self, found: Sequence[tuple[str, str, str]]) -> None:
        """Offer the students that match what was typed: (id, name, phone)."""
        self.people.set_matches(found)

    def open_new(self, prefill: Prefill) -> None:
        """Begin a new booking; the keyboard stands in the search for a student."""
        self._begin("", self.look.language.tr("Ny booking"))
        self.people.set_people(())
        ends = prefill.ends or prefill.starts + timedelta(minutes=USUAL_MINUTES)
        self._show_time(prefill.starts, ends)
        self._length_touched = prefill.ends is not None
        if prefill.instructor_id:
            _choose(self.instructor, prefill.instructor_id)
        _choose(self.vehicle, prefill.vehicle_id)
        _choose(self.venue, "")
        self.pickup.clear()
        self.note.clear()
        self.people.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_card(self, card: BookingCard) -> None:
        """Edit a booking."""
        tile = card.tile
        self._begin(tile.id, self.look.language.tr("Rediger booking"))
        names = [name for name, _ in card.phones]
        self.people.set_people(tuple(zip(tile.student_ids, names, strict=False)))
        _choose(self.type, card.booking_type_id)
        for field, chosen in (
            (self.instructor, tile.instructor_id),
            (self.vehicle, tile.vehicle_id),
            (self.venue, tile.venue_id),
        ):
            _choose(field, chosen)
        self._show_time(tile.starts, tile.ends)
        self._length_touched = True
        self.pickup.setText(card.pickup)
        self.note.setPlainText(card.note)
        self.type.setFocus(Qt.FocusReason.OtherFocusReason)

    def _begin(self, booking_id: str, title: str) -> None:
        self._booking_id = booking_id
        self._title.say(title)
        self.setAccessibleName(title)
        self._say_errors({})
        self.show()

    def _show_time(self, starts: datetime, ends: datetime) -> None:
        day, minute = wall(starts)
        self.date.setDate(QDate(day.year, day.month, day.day))
        self.start.setTime(QTime(minute // 60, minute % 60))
        self.length.setValue(int((ends - starts).total_seconds() // 60))

    def _use_type(self) -> None:
        """A type brings its length, unless a person has said another."""
        minutes = self._minutes.get(str(self.type.currentData() or ""))
        if minutes and not self._length_touched:
            self.length.setValue(minutes)
            self._length_touched = False

    def _touch_length(self) -> None:
        self._length_touched = self.length.hasFocus() or self._length_touched

    def draft(self) -> Draft:
        """Return the booking as the fields say it."""
        day, time = self.date.date(), self.start.time()
        on = date(day.year(), day.month(), day.day())
        starts = instant(on, time.hour() * 60 + time.minute())
        return Draft(
            instructor_id=str(self.instructor.currentData() or ""),
            vehicle_id=str(self.vehicle.currentData() or ""),
            venue_id=str(self.venue.currentData() or ""),
            student_ids=self.people.ids(),
            starts=starts,
            ends=starts + timedelta(minutes=self.length.value()),
            booking_type_id=str(self.type.currentData() or ""),
            note=self.note.toPlainText().strip(),
            pickup=self.pickup.text().strip(),
        )

    def save(self) -> None:
        """Send the booking, or say beside each field what is missing."""
        draft, tr = self.draft(), self.look.language.tr
        errors = {}
        if not draft.student_ids and not draft.venue_id and not draft.note:
            errors["people"] = tr("Vælg en elev, et lokale, eller skriv en note.")
        if not draft.instructor_id:
            errors["instructor"] = tr("Vælg en kørelærer.")
        self._say_errors(errors)
        if not errors:
            self.saved.emit(self._booking_id, draft)

    def error_of(self, field: str) -> str:
        """Return what is said to be wrong with a field, "" for nothing."""
        return self._errors[field].text()

    def _say_errors(self, errors: dict[str, str]) -> None:
        for key, label in self._errors.items():
            label.say(errors.get(key, ""))
        fields: dict[str, QWidget] = {"people": self.people, "instructor": self.instructor}
        first = next((fields[key] for key in fields if key in errors), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter saves, Esc closes."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.save()
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


def _fill(field: QComboBox, entries: Sequence[tuple[str, str]]) -> None:
    chosen = field.currentData()
    field.blockSignals(True)
    field.clear()
    for entry_id, name in entries:
        field.addItem(name, entry_id)
    field.blockSignals(False)
    if chosen is not None:
        _choose(field, str(chosen))


def _choose(field: QComboBox, entry_id: str) -> None:
    field.setCurrentIndex(field.findData(entry_id))
