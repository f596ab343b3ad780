"""Whom a message to many would reach, whom not and why, and what it costs."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from jd_desktop.domain.events import EMAIL
from jd_desktop.domain.recipients import Recipient
from jd_desktop.queries.broadcasts import Reach
from jd_desktop.ui.kit.box import Box
from jd_desktop.ui.kit.controls import clear, label, put
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_M, GAP_S

LEFT_OUT = "left_out"


class ReachList(QWidget):
    """Names with a tick; a tick taken away leaves a student out."""

    changed = Signal()

    def __init__(self, look: Look):
        """Begin with nobody."""
        super().__init__()
        self._look = look
        self.excluded: set[str] = set()
        self.total = label(look, "", "card_title", wrap=True)
        self.cost = label(look, "", "table", "text2", wrap=True)
        self.list = QListWidget()
        self.list.setAccessibleName(look.tr("Modtagere"))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFont(look.font("table"))
        self.list.setUniformItemSizes(True)
        self.list.setSpacing(2)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemChanged.connect(self._ticked)
        self._notes = QVBoxLayout()
        self._notes.setSpacing(GAP_S)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_S)
        column.addWidget(self.total)
        column.addWidget(self.cost)
        column.addLayout(self._notes)
        column.addSpacing(GAP_M - GAP_S)
        column.addWidget(self.list, 1)

    def show_reach(self, found: Reach, channel: str) -> None:
        """Say whom it would reach now."""
        look = self._look
        n, out = len(found.going), len(found.left_out)
        going = look.trn("{n} elev får beskeden", "{n} elever får beskeden", n)
        self.total.setText(going)
        parts = [look.trn("{n} får den ikke", "{n} får den ikke", out)] if out else []
        if channel != EMAIL and found.parts:
            price = look.language.money(found.price_ore)
            said = look.trn("{n} SMS", "{n} SMS'er", found.parts)
            parts.append(look.tr("{antal} · ca. {pris}", antal=said, pris=price))
        self.cost.setText(" · ".join(parts))
        self.cost.setVisible(bool(parts))
        self._show_notes(found)
        self._show_names(found)

    def _show_notes(self, found: Reach) -> None:
        clear(self._notes)
        say = self._look.language.say
        for sentence in found.mistakes:
            put(self._notes, label(self._look, say(sentence), "caption", "bad", wrap=True))
        for sentence in found.cautions:
            put(self._notes, label(self._look, say(sentence), "caption", "warn", wrap=True))
        if found.sample:
            box = Box(self._look, "accent")
            if found.subject:
                box.column.addWidget(label(self._look, found.subject, "table", weight=600,
                                           wrap=True))  # fmt: skip
            box.column.addWidget(label(self._look, found.sample, "table", wrap=True))
            put(self._notes, box)

    def _show_names(self, found: Reach) -> None:
        say, at = self._look.language.say, self.list.verticalScrollBar().value()
        here = self.list.currentRow()
        self.list.blockSignals(True)
        self.list.clear()
        for recipient in found.going:
            self._add(recipient, "")
        for recipient, why in found.left_out:
            self._add(recipient, say(why))
        self.list.setCurrentRow(min(here, self.list.count() - 1))
        self.list.blockSignals(False)
        self.list.verticalScrollBar().setValue(at)

    def _add(self, recipient: Recipient, why: str) -> None:
        words = f"{recipient.name} – {why}" if why else recipient.name
        item = QListWidgetItem(words, self.list)
        item.setData(Qt.ItemDataRole.UserRole, recipient.student_id)
        if why:
            item.setForeground(self._look.color("text3"))
        if recipient.reason in ("", LEFT_OUT):
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            ticked = Qt.CheckState.Unchecked if why else Qt.CheckState.Checked
            item.setCheckState(ticked)

    def _ticked(self, item: QListWidgetItem) -> None:
        student_id = str(item.data(Qt.ItemDataRole.UserRole))
        if item.checkState() == Qt.CheckState.Checked:
            self.excluded.discard(student_id)
        else:
            self.excluded.add(student_id)
        self.changed.emit()
