"""What happened at one's doors lately: when, at which computer, how it ended."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from jd_desktop.domain.clock import instant
from jd_desktop.protocol.account import SignInLine, SignIns
from jd_desktop.ui.kit.badge import Chip
from jd_desktop.ui.kit.controls import label, put
from jd_desktop.ui.settings import doorway
from jd_desktop.ui.settings.doors import Doors
from jd_desktop.ui.settings.form import FormCard
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_M

FIRST = 10
_WHEN = 150


class SignInsCard(FormCard):
    """The newest first; older ones when asked for."""

    def __init__(self, look: Look, doors: Doors):
        """Take the way to the central."""
        super().__init__(look, look.tr("Seneste log ind"), doors.call)
        self._doors = doors
        self.lines: list[SignInLine] = []
        self._before, self._shown = "", FIRST
        self.sentence(look.tr("Det vises her, når centralen har svaret."))

    def show_newest(self, found: SignIns) -> None:
        """Show the first page anew."""
        self.lines, self._before = list(found.sign_ins), found.before
        self._show()

    def _show(self) -> None:
        look = self.look
        self.fresh()
        self.sentence(look.tr("Ser du noget her, du ikke selv har gjort, så skift adgangskode."))
        for line in self.lines[: self._shown]:
            put(self.body, self._row(line))
        if self._before or self._shown < len(self.lines):
            self.row(("more", look.tr("Vis flere"), self._more))
            self.buttons["more"].setProperty("primary", False)

    def _row(self, line: SignInLine) -> QWidget:
        look = self.look
        when = look.language.when(instant(line.at))
        said, tone = doorway.outcome(look.language, line)
        at = doorway.computer(look.language, line)
        holder = QWidget()
        holder.setAccessibleName(f"{when}: {said}, {at}")
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_M)
        time = label(look, when, "table", "text2")
        time.setFixedWidth(look.px(_WHEN))
        row.addWidget(time)
        row.addWidget(label(look, at, "table"), 1)
        row.addWidget(Chip(look, said, tone))
        return holder

    def _more(self) -> None:
        self._shown += FIRST * 2
        if self._shown <= len(self.lines) or not self._before:
            self._show()
            return
        before = self._before
        self.ask(lambda: self._doors.sign_ins(before), self._add)

    def _add(self, found: SignIns) -> None:
        self.lines += found.sign_ins
        self._before = found.before
        self._show()
