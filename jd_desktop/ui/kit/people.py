"""Chooses students: search as you type, a list of matches, the chosen ones above."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from jd_desktop.ui.kit.forms import line
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import CONTROL_HEIGHT

SHOWN = 5
ID = Qt.ItemDataRole.UserRole


class PeopleField(QWidget):
    """The students of a booking; Down and Enter choose from the matches."""

    search_wanted = Signal(str)
    changed = Signal()

    def __init__(self, look: Look):
        """Take the look; nobody is chosen."""
        super().__init__()
        self._look = look
        self._people: dict[str, str] = {}
        self.search = line()
        self.search.setMinimumHeight(look.px(CONTROL_HEIGHT))
        self.search.setPlaceholderText(look.language.tr("Navn eller telefon"))
        self.search.setAccessibleName(look.language.tr("Søg elev"))
        self.search.textEdited.connect(self._typed)
        self.search.installEventFilter(self)
        self.matches = QListWidget()
        self.matches.setAccessibleName(look.language.tr("Elever der passer"))
        self.matches.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.matches.itemClicked.connect(self._take)
        self.matches.hide()
        self._chips = QVBoxLayout()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(self._chips)
        layout.addWidget(self.search)
        layout.addWidget(self.matches)
        self.setFocusProxy(self.search)

    def ids(self) -> tuple[str, ...]:
        """Return who is chosen."""
        return tuple(self._people)

    def people(self) -> dict[str, str]:
        """Return who is chosen, by id, with their names."""
        return dict(self._people)

    def set_people(self, people: Sequence[tuple[str, str]]) -> None:
        """Choose these (id, name) and nobody else."""
        self._people = dict(people)
        self.search.clear()
        self._hide_matches()
        self._show_people()

    def set_matches(self, found: Sequence[tuple[str, str, str]]) -> None:
        """Show who matches: (id, name, phone); an answer to an emptied field is late."""
        self._hide_matches()
        if not self.search.text().strip():
            return
        for student_id, name, phone in found:
            item = QListWidgetItem(f"{name}   {phone}".strip(), self.matches)
            item.setData(ID, (student_id, name))
        if found:
            self.matches.setCurrentRow(0)
            row = self.matches.sizeHintForRow(0)
            self.matches.setFixedHeight(min(len(found), SHOWN) * row + 4)
            self.matches.show()

    def _typed(self, typed: str) -> None:
        if typed.strip():
            self.search_wanted.emit(typed)
        else:
            self._hide_matches()

    def _hide_matches(self) -> None:
        self.matches.clear()
        self.matches.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let arrows and Enter in the search field walk the matches."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and self.matches.count()
            and event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            == Qt.KeyboardModifier.NoModifier
        ):
            return self._walk(event.key())
        return super().eventFilter(watched, event)

    def _walk(self, key: int) -> bool:
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self.matches.currentItem())
        elif key == Qt.Key.Key_Escape:
            self._hide_matches()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if key == Qt.Key.Key_Down else -1
            row = (self.matches.currentRow() + step) % self.matches.count()
            self.matches.setCurrentRow(row)
        else:
            return False
        return True

    def _take(self, item: QListWidgetItem) -> None:
        student_id, name = item.data(ID)
        self._people[student_id] = name
        self.search.clear()
        self._hide_matches()
        self._show_people()
        self.changed.emit()

    def _show_people(self) -> None:
        while (item := self._chips.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for student_id, name in self._people.items():
            chip = QPushButton(f"{name}  ×")
            chip.setAccessibleName(self._look.language.tr("Fjern {name}", name=name))
            chip.setProperty("student", student_id)
            chip.clicked.connect(self._remove)
            self._chips.addWidget(chip)

    def _remove(self) -> None:
        self._people.pop(str(self.sender().property("student")), None)
        self._show_people()
        self.changed.emit()
