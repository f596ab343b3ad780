"""The honesty line: are we connected, what waits, what needs somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from jd_desktop.ui.kit.controls import fill, label, tint
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_L, GAP_M, STRIP


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """How it stands: state is online, syncing, offline, signed_out or alone.

    `clock_off_min` is how many minutes this computer's clock is ahead (negative: behind),
    0 where it is right.
    """

    state: str = "offline"
    last_agreed: datetime | None = None
    waiting: int = 0
    conflicts: int = 0
    failed_messages: int = 0
    clock_off_min: int = 0
    test: bool = False


class Dot(QWidget):
    """A coloured dot; the words beside it say the same."""

    def __init__(self, look: Look):
        """Begin grey."""
        super().__init__()
        self._look, self.tone = look, "text3"
        self.setFixedSize(10, 10)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.color(self.tone))
        painter.drawEllipse(QPointF(5, 5), 4, 4)


class StatusStrip(QWidget):
    """One line at the bottom of the window."""

    sync_asked = Signal()
    conflicts_asked = Signal()
    messages_asked = Signal()

    def __init__(self, look: Look):
        """Begin knowing nothing."""
        super().__init__()
        self._look = look
        self.setFixedHeight(look.px(STRIP))
        fill(self, look, "bg")
        self._dot = Dot(look)
        self._state = self._link("text2")
        self._state.clicked.connect(self.sync_asked)
        self._conflicts, self._messages = self._link("bad"), self._link("bad")
        self._conflicts.clicked.connect(self.conflicts_asked)
        self._messages.clicked.connect(self.messages_asked)
        self._clock = label(look, "", "caption", "warn", weight=600)
        self._test = label(look, look.tr("TEST – intet når rigtige mennesker"), "caption", "warn",
                           weight=600)  # fmt: skip
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP_L, 0, GAP_L, 0)
        row.setSpacing(GAP_M)
        row.addWidget(self._dot)
        row.addWidget(self._state)
        row.addStretch(1)
        for part in (self._clock, self._conflicts, self._messages, self._test):
            row.addWidget(part)
        self.show_status(SyncStatus())

    def show_status(self, status: SyncStatus) -> None:
        """Say how it stands."""
        look = self._look
        tones = {"online": "ok", "alone": "ok", "syncing": "accent", "offline": "warn"}
        self._dot.tone = tones.get(status.state, "bad")
        self._dot.update()
        self._say(self._state, " · ".join(self._parts(status)))
        one, many = look.trn("{n} konflikt", "{n} konflikter", status.conflicts), status.conflicts
        self._say(self._conflicts, one if many else "")
        failed = status.failed_messages
        words = look.trn("{n} besked kom ikke afsted", "{n} beskeder kom ikke afsted", failed)
        self._say(self._messages, words if failed else "")
        self._clock.setText(self._clock_words(status.clock_off_min))
        self._test.setVisible(status.test)

    def _clock_words(self, off: int) -> str:
        trn, n = self._look.trn, abs(off)
        if off > 0:
            return trn("Uret går {n} minut for hurtigt", "Uret går {n} minutter for hurtigt", n)
        if off < 0:
            return trn("Uret går {n} minut for langsomt", "Uret går {n} minutter for langsomt", n)
        return ""

    def _parts(self, status: SyncStatus) -> list[str]:
        look = self._look
        state = {
            "online": look.tr("Synkroniseret"),
            "syncing": look.tr("Synkroniserer …"),
            "offline": look.tr("Offline"),
            "signed_out": look.tr("Logget ud – arbejder kun her"),
            "alone": look.tr("Arbejder alene på denne computer"),
        }[status.state]
        parts = [state]
        if status.waiting:
            parts.append(look.trn("{n} ændring venter", "{n} ændringer venter", status.waiting))
        if status.last_agreed and status.state != "alone":
            at = look.language.when(status.last_agreed)
            parts.append(look.tr("sidst synkroniseret {tid}", tid=at))
        return parts

    def _link(self, color: str) -> QPushButton:
        made = QPushButton()
        made.setProperty("quiet", True)
        made.setFont(self._look.font("caption", 600 if color == "bad" else None))
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        tint(made, self._look, color)
        return made

    def _say(self, link: QPushButton, words: str) -> None:
        link.setText(words)
        link.setAccessibleName(words or self._look.tr("Intet"))
        link.setVisible(bool(words))
