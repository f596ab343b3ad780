"""Signing in, and the first sync told in counted sentences."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from jd_desktop.domain.errors import JdError
from jd_desktop.ui.kit.box import Box
from jd_desktop.ui.kit.controls import button, fill, label
from jd_desktop.ui.kit.forms import Field, line, show_problems
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_L, GAP_M, GAP_XL


class SignIn(QWidget):
    """Address, e-mail and password; or a school of one's own on this computer."""

    submitted = Signal(str, str, str)
    alone_chosen = Signal(str, str)

    def __init__(self, look: Look, *, address: str = "", email: str = ""):
        """Take what is known already."""
        super().__init__()
        self._look = look
        self.setMinimumSize(1024, 680)
        self.setWindowTitle(look.tr("Log ind – Just Driving"))
        fill(self, look, "bg")
        self.address = Field(look, look.tr("Skolens adresse"), line(address, "https://"))
        self.email = Field(look, look.tr("E-mail"), line(email))
        self.password = Field(look, look.tr("Adgangskode"), line(secret=True))
        self._fields = {"address": self.address, "email": self.email, "password": self.password}
        self._problem = QVBoxLayout()
        self.sign_in = button(look, look.tr("Log ind"), self._submit, primary=True)
        self.alone = button(
            look, look.tr("Brug programmet alene på denne computer"), self._alone, quiet=True
        )
        self._counted = label(look, "", "table", "text2", wrap=True)
        self._bar = QProgressBar()
        self._bar.setAccessibleName(look.tr("Hentet"))
        self._bar.setTextVisible(False)
        self._bar.hide()
        for field in self._fields.values():
            field.edit.returnPressed.connect(self._submit)  # type: ignore[attr-defined]  # a QLineEdit
        self._lay_out()

    def _lay_out(self) -> None:
        look = self._look
        card = Box(look)
        card.setFixedWidth(look.px(440))
        column = card.column
        column.setContentsMargins(GAP_XL, GAP_XL, GAP_XL, GAP_XL)
        column.setSpacing(GAP_M)
        column.addWidget(label(look, "Just Driving", "page_title"))
        hello = look.tr("Log ind én gang. Derefter virker kalenderen også uden net.")
        column.addWidget(label(look, hello, "body", "text2", wrap=True))
        column.addLayout(self._problem)
        for field in self._fields.values():
            column.addWidget(field)
        column.addSpacing(GAP_M)
        for part in (self.sign_in, self._bar, self._counted, self.alone):
            column.addWidget(part)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(card, 0, Qt.AlignmentFlag.AlignTop)
        row.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(GAP_L, GAP_L, GAP_L, GAP_L)
        whole.addStretch(1)
        whole.addLayout(row)
        whole.addStretch(2)

    def show_error(self, error: JdError) -> None:
        """Say what is wrong and what to do; everything typed stays."""
        self._clear_problem()
        hint = self._look.language.say(error.hint) if error.hint else ""
        said = self._look.language.say(error.title)
        self._problem.addWidget(Box(self._look, "bad", said, hint))
        self._working(False)
        self._counted.setText("")

    def show_progress(self, done: int, total: int) -> None:
        """Say how far the first sync is; a total of 0 is not known."""
        self._clear_problem()
        self._working(True)
        self._bar.setRange(0, max(total, 0))
        self._bar.setValue(min(done, total) if total else 0)
        look = self._look
        if total:
            words = look.tr("Henter skolens data: {her} af {alle} er her.", her=done, alle=total)
        else:
            words = look.tr("Henter skolens data …")
        self._counted.setText(words)

    def _submit(self) -> None:
        look = self._look
        empty = {
            "address": look.tr("Skriv adressen, som skolens administrator har givet dig."),
            "email": look.tr("Skriv din e-mail."),
            "password": look.tr("Skriv din adgangskode."),
        }
        written = {n: f.edit.text().strip() for n, f in self._fields.items()}  # type: ignore[attr-defined]  # a QLineEdit
        if show_problems(self._fields, {n: s for n, s in empty.items() if not written[n]}):
            return
        self._working(True)
        self.submitted.emit(written["address"], written["email"], self._typed_password())

    def _typed_password(self) -> str:
        return str(self.password.edit.text())  # type: ignore[attr-defined]  # a QLineEdit

    def _alone(self) -> None:
        look = self._look
        self.alone_chosen.emit(look.tr("Min køreskole"), look.tr("Kontoret"))

    def _working(self, working: bool) -> None:
        self._bar.setVisible(working)
        self._bar.setRange(0, 0)
        self.sign_in.setEnabled(not working)
        self.alone.setEnabled(not working)

    def _clear_problem(self) -> None:
        while (item := self._problem.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
