"""Asks who cancels a booking, and why."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from jd_desktop.domain.language import Language
from jd_desktop.ui.calendar.labels import Words
from jd_desktop.ui.kit.controls import button
from jd_desktop.ui.kit.forms import line
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import CONTROL_HEIGHT

CANCELLERS = ("student", "instructor", "school", "weather", "vehicle")


def cancellers(language: Language) -> dict[str, str]:
    """Name everyone and everything that can be the cause of a cancellation."""
    return {
        "student": language.tr("Elev"),
        "instructor": language.tr("Kørelærer"),
        "school": language.tr("Skole"),
        "weather": language.tr("Vejr"),
        "vehicle": language.tr("Bil"),
    }


class ReasonPicker(QWidget):
    """Five causes and a line of text; Enter cancels the booking, Esc closes.

    `chosen`: (who cancelled, reason in words).
    """

    chosen = Signal(str, str)
    closed = Signal()

    def __init__(self, look: Look):
        """Take the look; hidden until `ask`."""
        super().__init__()
        tr = look.language.tr
        title = Words(look, "table", "text", weight=600)
        title.say(tr("Hvem aflyser?"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(title)
        self._group = QButtonGroup(self)
        for n, (who, name) in enumerate(cancellers(look.language).items()):
            cause = QRadioButton(name)
            cause.setProperty("who", who)
            self._group.addButton(cause, n)
            layout.addWidget(cause)
        self.reason = line("", tr("Årsag (kan udelades)"))
        self.reason.setMinimumHeight(look.px(CONTROL_HEIGHT))
        self.reason.setAccessibleName(tr("Årsag til aflysningen"))
        layout.addWidget(self.reason)
        self.confirm_button = button(look, tr("Aflys booking"), self._confirm, primary=True)
        self.close_button = button(look, tr("Behold"), self.closed.emit)
        answers = QHBoxLayout()
        answers.addWidget(self.close_button)
        answers.addWidget(self.confirm_button, 1)
        layout.addLayout(answers)
        self.hide()

    def ask(self) -> None:
        """Show the question anew, the keyboard on the first answer."""
        self.reason.clear()
        self._group.buttons()[0].setChecked(True)
        self.show()
        self._group.buttons()[0].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def choose(self, who: str) -> None:
        """Mark who cancels."""
        for cause in self._group.buttons():
            cause.setChecked(cause.property("who") == who)

    def _confirm(self) -> None:
        chosen = self._group.checkedButton()
        if chosen is not None:
            self.chosen.emit(str(chosen.property("who")), self.reason.text().strip())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter answers, Esc closes."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # Enter on "keep" must not cancel.
            (self.closed.emit if self.close_button.hasFocus() else self._confirm)()
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)
