"""Changing one's password: the old one, and the new one twice."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit

from jd_desktop.protocol.account import Account
from jd_desktop.ui.kit.forms import line
from jd_desktop.ui.settings.doors import Doors
from jd_desktop.ui.settings.form import FormCard
from jd_desktop.ui.theme.look import Look

SHORTEST = 10
"""What the central takes at least; said at once, so that nobody waits to hear it."""


class PasswordCard(FormCard):
    """Three fields and a button; the fields are emptied only when the password is changed."""

    def __init__(self, look: Look, doors: Doors):
        """Take the way to the central."""
        super().__init__(look, look.tr("Adgangskode"), doors.call)
        self._doors = doors
        self.sentence(
            look.tr(
                "Når du skifter adgangskode, bliver dine andre computere logget ud. Denne bliver"
                " ved med at være logget ind."
            )
        )
        for name, title in (
            ("old", look.tr("Nuværende adgangskode")),
            ("new", look.tr("Ny adgangskode")),
            ("again", look.tr("Ny adgangskode igen")),
        ):
            self.field(name, title, line(secret=True), enter=self.change)
        self.row(("change", look.tr("Skift adgangskode"), self.change))

    def change(self) -> None:
        """Have it changed, where what is typed can be right."""
        if not self.buttons["change"].isEnabled() or self.has_problems(self._wrong()):
            return
        old, new = self.typed("old"), self.typed("new")
        self.ask(lambda: self._doors.change_password(old, new), self._changed)

    def _wrong(self) -> dict[str, str]:
        look, wrong = self.look, dict[str, str]()
        if not self.typed("old"):
            wrong["old"] = look.tr("Skriv den adgangskode, du har nu.")
        if len(self.typed("new")) < SHORTEST:
            wrong["new"] = look.tr("Adgangskoden skal have mindst {n} tegn.", n=SHORTEST)
        elif self.typed("new") != self.typed("again"):
            wrong["again"] = look.tr("De to adgangskoder er ikke ens.")
        return wrong

    def _changed(self, _account: Account) -> None:
        for field in self.fields.values():
            if isinstance(field.edit, QLineEdit):
                field.edit.clear()
        look = self.look
        more = look.tr("Dine andre computere er logget ud og skal bruge den nye.")
        self.say("ok", look.tr("Adgangskoden er skiftet."), more)
