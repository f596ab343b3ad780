"""Forms: the label above the field, what is wrong below it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from jd_desktop.ui.kit.controls import label
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import CONTROL_HEIGHT, GAP_S, GAP_XS


class Field(QWidget):
    """A labelled field with room for a sentence about what is wrong."""

    def __init__(self, look: Look, title: str, edit: QWidget):
        """Take the label and the widget to fill in."""
        super().__init__()
        self.edit = edit
        edit.setAccessibleName(title)
        edit.setFont(look.font("body"))
        edit.setMinimumHeight(look.px(CONTROL_HEIGHT))
        self._wrong = label(look, "", "caption", "bad", wrap=True)
        self._wrong.hide()
        above = label(look, title, "caption", "text2", weight=600)
        above.setBuddy(edit)
        if not title:
            above.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_XS)
        for part in (above, edit, self._wrong):
            column.addWidget(part)

    def wrong(self, sentence: str) -> None:
        """Say what is wrong, "" for nothing."""
        self._wrong.setText(sentence)
        self._wrong.setVisible(bool(sentence))
        self.edit.setProperty("wrong", bool(sentence))
        self.edit.setAccessibleDescription(sentence)
        self.edit.update()


def line(words: str = "", placeholder: str = "", *, secret: bool = False) -> QLineEdit:
    """Make a one-line field."""
    made = QLineEdit(words)
    made.setPlaceholderText(placeholder)
    made.setTextMargins(GAP_S - 2, 0, GAP_S - 2, 0)
    if secret:
        made.setEchoMode(QLineEdit.EchoMode.Password)
    return made


def show_problems(fields: Mapping[str, Field], wrong: Mapping[str, str]) -> bool:
    """Say what is wrong at each field and go to the first; whether anything is."""
    for name, field in fields.items():
        field.wrong(wrong.get(name, ""))
    first = next((fields[n] for n in fields if n in wrong), None)
    if first is not None:
        first.edit.setFocus()
    return first is not None
