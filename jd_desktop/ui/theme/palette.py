"""Tokens become the palette that every Qt widget paints with."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette

from jd_desktop.ui.theme.tokens import Tokens

_ROLES = {
    QPalette.ColorRole.Window: "bg",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "bg",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.Button: "surface",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "bad",
    QPalette.ColorRole.Highlight: "accent",
    QPalette.ColorRole.HighlightedText: "on_accent",
    QPalette.ColorRole.Accent: "accent",
    QPalette.ColorRole.Link: "accent_text",
    QPalette.ColorRole.LinkVisited: "accent_text",
    QPalette.ColorRole.ToolTipBase: "raised",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.PlaceholderText: "text3",
    QPalette.ColorRole.Mid: "line",
    QPalette.ColorRole.Midlight: "line",
    QPalette.ColorRole.Dark: "line_strong",
    QPalette.ColorRole.Light: "surface",
    QPalette.ColorRole.Shadow: "line_strong",
}
_TEXT = (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText)


def palette(tokens: Tokens) -> QPalette:
    """Build the palette; disabled text has a colour of its own."""
    made = QPalette()
    for role, name in _ROLES.items():
        made.setColor(role, QColor(tokens.colours[name]))
    for role in _TEXT:
        quiet = QColor(tokens.colours["off"])
        made.setColor(QPalette.ColorGroup.Disabled, role, quiet)
    return made


def item_palette(tokens: Tokens) -> QPalette:
    """Build the palette of lists and tables, where a chosen row is tinted and not filled."""
    made = palette(tokens)
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
        chosen, words = tokens.colours["selected"], tokens.colours["on_selected"]
        made.setColor(group, QPalette.ColorRole.Highlight, QColor(chosen))
        made.setColor(group, QPalette.ColorRole.HighlightedText, QColor(words))
    return made
