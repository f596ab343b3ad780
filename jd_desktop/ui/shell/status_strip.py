"""The honesty line: are we connected, what waits, what needs somebody."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from jd_desktop.domain.clock import local_day
from jd_desktop.ui.kit.controls import fill, label, tint
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_L, GAP_S, GAP_XS, STRIP

FRESH = timedelta(minutes=5)
"""So long after agreeing we may say that we agree."""
TONES = {"online": "ok", "alone": "ok", "syncing": "accent", "offline": "warn"}


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """How it stands: state is online, syncing, offline, error, signed_out or alone.

    `clock_off_min` is how many minutes this computer's clock is ahead (negative: behind),
    0 where it is right. With `now` known, times of today are told without their day, and being
    online for long without agreeing is told as what it is.
    """

    state: str = "offline"
    last_agreed: datetime | None = None
    waiting: int = 0
    conflicts: int = 0
    failed_messages: int = 0
    clock_off_min: int = 0
    test: bool = False
    now: datetime | None = None
    news: int = 0

    @property
    def is_late(self) -> bool:
        """Whether we are online, but agreed too long ago to call it agreed."""
        if self.state != "online" or self.now is None:
            return False
        return self.last_agreed is None or self.now - self.last_agreed > FRESH


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
    """One line at the bottom of the window; each part leads to what it tells of."""

    sync_asked = Signal()
    wanted = Signal(str)
    """Asks for a screen by its name."""

    def __init__(self, look: Look, screens: Container[str] = ("conflicts", "messages")):
        """Take which screens there are to lead to."""
        super().__init__()
        self._look = look
        self.setFixedHeight(look.px(STRIP))
        fill(self, look, "bg")
        self._dot = Dot(look)
        self._state = self._link("text2")
        self._state.setToolTip(look.tr("Synkronisér nu (F5)"))
        self._state.clicked.connect(self.sync_asked)
        self._conflicts, self._messages = self._link("bad"), self._link("bad")
        for link, screen in ((self._conflicts, "conflicts"), (self._messages, "messages")):
            self._lead(link, screen, is_there=screen in screens)
        self._clock = label(look, "", "caption", "warn", weight=600)
        told = look.tr("TEST – intet når rigtige mennesker")
        self._test = label(look, told, "caption", "warn", weight=600)
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP_L, 0, GAP_L, 0)
        row.setSpacing(GAP_XS)
        row.addWidget(self._dot)
        row.addWidget(self._state)
        row.addStretch(1)
        for part in (self._clock, self._conflicts, self._messages, self._test):
            row.addWidget(part)
            row.addSpacing(GAP_S)
        self.show_status(SyncStatus())

    def show_status(self, status: SyncStatus) -> None:
        """Say how it stands."""
        look = self._look
        self._dot.tone = "warn" if status.is_late else TONES.get(status.state, "bad")
        self._dot.update()
        _say(self._state, " · ".join(self._parts(status)))
        there, failed = status.conflicts, status.failed_messages
        words = look.trn("{n} konflikt", "{n} konflikter", there)
        _say(self._conflicts, words if there else "")
        words = look.trn("{n} besked kom ikke afsted", "{n} beskeder kom ikke afsted", failed)
        _say(self._messages, words if failed else "")
        self._clock.setText(self._clock_words(status.clock_off_min))
        self._clock.setVisible(bool(status.clock_off_min))
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
        states = {
            "online": look.tr("Synkroniseret"),
            "syncing": look.tr("Synkroniserer …"),
            "offline": look.tr("Offline"),
            "error": look.tr("Kunne ikke synkronisere"),
            "signed_out": look.tr("Logget ud – arbejder kun her"),
            "alone": look.tr("Arbejder alene på denne computer"),
        }
        late = look.tr("Ikke synkroniseret for nylig")
        parts = [late if status.is_late else states.get(status.state, status.state)]
        if status.waiting:
            parts.append(look.trn("{n} ændring venter", "{n} ændringer venter", status.waiting))
        if status.last_agreed and status.state != "alone":
            at = self._when(status.last_agreed, status.now)
            parts.append(look.tr("sidst synkroniseret {tid}", tid=at))
        return parts

    def _when(self, at: datetime, now: datetime | None) -> str:
        language = self._look.language
        is_today = now is not None and local_day(at) == local_day(now)
        return language.time(at) if is_today else language.when(at)

    def _link(self, color: str) -> QPushButton:
        made = QPushButton()
        made.setProperty("quiet", True)
        made.setFont(self._look.font("caption", 600 if color == "bad" else None))
        made.setMaximumHeight(self._look.px(STRIP) - 2)
        tint(made, self._look, color)
        return made

    def _lead(self, link: QPushButton, screen: str, *, is_there: bool) -> None:
        """Let a link lead to a screen; where there is none it is words only."""
        if is_there:
            link.clicked.connect(lambda _checked=False: self.wanted.emit(screen))
            link.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            link.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            link.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


def _say(link: QPushButton, words: str) -> None:
    link.setText(words)
    link.setAccessibleName(words)
    link.setVisible(bool(words))
