"""One computer: its name, which is changed in place, how it stands, and its access."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from jd_desktop.protocol.devices import Device
from jd_desktop.ui.devices import words
from jd_desktop.ui.kit.badge import Chip
from jd_desktop.ui.kit.box import Box
from jd_desktop.ui.kit.controls import button, clear, label, put
from jd_desktop.ui.kit.forms import line
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_M, GAP_S


@dataclass(frozen=True, slots=True)
class Deeds:
    """What can be done to a computer: name it, by its id; take its access away.

    `take_over` sends from here what it had queued, for who may do that.
    """

    rename: Callable[[str, str], None]
    revoke: Callable[[str], None]
    take_over: Callable[[str], None] | None = None


class DeviceCard(Box):
    """Shows a computer; a deed asks for its words in place, never in a box above."""

    def __init__(self, look: Look, device: Device, deeds: Deeds, *, said: str = ""):
        """Take the computer and what can be done; `said` is what came of the last deed."""
        super().__init__(look)
        self._look, self._device, self._deeds = look, device, deeds
        self.buttons: list[QPushButton] = []
        self.name = line(device.name)
        self.column.setSpacing(GAP_S)
        self._head, self._below = QHBoxLayout(), QVBoxLayout()
        self._head.setSpacing(GAP_M)
        self.column.addLayout(self._head)
        for told in (words.who(look.language, device), words.standing(look.language, device)):
            self.column.addWidget(label(look, told, "table", "text2", wrap=True))
        if said:
            self.column.addWidget(label(look, said, "table", "ok", wrap=True))
        self.column.addLayout(self._below)
        self.show_plain()

    def show_plain(self) -> None:
        """Show the name, the state, and the two deeds."""
        look, device = self._look, self._device
        self._empty()
        title = device.name
        if device.is_this:
            title = look.tr("{navn} (denne computer)", navn=device.name)
        put(self._head, label(look, title, "card_title"))
        put(self._head, Chip(look, *words.state(look.language, device)))
        self._head.addStretch(1)
        if self._deeds.take_over is not None and not device.is_this:
            self._button(self._head, look.tr("Overtag beskeder"), self.ask_take_over)
        if device.state not in words.OUT:
            self._button(self._head, look.tr("Omdøb"), self.ask_name)
            self._button(self._head, look.tr("Fjern adgang"), self.ask_revoke)

    def ask_name(self) -> None:
        """Have the name written where it stands."""
        look = self._look
        self._empty()
        self.name = line(self._device.name)
        self.name.setMaxLength(200)
        self.name.setAccessibleName(look.tr("Computerens navn"))
        self.name.returnPressed.connect(self._rename)
        self._head.addWidget(self.name, 1)
        self.name.show()
        self._button(self._head, look.tr("Gem"), self._rename, primary=True)
        self._button(self._head, look.tr("Behold navnet"), self.show_plain)
        self.name.selectAll()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_revoke(self) -> None:
        """Say what it means, and ask once more."""
        look = self._look
        said = words.consequence(look.language, self._device)
        self._ask(Box(look, "bad", look.tr("Fjern adgangen?"), said), (
            (look.tr("Behold adgangen"), self.show_plain),
            (look.tr("Ja, fjern adgangen"), self._revoke),
        ))  # fmt: skip

    def ask_take_over(self) -> None:
        """Say what is taken over, and ask once more."""
        look = self._look
        said = look.tr(
            "Det, der venter på at blive sendt fra {navn}, sendes herfra i stedet. Det, den"
            " allerede er ved at sende, bliver hos den. Gør det, når computeren er væk eller"
            " slukket længe.",
            navn=self._device.name,
        )
        self._ask(Box(look, "warn", look.tr("Overtag beskederne?"), said), (
            (look.tr("Lad dem vente"), self.show_plain),
            (look.tr("Ja, send dem herfra"), self._take_over),
        ))  # fmt: skip

    def _ask(self, box: Box, answers: tuple[tuple[str, Callable[[], None]], ...]) -> None:
        """Ask below; the first answer changes nothing and has the focus, the last does it."""
        self.show_plain()
        put(self._below, box)
        asking = QWidget()
        row = QHBoxLayout(asking)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_S)
        put(self._below, asking)
        (keep, back), (do_it, deed) = answers
        first = self._button(row, keep, back)
        self._button(row, do_it, deed, primary=True)
        row.addStretch(1)
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _rename(self) -> None:
        written = self.name.text().strip()
        if written and written != self._device.name:
            self._deeds.rename(self._device.id, written)
        else:
            self.show_plain()

    def _take_over(self) -> None:
        if self._deeds.take_over is not None:
            self._deeds.take_over(self._device.id)

    def _revoke(self) -> None:
        self._deeds.revoke(self._device.id)

    def _button(
        self, row: QHBoxLayout, said: str, deed: Callable[[], None], *, primary: bool = False
    ) -> QPushButton:
        name = f"{said}: {self._device.name}"
        made = button(self._look, said, deed, primary=primary, name=name)
        self.buttons.append(made)
        put(row, made)
        return made

    def _empty(self) -> None:
        self.buttons.clear()
        clear(self._head)
        clear(self._below)
