"""Line icons from SVG files, tinted in code."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

_RATIOS = (1.0, 1.5, 2.0)


class Icons:
    """Icons of one folder, each drawn once for a size and a colour."""

    def __init__(self, folder: Path):
        """Take the folder of SVG files whose strokes are `currentColor`."""
        self._folder = folder
        self._made: dict[tuple[str, str, int], QIcon] = {}

    def icon(self, name: str, color: QColor, size: int) -> QIcon:
        """Return an icon; raises FileNotFoundError for a name that is not there."""
        key = (name, color.name(), size)
        if key not in self._made:
            svg = (self._folder / f"{name}.svg").read_text(encoding="utf-8")
            tinted = svg.replace("currentColor", color.name()).encode()
            icon = QIcon()
            for ratio in _RATIOS:
                icon.addPixmap(_drawn(tinted, size, ratio))
            self._made[key] = icon
        return self._made[key]


def _drawn(svg: bytes, size: int, ratio: float) -> QPixmap:
    pixels = round(size * ratio)
    pixmap = QPixmap(pixels, pixels)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(svg)).render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
