"""The row above the messages: which tray, whose, by which channel, about what."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from jd_desktop.domain.events import CHANNELS, EVENTS
from jd_desktop.queries.message_list import TRAYS, Wanted
from jd_desktop.ui.kit.controls import Button
from jd_desktop.ui.kit.forms import line
from jd_desktop.ui.messages import words
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import CONTROL_HEIGHT, GAP_L, GAP_M, GAP_S

TYPED_MS = 60


class Trays(QWidget):
    """Chooses what is looked at and says so."""

    changed = Signal()

    def __init__(self, look: Look):
        """Begin with what waits."""
        super().__init__()
        self._look = look
        self.tray = "waiting"
        self._group = QButtonGroup(self)
        self.buttons = {name: self._button(name, k) for k, name in enumerate(TRAYS, start=1)}
        self.search = self._search()
        tr = look.language.tr
        every = {name: words.channel(look.language, name) for name in CHANNELS}
        self.channel = self._choice(tr("Kanal"), {"": tr("SMS og e-mail"), **every})
        events = {name: look.language.say(e.label) for name, e in EVENTS.items()}
        self.occasion = self._choice(tr("Anledning"), {"": tr("Alle anledninger"), **events})
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.timeout.connect(self.changed)
        self._arrange()
        self._connect()
        self.show_counts({})

    def wanted(self) -> Wanted:
        """Return what is chosen."""
        return Wanted(
            self.tray,
            self.search.text(),
            str(self.channel.currentData() or ""),
            str(self.occasion.currentData() or ""),
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether a filter leaves something out."""
        return self.wanted() != Wanted(self.tray)

    def choose(self, tray: str) -> None:
        """Go to a tray."""
        self.tray = tray
        self.buttons[tray].setChecked(True)
        self.changed.emit()

    def widen(self) -> None:
        """Take every filter off."""
        for field in (self.search, self.channel, self.occasion):
            field.blockSignals(True)
        self.search.clear()
        self.channel.setCurrentIndex(0)
        self.occasion.setCurrentIndex(0)
        for field in (self.search, self.channel, self.occasion):
            field.blockSignals(False)
        self.changed.emit()

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Say how many lie in the trays that somebody has to look at."""
        language = self._look.language
        for name, chooser in self.buttons.items():
            n = counts.get(name, 0) if name in ("waiting", "decide", "failed") else 0
            title = language.say(words.TRAYS[name])
            chooser.setText(f"{title}  {n}" if n else title)
            chooser.setAccessibleName(f"{title}, {n}" if n else title)

    def _button(self, name: str, place: int) -> QPushButton:
        chooser = Button()
        chooser.setCheckable(True)
        chooser.setChecked(name == self.tray)
        chooser.setProperty("tray", name)
        chooser.setFont(self._look.font("body"))
        chooser.setMinimumHeight(self._look.px(CONTROL_HEIGHT))
        key = QKeySequence(f"Alt+{place}")
        chooser.setShortcut(key)
        chooser.setToolTip(key.toString(QKeySequence.SequenceFormat.NativeText))
        self._group.addButton(chooser)
        return chooser

    def _search(self) -> QLineEdit:
        look = self._look
        made = line("", look.tr("Søg elev"))
        made.setAccessibleName(look.tr("Søg elev"))
        made.setFont(look.font("body"))
        made.setFixedHeight(look.px(CONTROL_HEIGHT))
        made.setMaximumWidth(look.px(280))
        made.setClearButtonEnabled(True)
        return made

    def _choice(self, name: str, options: Mapping[str, str]) -> QComboBox:
        made = QComboBox()
        made.setAccessibleName(name)
        made.setFont(self._look.font("body"))
        made.setFixedHeight(self._look.px(CONTROL_HEIGHT))
        for value, title in options.items():
            made.addItem(title, value)
        made.setMinimumWidth(made.sizeHint().width() + GAP_M)
        return made

    def _arrange(self) -> None:
        first, second = QHBoxLayout(), QHBoxLayout()
        for row in (first, second):
            row.setSpacing(GAP_S)
        for chooser in self.buttons.values():
            first.addWidget(chooser)
        first.addStretch(1)
        second.addWidget(self.search, 2)
        second.addWidget(self.channel)
        second.addWidget(self.occasion)
        second.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP_L, GAP_M, GAP_L, GAP_M)
        column.setSpacing(GAP_S)
        column.addLayout(first)
        column.addLayout(second)

    def _connect(self) -> None:
        self._group.buttonClicked.connect(self._chosen)
        self.search.textChanged.connect(lambda _words: self._typing.start(TYPED_MS))
        for choice in (self.channel, self.occasion):
            choice.activated.connect(lambda _place: self.changed.emit())
            choice.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _chosen(self, chosen: QPushButton) -> None:
        self.choose(str(chosen.property("tray")))
