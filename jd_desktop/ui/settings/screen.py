"""How the program looks and speaks on this computer, and leaving it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from jd_desktop.ui.kit.box import Box
from jd_desktop.ui.kit.controls import button, label
from jd_desktop.ui.kit.screen import Screen
from jd_desktop.ui.settings.leaving_card import leaving_card
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_L, GAP_M, GAP_S


@dataclass(frozen=True, slots=True)
class Choice:
    """A setting to choose: its title, its values with their words, the present one, the deed."""

    title: str
    values: Sequence[tuple[str, str]]
    present: str
    choose: Callable[[str], None]


class SettingsScreen(Screen):
    """One card for each choice; a choice works at once."""

    def __init__(self, look: Look, choices: Sequence[Choice], sign_out: Callable[[], None] | None):
        """Take the choices; `sign_out` is None where one works alone."""
        super().__init__(look)
        self._groups: list[QButtonGroup] = []
        column = QVBoxLayout()
        column.setSpacing(GAP_L)
        column.setContentsMargins(0, 0, 0, 0)
        for choice in choices:
            column.addWidget(self._card(choice))
        if sign_out is not None:
            column.addWidget(self._account())
            column.addWidget(leaving_card(look, sign_out))
        column.addStretch(1)
        holder = QWidget()
        holder.setMaximumWidth(look.px(620))
        holder.setLayout(column)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(holder, 3)
        row.addStretch(1)

    def title(self) -> str:
        """Name the page."""
        return self.look.tr("Indstillinger")

    def _card(self, choice: Choice) -> QWidget:
        card = Box(self.look)
        card.column.setSpacing(GAP_S)
        card.column.addWidget(label(self.look, choice.title, "card_title"))
        group = QButtonGroup(card)
        self._groups.append(group)
        for value, words in choice.values:
            radio = QRadioButton(words)
            radio.setAccessibleName(f"{choice.title}: {words}")
            radio.setFont(self.look.font("body"))
            radio.setChecked(value == choice.present)
            radio.setCursor(Qt.CursorShape.PointingHandCursor)
            radio.clicked.connect(lambda _checked=False, v=value, c=choice: c.choose(v))
            group.addButton(radio)
            card.column.addWidget(radio)
        return card

    def _account(self) -> QWidget:
        look = self.look
        card = Box(look)
        card.column.setSpacing(GAP_M)
        card.column.addWidget(label(look, look.tr("Min konto"), "card_title"))
        words = look.tr("Adgangskode, kode fra en godkender-app, og hvornår der er logget ind.")
        card.column.addWidget(label(look, words, "body", "text2", wrap=True))
        row = QHBoxLayout()
        self.account = button(
            look, look.tr("Åbn Min konto"), lambda: self.wants.emit("account", ""), icon="user"
        )
        row.addWidget(self.account)
        row.addStretch(1)
        card.column.addLayout(row)
        return card
