"""What every widget gets to look like the program: colours, fonts, icons and the language."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon

from jd_desktop.domain.language import Language, Value
from jd_desktop.ui.theme.icons import Icons
from jd_desktop.ui.theme.tokens import TYPE_SCALE, Tokens

FAMILY = "Inter"
SMALLEST, LARGEST = 90, 150


class Look:
    """One combination of tokens, scale and language; a change of any makes a new one."""

    def __init__(
        self, tokens: Tokens, language: Language, resources: Path, *, scale_percent: int = 100
    ):
        """Take the folder of fonts and icons; raises ValueError outside the scale's limits."""
        if not SMALLEST <= scale_percent <= LARGEST:
            raise ValueError(f"the scale is {SMALLEST} to {LARGEST} per cent, not {scale_percent}")
        self.tokens, self.language = tokens, language
        self._scale = scale_percent
        self._icons = Icons(resources / "icons")
        self._fonts: dict[tuple[str, int], QFont] = {}
        self._colours = {name: QColor(value) for name, value in tokens.colours.items()}
        self._hues = [(QColor(a), QColor(b), QColor(c)) for a, b, c in tokens.hues]

    @property
    def dark(self) -> bool:
        """Whether this is a dark look."""
        return self.tokens.is_dark

    def color(self, name: str) -> QColor:
        """Return a token's colour."""
        return self._colours[name]

    def hue(self, k: int) -> tuple[QColor, QColor, QColor]:
        """Return fill, edge and text of an instructor's hue; it repeats after eight."""
        return self._hues[k % len(self._hues)]

    def font(self, role: str = "body", weight: int | None = None) -> QFont:
        """Return the font of a role (caption … figure) with figures of equal width."""
        size, usual = TYPE_SCALE[role]
        key = (role, weight or usual)
        if key not in self._fonts:
            font = QFont(FAMILY)
            font.setPixelSize(self.px(size))
            font.setWeight(QFont.Weight(weight or usual))
            font.setFeature(QFont.Tag("tnum"), 1)
            self._fonts[key] = font
        return self._fonts[key]

    def px(self, at_full: int) -> int:
        """Scale a length."""
        return round(at_full * self._scale / 100)

    def icon(self, name: str, color: str = "text2", size: int = 16) -> QIcon:
        """Return an icon in a token's colour."""
        return self._icons.icon(name, self.color(color), self.px(size))

    def tr(self, source: str, /, **values: Value) -> str:
        """Say a Danish sentence in the look's language."""
        return self.language.tr(source, **values)

    def trn(self, one: str, many: str, n: int, /, **values: Value) -> str:
        """Say the sentence for one or for many."""
        return self.language.trn(one, many, n, **values)


def load_fonts(folder: Path) -> None:
    """Give Qt the fonts that the program brings; without them the system's are used."""
    for file in sorted((*folder.glob("*.ttf"), *folder.glob("*.otf"))):
        QFontDatabase.addApplicationFont(str(file))
