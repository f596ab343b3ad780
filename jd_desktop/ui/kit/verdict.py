"""What is to be minded of a message while it is written: mistakes, length, price, warnings."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from jd_desktop.queries.preview import Preview
from jd_desktop.ui.kit.controls import clear, label, put
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_XS


class LetterVerdict(QWidget):
    """A few lines below a letter."""

    def __init__(self, look: Look):
        """Begin with nothing to say."""
        super().__init__()
        self._look = look
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP_XS)

    def show_verdict(self, seen: Preview) -> None:
        """Say what is wrong, how long and dear it is, and what to think of."""
        look, say = self._look, self._look.language.say
        clear(self._column)
        if seen.unsendable is not None:
            self._line(say(seen.unsendable), "bad")
        for mistake in seen.mistakes:
            self._line(say(mistake), "bad")
        if seen.counted is not None and seen.price_ore is not None:
            size = look.trn("{n} SMS", "{n} SMS'er", seen.counted.count)
            price = look.language.money(seen.price_ore)
            self._line(look.tr("{antal} · ca. {pris}", antal=size, pris=price), "text2")
        if seen.missing:
            lacking = ", ".join(say(place.meaning) for place in seen.missing)
            self._line(look.tr("Mangler for denne elev: {hvad}.", hvad=lacking), "warn")
        for caution in seen.cautions:
            self._line(say(caution), "warn")

    def _line(self, words: str, tone: str) -> None:
        put(self._column, label(self._look, words, "caption", tone, wrap=True))
