"""A setting of this computer: saved as it is left, and taken back by a button."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from jd_desktop.domain.errors import JdError
from jd_desktop.domain.language import Text
from jd_desktop.ui.kit.controls import button, label
from jd_desktop.ui.kit.forms import Field, line
from jd_desktop.ui.settings.lists import keep_height
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_S, GAP_XS


class Preferred(Protocol):
    """Where the settings of this computer are."""

    def get(self, key: str, /) -> str:
        """Return a setting."""
        ...

    def set(self, key: str, value: str, /) -> None:
        """Change it."""
        ...

    def is_managed(self, key: str, /) -> bool:
        """Whether the environment decides."""
        ...

    def variable(self, key: str, /) -> str:
        """Return the variable that decides."""
        ...

    def title(self, key: str, /) -> Text:
        """Return what it is called."""
        ...

    def choices(self, key: str, /) -> tuple[str, ...]:
        """Return what it may be, where there are few."""
        ...


class SettingRow(QWidget):
    """A field, and what came of it."""

    def __init__(self, look: Look, preferred: Preferred, key: str):
        """Take where it is kept and its key."""
        super().__init__()
        self._look, self._preferred, self.key = look, preferred, key
        self.edit = self._make()
        self.field = Field(look, look.language.say(preferred.title(key)), self.edit)
        self._note = label(look, "", "caption", "text2", wrap=True)
        self.back = button(look, look.tr("Fortryd"), self._take_back, quiet=True)
        self._before = ""
        row = QHBoxLayout()
        row.setSpacing(GAP_S)
        row.addWidget(self._note, 1)
        row.addWidget(self.back)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_XS)
        column.addWidget(self.field)
        column.addLayout(row)
        keep_height(self)
        self._note.hide()
        self.back.hide()
        self.reload()

    def _make(self) -> QLineEdit | QComboBox:
        choices = self._preferred.choices(self.key)
        if choices:
            combo = QComboBox()
            combo.addItems(list(choices))
            combo.view().setAccessibleName(self._look.language.say(self._preferred.title(self.key)))
            combo.activated.connect(self._save)
            return combo
        edit = line()
        edit.editingFinished.connect(self._save)
        return edit

    def reload(self) -> None:
        """Show what is kept, unless somebody is writing."""
        is_managed = self._preferred.is_managed(self.key)
        self.edit.setEnabled(not is_managed)
        if is_managed:
            name = self._preferred.variable(self.key)
            self._say(self._look.tr("Styres af {variable}", variable=name))
        value = self._preferred.get(self.key)
        if isinstance(self.edit, QComboBox):
            self.edit.setCurrentText(value)
        elif not self.edit.isModified():
            self.edit.setText(value)

    def _typed(self) -> str:
        if isinstance(self.edit, QComboBox):
            return self.edit.currentText()
        return self.edit.text().strip()

    def _save(self) -> None:
        before, value = self._preferred.get(self.key), self._typed()
        if value != before and self._put(value):
            self._before = before
            self._say(self._look.tr("Gemt"))
            self.back.show()

    def _take_back(self) -> None:
        if self._put(self._before):
            self._say(self._look.tr("Fortrudt"))
            self.back.hide()
            self.reload()

    def _put(self, value: str) -> bool:
        try:
            self._preferred.set(self.key, value)
        except JdError as error:
            self.field.wrong(error.sentence(self._look.language))
            return False
        self.field.wrong("")
        if isinstance(self.edit, QLineEdit):
            self.edit.setModified(False)
        return True

    def _say(self, words: str) -> None:
        self._note.setText(words)
        self._note.show()
