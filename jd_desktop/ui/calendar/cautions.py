"""The yellow box of the inspector: what to know before the lesson is held."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from jd_desktop.queries.cautions import Caution
from jd_desktop.ui.calendar.labels import SoftBox, Words
from jd_desktop.ui.kit.controls import button
from jd_desktop.ui.theme.look import Look

LINES = 4


class CautionBox(SoftBox):
    """Says each warning in a sentence; `repriced` where a person takes the new price."""

    repriced = Signal()

    def __init__(self, look: Look):
        """Take the look; hidden until there is something to say."""
        super().__init__(look, "warn")
        self._look = look
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 12)
        layout.setSpacing(6)
        self._lines = [Words(look, "table", "text") for _ in range(LINES)]
        for line in self._lines:
            layout.addWidget(line)
        self.price_button = button(look, look.tr("Brug ny pris"), self.repriced.emit)
        layout.addWidget(self.price_button)
        self.hide()

    def show_cautions(self, cautions: Sequence[Caution]) -> None:
        """Show these, or nothing."""
        self.setVisible(bool(cautions))
        for k, line in enumerate(self._lines):
            line.say(self._look.language.say(cautions[k].words) if k < len(cautions) else "")
        self.price_button.setVisible(any(c.deed == "price" for c in cautions))
