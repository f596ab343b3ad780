"""The form for a student; what is wrong stands at its field, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from jd_desktop.domain.errors import JdError
from jd_desktop.domain.phone import display
from jd_desktop.queries.calendar import Choices, choices
from jd_desktop.ui.kit.box import Box
from jd_desktop.ui.kit.controls import button, fill, label, scrolled
from jd_desktop.ui.kit.forms import Field, line, show_problems
from jd_desktop.ui.tasks import Tasks
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_L, GAP_M, GAP_S

_AT = {"telefon": "phone", "e-mail": "email", "cpr": "cpr", "fornavn": "first_name"}
_DAYS = ("%d.%m.%Y", "%d-%m-%Y", "%d/%m/%Y", "%Y-%m-%d")


class Editor(QWidget):
    """One column of fields, the main button below."""

    given = Signal(dict)
    left = Signal()

    def __init__(self, look: Look, tasks: Tasks, fields: Mapping[str, object]):
        """Take what is known of the student, nothing for a new one."""
        super().__init__()
        self._look, self._before = look, dict(fields)
        self._edits: dict[str, QLineEdit] = {}
        self._fields: dict[str, Field] = {}
        self._column = self._scrolling()
        heading = look.tr("Rediger elev") if fields else look.tr("Ny elev")
        self._column.addWidget(label(look, heading, "card_title"))
        self._problem = QVBoxLayout()
        self._column.addLayout(self._problem)
        for name, title in self._titles():
            self._add_line(name, title)
        self.instructor = QComboBox()
        self._add_field("instructor", look.tr("Kørelærer"), self.instructor)
        self.no_sms = QCheckBox(look.tr("Vil ikke have SMS"))
        self.no_sms.setChecked(bool(fields.get("sms_refused")))
        self.no_sms.setAccessibleName(look.tr("Vil ikke have SMS"))
        self._column.addWidget(self.no_sms)
        self._column.addStretch(1)
        self._whole.addLayout(self._buttons())
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self.save)
        tasks.ask(choices, then=self._fill_instructors, owner=self)
        self._leaving = False

    def _scrolling(self) -> QVBoxLayout:
        """Make the room for the fields; what is below it stays in sight."""
        inside = QWidget()
        fill(inside, self._look, "surface")
        column = QVBoxLayout(inside)
        column.setContentsMargins(GAP_L, GAP_L, GAP_L, GAP_L)
        column.setSpacing(GAP_M)
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(0)
        self._whole.addWidget(scrolled(self._look, inside), 1)
        return column

    def _titles(self) -> list[tuple[str, str]]:
        tr = self._look.tr
        return [
            ("first_name", tr("Fornavn")), ("last_name", tr("Efternavn")),
            ("phone", tr("Telefon")), ("email", tr("E-mail")), ("street", tr("Vej og nummer")),
            ("postcode", tr("Postnummer")), ("city", tr("By")),
            ("birth_date", tr("Fødselsdag (dd.mm.åååå)")),
            ("cpr", tr("CPR-nummer (gemmes kun på denne computer)")), ("note", tr("Note")),
        ]  # fmt: skip

    def _add_line(self, name: str, title: str) -> None:
        edit = line(self._shown(name), secret=name == "cpr")
        self._edits[name] = edit
        self._add_field(name, title, edit)

    def _add_field(self, name: str, title: str, edit: QWidget) -> None:
        self._fields[name] = Field(self._look, title, edit)
        self._column.addWidget(self._fields[name])

    def _buttons(self) -> QHBoxLayout:
        look, row = self._look, QHBoxLayout()
        row.setContentsMargins(GAP_L, GAP_M, GAP_L, GAP_M)
        row.setSpacing(GAP_S)
        row.addStretch(1)
        row.addWidget(button(look, look.tr("Annullér"), self.leave))
        row.addWidget(button(look, look.tr("Gem"), self.save, primary=True))
        return row

    def begin(self) -> None:
        """Put the keyboard into the first field."""
        self._edits["first_name"].setFocus()

    @property
    def is_touched(self) -> bool:
        """Whether anything was typed that would be lost."""
        return any(e.text() != self._shown(n) for n, e in self._edits.items())

    def save(self) -> None:
        """Give what was typed, or say at the fields what is wrong."""
        values: dict[str, object] = {n: e.text().strip() for n, e in self._edits.items()}
        wrong = {}
        if not values["first_name"]:
            wrong["first_name"] = self._look.tr("Skriv elevens fornavn.")
        born = _day(str(values["birth_date"]))
        if values["birth_date"] and born is None:
            wrong["birth_date"] = self._look.tr("Skriv datoen som 23.11.2008.")
        if show_problems(self._fields, wrong):
            return
        values["birth_date"] = born.isoformat() if born else ""
        values["instructor_id"] = self.instructor.currentData() or ""
        values["sms_refused"] = self.no_sms.isChecked()
        if not values["cpr"]:
            del values["cpr"]
        self.given.emit(values)

    def refuse(self, error: JdError) -> None:
        """Say a refusal at the field it is about; everything typed stays."""
        sentence = error.sentence(self._look.language)
        name = next((f for word, f in _AT.items() if word in str(error).lower()), "")
        if name:
            show_problems(self._fields, {name: sentence})
        else:
            self._tell(sentence)

    def leave(self) -> None:
        """Close; where something was typed, ask once, right here."""
        if self.is_touched and not self._leaving:
            self._leaving = True
            self._tell(self._look.tr("Det, du har skrevet, er ikke gemt. Tryk igen for at lukke."))
        else:
            self.left.emit()

    def _tell(self, sentence: str) -> None:
        while (item := self._problem.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        self._problem.addWidget(Box(self._look, "warn", "", sentence))

    def _fill_instructors(self, found: Choices) -> None:
        self.instructor.addItem(self._look.tr("Ingen valgt"), "")
        for instructor_id, name in found.instructors:
            self.instructor.addItem(name, instructor_id)
        here = self.instructor.findData(self._before.get("instructor_id") or "")
        self.instructor.setCurrentIndex(max(here, 0))

    def _shown(self, name: str) -> str:
        value = str(self._before.get(name) or "")
        if name == "phone" and value:
            return display(value)
        if name == "birth_date" and value:
            return f"{date.fromisoformat(value):%d.%m.%Y}"
        return value

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)


def _day(written: str) -> date | None:
    for pattern in _DAYS:
        try:
            return datetime.strptime(written, pattern).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None
