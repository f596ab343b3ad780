"""The second factor: switched on with an authenticator, off by password and code."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit

from jd_desktop.protocol.account import Account, Factor
from jd_desktop.ui.kit.controls import label, put
from jd_desktop.ui.kit.forms import line
from jd_desktop.ui.settings.doors import Doors
from jd_desktop.ui.settings.form import FormCard
from jd_desktop.ui.settings.qr import QrCode
from jd_desktop.ui.theme.look import Look

CODE = 6
_GROUP = 4


def grouped(secret: str) -> str:
    """Write a secret so that a person can type it: in groups of four."""
    return " ".join(secret[k : k + _GROUP] for k in range(0, len(secret), _GROUP))


class FactorCard(FormCard):
    """Says whether a code is asked for at sign-in, and changes it step by step."""

    def __init__(self, look: Look, doors: Doors):
        """Take the way to the central."""
        super().__init__(look, look.tr("Kode fra en godkender-app"), doors.call)
        self._doors = doors
        self._is_on: bool | None = None
        self.qr: QrCode | None = None
        self.sentence(look.tr("Det vises her, når centralen har svaret."))

    def show_account(self, account: Account) -> None:
        """Show how it stands; a step that was begun stays."""
        if self._is_on != account.has_second_factor:
            self._is_on = account.has_second_factor
            self.show_plain()

    def show_plain(self) -> None:
        """Say how it stands, and offer the other."""
        look = self.look
        self._begin()
        self.quiet()
        if self._is_on:
            self.sentence(
                look.tr("Slået til. Når du logger ind, skal du også skrive koden fra din app.")
            )
            self.row(("off", look.tr("Slå fra …"), self.ask_off))
            return
        self.sentence(
            look.tr(
                "Slået fra. Med en godkender-app på telefonen kan ingen logge ind som dig med"
                " adgangskoden alene."
            )
        )
        self.row(("on", look.tr("Slå til …"), self.ask_password))

    def ask_password(self) -> None:
        """Ask who it is before a secret is shown."""
        look = self.look
        self._begin()
        self.sentence(look.tr("Skriv din adgangskode, så vises en QR-kode til din app."))
        title = look.tr("Adgangskode")
        self.field("password", title, line(secret=True), enter=self._enrol)
        self.row(
            ("next", look.tr("Vis QR-kode"), self._enrol),
            ("keep", look.tr("Annullér"), self.show_plain),
        )
        self._enter("password")

    def show_secret(self, factor: Factor) -> None:
        """Show the secret once, as a code and as a key, and ask for a first code of it."""
        look = self.look
        self._begin()
        self.sentence(
            look.tr("1. Åbn din godkender-app, og scan koden. Eller skriv nøglen i appen.")
        )
        self.qr = QrCode(look, factor.uri)
        put(self.body, self.qr)
        key = label(look, grouped(factor.secret), "body", weight=600, wrap=True)
        key.setAccessibleName(look.tr("Nøgle: {nøgle}", nøgle=grouped(factor.secret)))
        by_keyboard = Qt.TextInteractionFlag.TextSelectableByKeyboard
        key.setTextInteractionFlags(by_keyboard | Qt.TextInteractionFlag.TextSelectableByMouse)
        put(self.body, key)
        self.sentence(look.tr("2. Skriv den kode på seks cifre, som appen viser nu."))
        self._code_field(self._confirm)
        self.row(
            ("confirm", look.tr("Slå til"), self._confirm),
            ("copy", look.tr("Kopiér nøglen"), lambda: _copy(factor.secret)),
            ("keep", look.tr("Annullér"), self.show_plain),
        )
        self._enter("code")

    def ask_off(self) -> None:
        """Ask for both, so that neither a found phone nor a found password is enough."""
        look = self.look
        self._begin()
        self.sentence(look.tr("Skriv din adgangskode og en kode fra appen for at slå det fra."))
        self.field("password", look.tr("Adgangskode"), line(secret=True), enter=self._remove)
        self._code_field(self._remove)
        self.row(
            ("off", look.tr("Slå fra"), self._remove),
            ("keep", look.tr("Annullér"), self.show_plain),
        )
        self._enter("password")

    def _enrol(self) -> None:
        password = self.typed("password")
        if not self._is_missing("password"):
            self.ask(lambda: self._doors.enrol(password), self.show_secret)

    def _confirm(self) -> None:
        code = self.typed("code")
        if not self._is_missing("code"):
            self.ask(lambda: self._doors.confirm(code), self._changed)

    def _remove(self) -> None:
        password, code = self.typed("password"), self.typed("code")
        if not self._is_missing("password", "code"):
            self.ask(lambda: self._doors.remove(password, code), self._changed)

    def _is_missing(self, *names: str) -> bool:
        """Say at each field what it lacks; also nothing is asked twice at once."""
        look, wrong = self.look, dict[str, str]()
        if "password" in names and not self.typed("password"):
            wrong["password"] = look.tr("Skriv din adgangskode.")
        typed = "".join(self.typed("code").split()) if "code" in names else "0" * CODE
        if not (len(typed) == CODE and typed.isascii() and typed.isdecimal()):
            wrong["code"] = look.tr("Koden har {n} cifre.", n=CODE)
        is_asking = not all(made.isEnabled() for made in self.buttons.values())
        return self.has_problems(wrong) or is_asking

    def _changed(self, account: Account) -> None:
        self.show_account(account)
        look = self.look
        if self._is_on:
            more = look.tr(
                "Får du en ny telefon, så slå det fra først. Er telefonen væk, kan skolens"
                " administrator slå det fra for dig."
            )
            self.say("ok", look.tr("Koden er slået til."), more)
        else:
            self.say("ok", look.tr("Koden er slået fra."))

    def _code_field(self, enter: Callable[[], None]) -> None:
        edit = line(placeholder="123 456")
        edit.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self.field("code", self.look.tr("Kode fra din godkender-app"), edit, enter=enter)

    def _begin(self) -> None:
        self.fresh()
        self.qr = None

    def _enter(self, name: str) -> None:
        edit = self.fields[name].edit
        if isinstance(edit, QLineEdit) and self.isVisible():
            edit.setFocus(Qt.FocusReason.OtherFocusReason)


def _copy(secret: str) -> None:
    QGuiApplication.clipboard().setText(secret)
