"""Fields for what a school writes all day: a phone number, a day, a time."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QLocale, QTime
from PySide6.QtWidgets import QAbstractSpinBox, QDateEdit, QLineEdit, QTimeEdit

from jd_desktop.domain import phone
from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.language import Language
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_S

QUARTER, DAY = 15, 24 * 60
PAGE = 10
"""What Qt steps by for Page Up; we make it a week, or an hour."""


def locale_of(language: Language) -> QLocale:
    """Return Qt's locale of a language."""
    return QLocale("da_DK" if language.code == "da" else "en_GB")


_Steps = QAbstractSpinBox.StepEnabledFlag
BOTH_WAYS = _Steps.StepUpEnabled | _Steps.StepDownEnabled


class PhoneField(QLineEdit):
    """Takes a number in any way of writing; shows it as Danes do once it is written."""

    def __init__(self, look: Look, e164: str = ""):
        """Take a number as it is kept."""
        super().__init__()
        self._look = look
        self.setTextMargins(GAP_S - 2, 0, GAP_S - 2, 0)
        self.setPlaceholderText("12 34 56 78")
        self.set_number(e164)
        self.editingFinished.connect(self._tidy)

    def set_number(self, e164: str) -> None:
        """Show a number as it is kept."""
        self.setText(phone.display(e164) if e164 else "")

    def number(self) -> str:
        """Return the number to keep, "" for none; raises BadInput."""
        written = self.text().strip()
        return phone.normalise(written) if written else ""

    def problem(self) -> str:
        """Say what is wrong with it, "" for nothing."""
        try:
            self.number()
        except BadInput as error:
            return error.sentence(self._look.language)
        return ""

    def _tidy(self) -> None:
        if not self.problem():
            modified = self.isModified()
            self.set_number(self.number())
            self.setModified(modified)


class DateField(QDateEdit):
    """A day: arrows go by days, Page Up and Down by weeks."""

    def __init__(self, look: Look, on: date):
        """Take the first day shown."""
        super().__init__()
        danish = look.language.code == "da"
        self.setLocale(locale_of(look.language))
        self.setDisplayFormat("ddd d. MMM yyyy" if danish else "ddd d MMM yyyy")
        self.setCalendarPopup(True)
        # A day half typed is not yet a day.
        self.setKeyboardTracking(False)
        self.set_day(on)

    def set_day(self, on: date) -> None:
        """Show a day."""
        self.setDate(QDate(on.year, on.month, on.day))

    def day(self) -> date:
        """Return the day shown."""
        shown = self.date()
        return date(shown.year(), shown.month(), shown.day())

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        """Say that there is always an earlier and a later one, wherever the cursor stands."""
        return BOTH_WAYS

    def stepBy(self, steps: int) -> None:
        """Go by days, or by a week for Page Up and Down."""
        days = 7 * (steps // PAGE) if steps % PAGE == 0 else steps
        self.setDate(self.date().addDays(days))


class TimeField(QTimeEdit):
    """A time of day, 24 hours: arrows go by quarters, Page Up and Down by hours."""

    def __init__(self, look: Look, minute: int = 8 * 60):
        """Take minutes after midnight."""
        super().__init__()
        self.setLocale(locale_of(look.language))
        self.setDisplayFormat("HH.mm" if look.language.code == "da" else "HH:mm")
        self.setKeyboardTracking(False)
        self.set_minute(minute)

    def set_minute(self, minute: int) -> None:
        """Show a time by its minutes after midnight."""
        self.setTime(QTime(minute // 60, minute % 60))

    def minute(self) -> int:
        """Return the minutes after midnight."""
        shown = self.time()
        return shown.hour() * 60 + shown.minute()

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        """Say that there is always an earlier and a later one, wherever the cursor stands."""
        return BOTH_WAYS

    def stepBy(self, steps: int) -> None:
        """Go to the next quarter, or by an hour; never past midnight."""
        now = self.minute()
        if steps % PAGE == 0:
            to = now + 60 * (steps // PAGE)
        elif steps > 0:
            to = (now // QUARTER + steps) * QUARTER
        else:
            to = -(-now // QUARTER) * QUARTER + steps * QUARTER
        if 0 <= to < DAY:
            self.set_minute(to)
