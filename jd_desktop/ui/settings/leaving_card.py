"""Signing out on this computer, and what stays on it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QWidget

from jd_desktop.ui.kit.box import Box
from jd_desktop.ui.kit.controls import button, label
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_M


def leaving_card(look: Look, sign_out: Callable[[], None]) -> QWidget:
    """Make the card."""
    card = Box(look)
    card.column.setSpacing(GAP_M)
    card.column.addWidget(label(look, look.tr("Denne computer"), "card_title"))
    words = look.tr(
        "Når du logger ud, bliver skolens data liggende her, krypteret. Ændringer, der ikke er"
        " sendt endnu, sendes, når du logger ind igen."
    )
    card.column.addWidget(label(look, words, "body", "text2", wrap=True))
    row = QHBoxLayout()
    row.addWidget(button(look, look.tr("Log ud"), sign_out, icon="log-out"))
    row.addStretch(1)
    card.column.addLayout(row)
    return card
