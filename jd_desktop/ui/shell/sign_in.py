"""Signing in, or beginning alone; and the first sync told in counted sentences."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QProgressBar, QVBoxLayout, QWidget

from jd_desktop.domain.errors import JdError
from jd_desktop.ui.kit.box import Box
from jd_desktop.ui.kit.controls import button, clear, fill, label, put, tint
from jd_desktop.ui.kit.forms import Field, line, show_problems
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_L, GAP_M, GAP_S, GAP_XL

CARD = 440


class SignIn(QWidget):
    """Address, e-mail and password; or a school of one's own on this computer."""

    submitted = Signal(str, str, str)
    alone_chosen = Signal(str, str)
    forgotten = Signal(str, str)
    """The central's address, and the e-mail of somebody who has forgotten their password."""

    def __init__(self, look: Look, *, address: str = "", email: str = "", computer: str = ""):
        """Take what is known already; a computer's name is asked for where one is given."""
        super().__init__()
        self._look = look
        self.setMinimumSize(1024, 680)
        self.setWindowTitle(look.tr("Log ind – Just Driving"))
        fill(self, look, "bg")
        self.address = Field(look, look.tr("Skolens adresse"), line(address, "https://"))
        self.email = Field(look, look.tr("E-mail"), line(email))
        self.password = Field(look, look.tr("Adgangskode"), line(secret=True))
        self.code = Field(look, look.tr("Kode fra din godkender-app"), line())
        self._asks_code = False
        self.computer = Field(look, look.tr("Denne computers navn"), line(computer))
        self._asks_computer = bool(computer)
        self.school = Field(look, look.tr("Skolens navn"), line())
        self.person = Field(look, look.tr("Dit navn"), line())
        self._joining = {"address": self.address, "email": self.email, "password": self.password}
        self._founding = {"school": self.school, "person": self.person}
        self._is_founding = False
        self._problem = QVBoxLayout()
        self._hello = label(look, "", "body", "text2", wrap=True)
        self.sign_in = button(look, "", self._submit, primary=True)
        self.forgot = button(look, look.tr("Glemt adgangskode?"), self._forget, quiet=True)
        self.alone = button(look, "", self._turn, quiet=True)
        for way in (self.forgot, self.alone):
            tint(way, look, "accent_text")
        self._counted = label(look, "", "table", "text2", wrap=True)
        self._bar = QProgressBar()
        self._bar.setAccessibleName(look.tr("Hentet"))
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(look.px(6))
        self._lay_out()
        self._show_way()
        self._working(False)

    def _lay_out(self) -> None:
        look = self._look
        card = Box(look)
        card.setFixedWidth(look.px(CARD))
        column = card.column
        column.setContentsMargins(GAP_XL, GAP_XL, GAP_XL, GAP_L)
        column.setSpacing(GAP_M)
        column.addWidget(label(look, "Just Driving", "page_title"))
        column.addWidget(self._hello)
        column.addLayout(self._problem)
        for field in (*self._joining.values(), self.code, self.computer, *self._founding.values()):
            column.addWidget(field)
            written(field).returnPressed.connect(self._submit)
        column.addSpacing(GAP_S)
        for part in (self.sign_in, self._bar, self._counted, self.forgot, self.alone):
            column.addWidget(part)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(card, 0, Qt.AlignmentFlag.AlignTop)
        row.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(GAP_L, GAP_L, GAP_L, GAP_L)
        whole.addStretch(2)
        whole.addLayout(row)
        whole.addStretch(3)

    def _show_way(self) -> None:
        """Show the fields of the way chosen: joining a school, or founding one here."""
        look, founding = self._look, self._is_founding
        for field in self._joining.values():
            field.setVisible(not founding)
        self.code.setVisible(not founding and self._asks_code)
        self.forgot.setVisible(not founding)
        self.computer.setVisible(not founding and self._asks_computer)
        for field in self._founding.values():
            field.setVisible(founding)
        if founding:
            hello = look.tr("Skolens data ligger kun på denne computer, krypteret.")
            words, other = look.tr("Begynd"), look.tr("Tilbage til log ind")
        else:
            hello = look.tr("Log ind én gang. Derefter virker kalenderen også uden net.")
            words = look.tr("Log ind")
            other = look.tr("Brug programmet alene på denne computer")
        self._hello.setText(hello)
        for made, said in ((self.sign_in, words), (self.alone, other)):
            made.setText(said)
            made.setAccessibleName(said)
        first = next((f for f in self._fields.values() if not written(f).text()), None)
        (first or next(iter(self._fields.values()))).edit.setFocus()

    @property
    def _fields(self) -> dict[str, Field]:
        return self._founding if self._is_founding else self._joining

    def computer_name(self) -> str:
        """Return what this computer is to be called."""
        return written(self.computer).text().strip()

    def typed_code(self) -> str:
        """Return the second factor's code, "" where none was asked for."""
        return written(self.code).text().strip()

    def ask_code(self) -> None:
        """Show the field for the second factor's code, ready to be typed in."""
        self._asks_code = True
        self._show_way()
        written(self.code).clear()
        written(self.code).setFocus()

    def show_error(self, error: JdError) -> None:
        """Say what is wrong and what to do; everything typed stays."""
        clear(self._problem)
        hint = self._look.language.say(error.hint) if error.hint else ""
        said = self._look.language.say(error.title)
        put(self._problem, Box(self._look, "bad", said, hint))
        self._working(False)

    def show_note(self, sentence: str) -> None:
        """Say what was done; everything typed stays."""
        clear(self._problem)
        put(self._problem, Box(self._look, "ok", sentence))
        self._working(False)

    def show_progress(self, done: int, total: int) -> None:
        """Say how far the first sync is; a total of 0 is not known."""
        look = self._look
        if total:
            words = look.tr("Henter skolens data: {her} af {alle} er her.",
                            her=self._count(done), alle=self._count(total))  # fmt: skip
        else:
            words = look.tr("Henter skolens data …")
        self.show_step(words, done, total)

    def show_step(self, sentence: str, done: int = 0, total: int = 0) -> None:
        """Say what happens now, in a sentence made by who does it."""
        clear(self._problem)
        self._working(True)
        self._bar.setRange(0, max(total, 0))
        self._bar.setValue(min(done, total))
        self._counted.setText(sentence)

    def _count(self, n: int) -> str:
        """Write a number with its thousands apart: 1.200 in Danish, 1,200 in English."""
        apart = "." if self._look.language.code == "da" else ","
        return f"{n:,}".replace(",", apart)

    def _submit(self) -> None:
        look = self._look
        needed = {
            "address": look.tr("Skriv adressen, som skolens administrator har givet dig."),
            "email": look.tr("Skriv din e-mail."),
            "password": look.tr("Skriv din adgangskode."),
            "school": look.tr("Skriv skolens navn."),
            "person": look.tr("Skriv dit navn."),
        }
        typed = {name: written(field).text() for name, field in self._fields.items()}
        missing = {name: needed[name] for name, words in typed.items() if not words.strip()}
        if show_problems(self._fields, missing):
            return
        clear(self._problem)
        self._working(True)
        if self._is_founding:
            self.alone_chosen.emit(typed["school"].strip(), typed["person"].strip())
        else:
            # A password is taken as it was typed: a space may belong to it.
            address, email = typed["address"].strip(), typed["email"].strip()
            self.submitted.emit(address, email, typed["password"])

    def _forget(self) -> None:
        look = self._look
        fields = {"address": self.address, "email": self.email}
        needed = {
            "address": look.tr("Skriv adressen, som skolens administrator har givet dig."),
            "email": look.tr("Skriv din e-mail, så sender centralen et link til den."),
        }
        typed = {name: written(field).text().strip() for name, field in fields.items()}
        if show_problems(fields, {name: needed[name] for name, said in typed.items() if not said}):
            return
        clear(self._problem)
        self._working(True)
        self.forgotten.emit(typed["address"], typed["email"])

    def _turn(self) -> None:
        """Go from joining a school to founding one, or back."""
        clear(self._problem)
        self._is_founding = not self._is_founding
        self._show_way()

    def _working(self, working: bool) -> None:
        self._bar.setVisible(working)
        self._bar.setRange(0, 0)
        self._counted.setText("")
        self._counted.setVisible(working)
        fields = (*self._joining.values(), self.code, self.computer, *self._founding.values())
        for part in (self.sign_in, self.forgot, self.alone, *fields):
            part.setEnabled(not working)


def written(field: Field) -> QLineEdit:
    """Return the line of a field made of one."""
    assert isinstance(field.edit, QLineEdit)
    return field.edit
