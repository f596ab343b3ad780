"""How far a message to many has come, and the way to stop it in the middle."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from jd_desktop.domain.language import Language
from jd_desktop.queries.broadcasts import BroadcastRow
from jd_desktop.ui.kit.box import Box
from jd_desktop.ui.kit.controls import button, fill, label
from jd_desktop.ui.messages import words
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_L, GAP_M, GAP_S


def standing(language: Language, row: BroadcastRow) -> str:
    """Say in a few words where a broadcast stands."""
    tr = language.tr
    if row.state == "draft":
        return tr("Kladde")
    if row.state == "going" and row.send_at is not None and not row.queued:
        return tr("Sendes {hvornår}", hvornår=language.when(row.send_at))
    if row.state == "stopped":
        return tr("Stoppet")
    if row.state == "going" or row.waiting:
        return tr("Er på vej")
    return tr("Sendt")


def counts(language: Language, row: BroadcastRow) -> list[str]:
    """Say how many of its messages stand where, what is none left out."""
    trn = language.trn
    said = (
        (row.left, trn("{n} sendt", "{n} sendt", row.left)),
        (row.arrived, trn("{n} leveret", "{n} leveret", row.arrived)),
        (row.waiting, trn("{n} venter", "{n} venter", row.waiting)),
        (row.failed, trn("{n} mislykket", "{n} mislykkedes", row.failed)),
        (row.stopped, trn("{n} blev stoppet", "{n} blev stoppet", row.stopped)),
    )
    return [sentence for n, sentence in said if n]


BAR = 8


class BroadcastProgress(QWidget):
    """What was written, to how many it has gone, and what can be done about the rest."""

    stop_asked = Signal()
    again_asked = Signal()
    failures_asked = Signal()

    def __init__(self, look: Look, row: BroadcastRow):
        """Take the broadcast."""
        super().__init__()
        self._look, self._row = look, row
        fill(self, look, "bg")
        language = look.language
        self.bar = QProgressBar()
        self.bar.setRange(0, max(1, row.queued))
        self.bar.setValue(row.queued - row.waiting)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(look.px(BAR))
        self.bar.setAccessibleName(look.tr("Hvor langt udsendelsen er"))
        self.deeds: dict[str, QPushButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP_L, GAP_L, GAP_L, GAP_L)
        column.setSpacing(GAP_M)
        column.addWidget(label(look, row.name, "card_title", wrap=True))
        by = [standing(language, row), words.channel(language, row.channel), row.made_by]
        column.addWidget(label(look, " · ".join(p for p in by if p), "table", "text2", wrap=True))
        column.addWidget(self.bar)
        self.told = label(look, " · ".join(counts(language, row)), "body", wrap=True)
        column.addWidget(self.told)
        column.addLayout(self._buttons())
        box = Box(look, "accent", row.wording.subject)
        box.column.addWidget(label(look, row.wording.text, "body", wrap=True))
        column.addWidget(box)
        column.addStretch(1)

    def _buttons(self) -> QHBoxLayout:
        look, row, line = self._look, self._row, QHBoxLayout()
        line.setSpacing(GAP_S)
        if row.state == "going" or (row.state == "done" and row.waiting):
            self.deeds["stop"] = button(look, look.tr("Stop udsendelsen"), self.stop_asked.emit)
        if row.state == "stopped":
            self.deeds["again"] = button(look, look.tr("Send resten"), self.again_asked.emit)
        if row.failed:
            said = look.tr("Se dem, der mislykkedes")
            self.deeds["failed"] = button(look, said, self.failures_asked.emit)
        for made in self.deeds.values():
            line.addWidget(made)
        line.addStretch(1)
        return line
