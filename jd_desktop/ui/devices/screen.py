"""The school's computers, asked for at the central; nothing of it lies on this one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jd_desktop.domain.errors import JdError
from jd_desktop.protocol.devices import Device
from jd_desktop.ui.devices import words
from jd_desktop.ui.devices.card import Deeds, DeviceCard
from jd_desktop.ui.kit.controls import button, clear, fill, label, put, scrolled, tint
from jd_desktop.ui.kit.screen import Screen
from jd_desktop.ui.kit.states import StatePane
from jd_desktop.ui.tasks import Call
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_L, GAP_M, GAP_XL

WIDEST = 900


@dataclass(frozen=True, slots=True)
class Taking:
    """Sending from here what another computer had queued.

    `errand` runs on a network thread; `told` says on the main thread how many are sent from here
    now, and how many the other computer was sending already.
    """

    errand: Callable[[str], Any]
    told: Callable[[Any], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Doors:
    """What the central is asked, each on a network thread by way of `call`."""

    call: Call
    all: Callable[[], list[Device]]
    rename: Callable[[str, str], Device]
    revoke: Callable[[str], Device]
    taking: Taking | None = None


class DevicesScreen(Screen):
    """A card for each computer that the person may see."""

    def __init__(self, look: Look, doors: Doors):
        """Take the way to the central."""
        super().__init__(look)
        self._doors = doors
        self.cards: list[DeviceCard] = []
        self._said: dict[str, str] = {}
        self._column = QVBoxLayout()
        self._column.setSpacing(GAP_M)
        holder = QWidget()
        holder.setMaximumWidth(look.px(WIDEST))
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(GAP_XL, GAP_XL, GAP_XL, GAP_XL)
        inside.setSpacing(GAP_L)
        inside.addLayout(self._column)
        inside.addStretch(1)
        fill(holder, look, "bg")
        area = scrolled(look, holder)
        fill(area, look, "bg")
        self.pane = StatePane(look, area)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.pane)

    def title(self) -> str:
        """Name the page."""
        return self.look.tr("Computere")

    def reload(self) -> None:
        """Ask the central."""
        self.pane.loading()
        self._ask(lambda _nothing: self._doors.all(), self._show)

    def _ask(self, errand: Callable[[None], Any], then: Callable[[Any], None]) -> None:
        def failed(error: JdError) -> None:
            self.pane.failed(error, self.reload)

        self._doors.call(errand, then=then, failed=failed, owner=self)

    def _show(self, devices: list[Device]) -> None:
        look = self.look
        self.pane.ready()
        clear(self._column)
        said = look.tr(
            "Her er de computere, som har eller har haft en kopi af skolens data. Fjern adgangen,"
            " hvis en computer er væk, eller en medarbejder er holdt op."
        )
        put(self._column, label(look, said, "body", "text2", wrap=True))
        deeds = Deeds(self._rename, self._revoke, self._take_over if self._doors.taking else None)
        self.cards = [
            DeviceCard(look, device, deeds, said=self._said.get(device.id, ""))
            for device in devices
        ]
        for card in self.cards:
            put(self._column, card)
        link = button(
            look, look.tr("Se det, der er afleveret, under Konflikter"),
            lambda: self.wants.emit("conflicts", ""), quiet=True,
        )  # fmt: skip
        tint(link, look, "accent_text")
        self._column.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        link.show()

    def _rename(self, device_id: str, name: str) -> None:
        rename = self._doors.rename
        self._ask(lambda _nothing: rename(device_id, name), lambda _told: self.reload())

    def _take_over(self, device_id: str) -> None:
        taking = self._doors.taking
        assert taking is not None

        def told(came: Any) -> None:
            self._said = {device_id: words.taken_over(self.look.language, *taking.told(came))}
            self.reload()

        self._ask(lambda _nothing: taking.errand(device_id), told)

    def _revoke(self, device_id: str) -> None:
        revoke = self._doors.revoke
        self._ask(lambda _nothing: revoke(device_id), lambda _told: self.reload())
