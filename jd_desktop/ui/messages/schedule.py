"""When a message to many leaves: at once, or at a time."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from jd_desktop.domain.language import COPENHAGEN
from jd_desktop.domain.quiet import next_open
from jd_desktop.ui.kit.fields import DateField, TimeField
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import CONTROL_HEIGHT, GAP_S

HOUR = 60


class Schedule(QWidget):
    """Two ways; the time counts only for the second."""

    changed = Signal()

    def __init__(self, look: Look, now: datetime):
        """Begin with at once; the time offered is the next open hour tomorrow."""
        super().__init__()
        tomorrow = next_open(now + timedelta(days=1)).astimezone(COPENHAGEN)
        self.at_once = QRadioButton(look.tr("Med det samme"))
        self.later = QRadioButton(look.tr("På et tidspunkt"))
        self.day = DateField(look, tomorrow.date())
        self.hour = TimeField(look, tomorrow.hour * HOUR)
        self.day.setAccessibleName(look.tr("Dag"))
        self.hour.setAccessibleName(look.tr("Klokkeslæt"))
        self._group = QButtonGroup(self)
        ways, row = QHBoxLayout(), QHBoxLayout()
        for line in (ways, row):
            line.setSpacing(GAP_S)
        for way in (self.at_once, self.later):
            way.setFont(look.font("body"))
            way.setAccessibleName(way.text())
            self._group.addButton(way)
            ways.addWidget(way)
        for field in (self.day, self.hour):
            field.setFont(look.font("body"))
            field.setMinimumHeight(look.px(CONTROL_HEIGHT))
            row.addWidget(field)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_S)
        for line in (ways, row):
            line.addStretch(1)
            column.addLayout(line)
        self.at_once.setChecked(True)
        self.later.toggled.connect(self._toggled)
        self.day.dateChanged.connect(lambda _day: self.changed.emit())
        self.hour.timeChanged.connect(lambda _time: self.changed.emit())
        self._toggled(on=False)

    def send_at(self) -> datetime | None:
        """Return the instant that is chosen, None for at once."""
        if self.at_once.isChecked():
            return None
        minute = self.hour.minute()
        local = datetime.combine(
            self.day.day(), time(minute // HOUR, minute % HOUR), tzinfo=COPENHAGEN
        )
        return local.astimezone(UTC)

    def show_time(self, at: datetime | None) -> None:
        """Show a time as it was chosen."""
        self.later.setChecked(at is not None)
        self.at_once.setChecked(at is None)
        if at is not None:
            local = at.astimezone(COPENHAGEN)
            self.day.set_day(local.date())
            self.hour.set_minute(local.hour * HOUR + local.minute)

    def _toggled(self, on: bool) -> None:
        self.day.setVisible(on)
        self.hour.setVisible(on)
        self.changed.emit()
