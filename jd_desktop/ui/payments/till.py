"""Writing down money that came: how much, how, and what it is for."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from jd_desktop.documents.papers import method
from jd_desktop.domain.amount import read
from jd_desktop.ui.kit.controls import button, label
from jd_desktop.ui.kit.forms import Field, line, show_problems
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_L, GAP_M, GAP_S

METHODS = ("mobilepay", "bank", "cash", "card", "other")
Register = Callable[[int, str, str], None]


class Till(QWidget):
    """A small form; Enter in any field registers, Escape leaves it."""

    def __init__(self, look: Look, owed_ore: int, register: Register, leave: Callable[[], None]):
        """Take what is open, in øre: it stands in the field, ready to be confirmed."""
        super().__init__()
        self._look, self._register, self._leave = look, register, leave
        self.amount = line(look.language.money(owed_ore) if owed_ore > 0 else "")
        self.method = QComboBox()
        self.method.view().setAccessibleName(look.tr("Betalt med"))
        for name in METHODS:
            self.method.addItem(method(look.language, name), name)
        self.reference = line("", look.tr("F.eks. bilagsnummer"))
        self._fields = {
            "amount": Field(look, look.tr("Beløb"), self.amount),
            "method": Field(look, look.tr("Betalt med"), self.method),
            "reference": Field(look, look.tr("Reference"), self.reference),
        }
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP_L, GAP_M, GAP_L, GAP_M)
        column.setSpacing(GAP_M)
        column.addWidget(label(look, look.tr("Registrér betaling"), "card_title"))
        fields = QHBoxLayout()
        fields.setSpacing(GAP_M)
        for field in self._fields.values():
            fields.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
        column.addLayout(fields)
        row = QHBoxLayout()
        row.setSpacing(GAP_S)
        row.addWidget(button(look, look.tr("Registrér"), self.take, primary=True))
        row.addWidget(button(look, look.tr("Fortryd"), leave))
        row.addStretch(1)
        column.addLayout(row)
        for edit in (self.amount, self.reference):
            edit.returnPressed.connect(self.take)
        self.amount.selectAll()
        self.setFocusProxy(self.amount)

    def take(self) -> None:
        """Register what stands there, or say at the field what is wrong."""
        ore = read(self.amount.text())
        wrong = {} if ore else {"amount": self._look.tr("Skriv et beløb, f.eks. 550 eller 550,50.")}
        if not show_problems(self._fields, wrong) and ore:
            self._register(ore, str(self.method.currentData()), self.reference.text())
