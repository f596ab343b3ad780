"""For whom a message to many is: what a person chooses, as a filter."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from jd_desktop.domain.recipients import Filter
from jd_desktop.queries.calendar import Choices
from jd_desktop.ui.kit.forms import Field
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_M, GAP_S

SOON = timedelta(days=14)
Options = Iterable[tuple[str, str]]


class Whom(QWidget):
    """Four choices; what is left open does not count."""

    changed = Signal()

    def __init__(self, look: Look):
        """Begin with every active student."""
        super().__init__()
        self._look = look
        tr = look.language.tr
        self.instructor = self._choice(tr("Alle kørelærere"), ())
        self.type = self._choice(tr("Alle typer"), ())
        self.bookings = self._choice(
            tr("Med og uden tider"),
            (("soon", tr("Har en tid de næste 14 dage")), ("none", tr("Har ingen kommende tid"))),
        )
        self.missing = self._choice(
            tr("Uanset oplysninger"),
            (("phone", tr("Mangler telefonnummer")), ("email", tr("Mangler e-mailadresse")),
             ("birth_date", tr("Mangler fødselsdag")), ("street", tr("Mangler adresse"))),
        )  # fmt: skip
        titles = (tr("Kørelærer"), tr("Type"), tr("Tider"), tr("Oplysninger"))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GAP_S)
        grid.setVerticalSpacing(GAP_M)
        for k, (title, choice) in enumerate(zip(titles, self._all(), strict=True)):
            grid.addWidget(Field(look, title, choice), k // 2, k % 2)
            grid.setColumnStretch(k % 2, 1)

    def _all(self) -> tuple[QComboBox, ...]:
        return self.instructor, self.type, self.bookings, self.missing

    def _choice(self, every: str, options: Options) -> QComboBox:
        made = QComboBox()
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        made.setMinimumContentsLength(8)
        made.addItem(every, "")
        for value, title in options:
            made.addItem(title, value)
        made.activated.connect(lambda _place: self.changed.emit())
        return made

    def offer(self, choices: Choices) -> None:
        """Offer the school's instructors and types; what is chosen stays."""
        types = [(i, name) for i, name, _minutes in choices.types]
        for field, options in ((self.instructor, choices.instructors), (self.type, types)):
            chosen = field.currentData()
            while field.count() > 1:
                field.removeItem(1)
            for value, title in options:
                field.addItem(title, value)
            field.setCurrentIndex(max(0, field.findData(chosen)))

    def wanted(self, now: datetime) -> Filter:
        """Return what is chosen."""
        bookings = self.bookings.currentData()
        # Minutes are enough: the same choice shall not be another filter each second.
        since = now.replace(second=0, microsecond=0) if bookings else None
        return Filter(
            instructor_id=str(self.instructor.currentData()),
            booking_type_id=str(self.type.currentData()),
            since=since,
            until=since + SOON if since is not None and bookings == "soon" else None,
            without_booking=bookings == "none",
            missing=str(self.missing.currentData()),
        )

    def show_filter(self, wanted: Filter) -> None:
        """Show a filter as it was chosen."""
        bookings = "none" if wanted.without_booking else "soon" if wanted.since else ""
        values = (wanted.instructor_id, wanted.booking_type_id, bookings, wanted.missing)
        for field, value in zip(self._all(), values, strict=True):
            field.setCurrentIndex(max(0, field.findData(value)))
