"""A channel that is paused: why, and the way on."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QWidget

from jd_desktop.domain.language import Text
from jd_desktop.domain.ports import Finding
from jd_desktop.ui.kit.box import Box
from jd_desktop.ui.kit.controls import button, label, put
from jd_desktop.ui.messages import words
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_S, GAP_XS

Deed = Callable[[str], None]


class Banner(Box):
    """Says that a channel is paused and why; lets it go on, or tries it."""

    def __init__(self, look: Look, channel: str, reason: Text, *, resume: Deed, test: Deed):
        """Take the channel, the reason, and what to do with its name."""
        name = words.channel(look.language, channel)
        title = look.tr("{vej} er sat på pause", vej=name)
        super().__init__(look, "bad", title, look.language.say(reason))
        self._look, self.channel, self.reason = look, channel, reason
        self._found: QWidget | None = None
        on = look.tr("Genoptag")
        self.resume = button(look, on, partial(resume, channel), name=f"{on}: {name}")
        trying = look.tr("Test kanalen")
        self.test = button(look, trying, partial(test, channel), name=f"{trying}: {name}")
        row = QHBoxLayout()
        row.setSpacing(GAP_S)
        row.addWidget(self.resume)
        row.addWidget(self.test)
        row.addStretch(1)
        self.column.addSpacing(GAP_XS)
        self.column.addLayout(row)

    def trying(self) -> None:
        """Say that the channel is being tried."""
        self.test.setEnabled(False)
        self._say(self._look.tr("Tester …"), "text2")

    def show_finding(self, found: Finding) -> None:
        """Say what a test came to."""
        self.test.setEnabled(True)
        parts = [found.sentence, *([found.hint] if found.hint else [])]
        said = " ".join(self._look.language.say(part) for part in parts)
        self._say(said, "ok" if found.ok else "bad")

    def failed(self, sentence: str) -> None:
        """Say that the test could not be done."""
        self.test.setEnabled(True)
        self._say(sentence, "bad")

    def _say(self, sentence: str, tone: str) -> None:
        if self._found is not None:
            self.column.removeWidget(self._found)
            self._found.hide()
            self._found.deleteLater()
        self._found = label(self._look, sentence, "table", tone, wrap=True)
        put(self.column, self._found)
