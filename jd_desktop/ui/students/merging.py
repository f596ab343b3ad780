"""Two students who may be one, side by side: a person picks what holds, field by field."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from jd_desktop.domain.phone import display
from jd_desktop.operations.merging import CHOOSABLE
from jd_desktop.queries.lookalikes import Comparison
from jd_desktop.ui.kit.controls import button, fill, label, scrolled
from jd_desktop.ui.kit.wording import FIELDS, value
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_L, GAP_M, GAP_S, GAP_XS


class Merging(QWidget):
    """A pair of values for each field that differs; what is alike is not asked."""

    given = Signal(dict)
    left = Signal()

    def __init__(self, look: Look, found: Comparison):
        """Take the two; the first is the one that stays."""
        super().__init__()
        self._look, self._found = look, found
        self.picked: dict[str, QButtonGroup] = {}
        inside = QWidget()
        fill(inside, look, "surface")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(GAP_L, GAP_L, GAP_L, GAP_L)
        self._column.setSpacing(GAP_S)
        self._column.addWidget(label(look, look.tr("Er det den samme elev?"), "card_title"))
        self._column.addWidget(label(look, self._explained(), "table", "text2", wrap=True))
        for field in CHOOSABLE:
            if field in FIELDS and found.first.get(field) != found.second.get(field):
                self._ask(field)
        self._column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(scrolled(look, inside), 1)
        whole.addLayout(self._buttons())

    def _explained(self) -> str:
        return self._look.tr(
            "Vælg det, der gælder. Timer og beskeder fra begge samles på ét kort, og det andet"
            " arkiveres. Du kan fortryde."
        )

    def _ask(self, field: str) -> None:
        look, found = self._look, self._found
        called = look.language.say(FIELDS[field])
        title = label(look, called, "caption", "text2", weight=600)
        self._column.addSpacing(GAP_XS)
        self._column.addWidget(title)
        group = QButtonGroup(self)
        for place, fields in enumerate((found.first, found.second)):
            words = self._said(field, fields.get(field))
            choice = QRadioButton(words)
            choice.setFont(look.font("table"))
            choice.setToolTip(words)
            choice.setAccessibleName(f"{called}: {words}")
            group.addButton(choice, place)
            self._column.addWidget(choice)
        chosen = 0 if found.first.get(field) not in (None, "") else 1
        group.button(chosen).setChecked(True)
        self.picked[field] = group

    def _said(self, field: str, raw: Any) -> str:
        if field == "phone" and raw:
            return display(str(raw))
        if raw in (None, ""):
            return self._look.tr("(tomt)")
        return value(self._look.language, self._found.names, field, raw)

    def _buttons(self) -> QHBoxLayout:
        look, row = self._look, QHBoxLayout()
        row.setContentsMargins(GAP_L, GAP_M, GAP_L, GAP_M)
        row.setSpacing(GAP_S)
        row.addStretch(1)
        row.addWidget(button(look, look.tr("Annullér"), self.left.emit))
        self.save = button(look, look.tr("Gør til én elev"), self._give, primary=True)
        row.addWidget(self.save)
        return row

    def begin(self) -> None:
        """Go to the first question, to the button where there is none."""
        first = next((g.checkedButton() for g in self.picked.values()), None)
        (first or self.save).setFocus()

    def _give(self) -> None:
        sides = (self._found.first, self._found.second)
        self.given.emit({f: sides[g.checkedId()].get(f) for f, g in self.picked.items()})

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves everything as it was."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)
