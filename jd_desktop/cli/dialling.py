"""Calling a number with whatever this computer calls with."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices


def dial(number: str) -> None:
    """Hand a number (E.164) to the program that makes calls here; the number is on the button."""
    QDesktopServices.openUrl(QUrl(f"tel:{number}"))
