"""The lines of a draft, changed where they stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import uuid4

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from jd_desktop.domain.amount import read
from jd_desktop.ui.kit.controls import button, label, put
from jd_desktop.ui.kit.forms import line
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import CONTROL_HEIGHT, GAP_M, GAP_S

_NUMBER, _AMOUNT = 64, 120
Line = dict[str, Any]


class _Row(QWidget):
    def __init__(self, look: Look, of: Mapping[str, Any], changed: Callable[[], None]):
        super().__init__()
        self._look, self.of = look, dict(of)
        unit = int(of.get("unit_ore") or 0)
        sign = "-" if unit < 0 else ""
        self.text = self._field(look.tr("Beskrivelse"), str(of.get("text") or ""), changed)
        self.quantity = self._field(look.tr("Antal"), str(of.get("quantity") or 1), changed)
        shown = f"{sign}{look.language.money(abs(unit))}" if unit else ""
        self.price = self._field(look.tr("Pris m. moms"), shown, changed)
        self.quantity.setFixedWidth(look.px(_NUMBER))
        self.price.setFixedWidth(look.px(_AMOUNT))
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(GAP_S)
        self.row.addWidget(self.text, 1)
        self.row.addWidget(self.quantity)
        self.row.addWidget(self.price)

    def _field(self, name: str, words: str, changed: Callable[[], None]) -> QLineEdit:
        made = line(words, name)
        made.setAccessibleName(name)
        made.setFont(self._look.font("body"))
        made.setMinimumHeight(self._look.px(CONTROL_HEIGHT))
        made.editingFinished.connect(changed)
        return made

    def value(self) -> Line | None:
        """Return the line as it stands, None where a number cannot be read."""
        written = self.price.text().strip()
        ore = read(written.removeprefix("-"))
        quantity = self.quantity.text().strip()
        is_wrong = ore is None or not quantity.isdecimal() or not int(quantity)
        for field, wrong in ((self.price, ore is None), (self.quantity, not quantity.isdecimal())):
            field.setProperty("wrong", wrong)
            field.update()
        if is_wrong or ore is None:
            return None
        signed = -ore if written.startswith("-") else ore
        return {
            **self.of, "text": self.text.text().strip(), "quantity": int(quantity),
            "unit_ore": signed,
        }  # fmt: skip


class Lines(QWidget):
    """All lines of a draft; each change that can be read is handed on at once."""

    def __init__(
        self, look: Look, lines: Sequence[Mapping[str, Any]], save: Callable[[list[Line]], None]
    ):
        """Take the lines and what saves them."""
        super().__init__()
        self._look, self._save = look, save
        self._saved = [dict(one) for one in lines]
        self.rows: list[_Row] = []
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(GAP_S)
        whole.addWidget(label(look, look.tr("Linjer"), "table", weight=600))
        self._column = QVBoxLayout()
        self._column.setSpacing(GAP_S)
        whole.addLayout(self._column)
        below = QHBoxLayout()
        below.setSpacing(GAP_M)
        self.add_button = button(look, look.tr("Ny linje"), self.add, icon="plus")
        below.addWidget(self.add_button)
        below.addStretch(1)
        whole.addLayout(below)
        for one in lines:
            self._put(one)

    def add(self) -> None:
        """Begin a line and go to it; it is saved once it has a price."""
        row = self._put({"id": uuid4().hex, "unit": "", "quantity": 1})
        row.text.setFocus()

    def remove(self, row: _Row) -> None:
        """Take a line away."""
        self.rows.remove(row)
        row.hide()
        row.deleteLater()
        self.changed()

    def changed(self) -> None:
        """Hand the lines on where all can be read and something is new."""
        values = [row.value() for row in self.rows]
        read_all = [value for value in values if value is not None]
        if len(read_all) == len(values) and read_all != self._saved:
            self._saved = read_all
            self._save(read_all)

    def _put(self, of: Mapping[str, Any]) -> _Row:
        row = _Row(self._look, of, self.changed)
        away = button(
            self._look, "", lambda: self.remove(row), quiet=True, icon="trash-2",
            name=self._look.tr("Fjern linjen"),
        )  # fmt: skip
        row.row.addWidget(away)
        self.rows.append(row)
        put(self._column, row)
        return row
