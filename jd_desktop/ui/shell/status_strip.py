"""The honesty line: are we connected, what waits, what needs somebody."""

from __future__ import annotations

from collections.abc import Container

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from jd_desktop.ui.kit.controls import fill, label, tint
from jd_desktop.ui.shell import status_words as words
from jd_desktop.ui.shell.status_words import SyncStatus
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_L, GAP_S, GAP_XS, STRIP

PROGRESS = 3
TONES = {"online": "ok", "alone": "ok", "syncing": "accent", "offline": "warn"}


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
        self._progress: float | None = None
        self._state.clicked.connect(self.sync_asked)
        self._conflicts, self._messages = self._link("bad"), self._link("bad")
        for link, screen in ((self._conflicts, "conflicts"), (self._messages, "messages")):
            self._lead(link, screen, is_there=screen in screens)
        self._clock = label(look, "", "caption", "warn", weight=600)
        self._clock.setToolTip(words.clock_more(look.language))
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
        language = look.language
        _say(self._state, words.line(language, status))
        self._state.setToolTip(words.more(language, status))
        self._progress = status.progress
        self.update()
        there, failed = status.conflicts, status.failed_messages
        told = look.trn("{n} konflikt", "{n} konflikter", there)
        _say(self._conflicts, told if there else "")
        told = look.trn("{n} besked kom ikke afsted", "{n} beskeder kom ikke afsted", failed)
        _say(self._messages, told if failed else "")
        self._clock.setText(words.clock(language, status.clock_off_min))
        self._clock.setVisible(bool(status.clock_off_min))
        self._test.setVisible(status.test)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw how much has been fetched as a line along the top."""
        super().paintEvent(event)
        if self._progress is not None:
            width = round(self.width() * self._progress)
            QPainter(self).fillRect(0, 0, width, PROGRESS, self._look.color("accent"))

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


def _say(link: QPushButton, told: str) -> None:
    link.setText(told)
    link.setAccessibleName(told)
    link.setVisible(bool(told))
