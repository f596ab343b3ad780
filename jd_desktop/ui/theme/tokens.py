"""Colours, spacing, type scale and motion, for light, dark and high contrast."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Colours = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Tokens:
    """A look's colours by name, and eight hues as (fill, edge, text)."""

    name: str
    colours: Colours
    hues: tuple[tuple[str, str, str], ...]
    is_dark: bool


GAP_XS, GAP_S, GAP_M, GAP_L, GAP_XL, GAP_XXL = 4, 8, 12, 16, 24, 32
RADIUS_TILE, RADIUS_FIELD, RADIUS_CARD = 4, 6, 8
ROW_HEIGHT, CONTROL_HEIGHT = 36, 34
RAIL_WIDE, RAIL_NARROW, TOP_BAR, STRIP, PANEL = 196, 56, 56, 28, 320
NARROW_BELOW = 1280
MOTION_MS = 120

TYPE_SCALE: Mapping[str, tuple[int, int]] = {
    "caption": (12, 400),
    "table": (13, 400),
    "body": (14, 400),
    "card_title": (17, 600),
    "page_title": (20, 600),
    "figure": (28, 600),
}
"""Role to (pixels at 100 %, weight)."""

LIGHT = Tokens(
    "light",
    {
        "bg": "#F6F7F9", "surface": "#FFFFFF", "raised": "#FFFFFF", "sunken": "#EEF0F3",
        "line": "#DDE1E7", "line_strong": "#828B99", "text": "#16191F", "text2": "#4A5361",
        "text3": "#606978", "accent": "#1F5FD6", "on_accent": "#FFFFFF",
        "accent_soft": "#E6EEFC", "accent_text": "#184FB5", "ok": "#17784A",
        "ok_soft": "#E3F4EB", "warn": "#8A5800", "warn_soft": "#FCF1DC", "bad": "#B3261E",
        "bad_soft": "#FBE9E7", "focus": "#1F5FD6", "now": "#D92D20", "today": "#F1F6FF",
        "selected": "#E6EEFC", "on_selected": "#16191F", "hover": "#E3E6EB", "off": "#606978",
    },
    (
        ("#DCE9FF", "#2F6BDE", "#173F8F"), ("#D9F2E6", "#1B8A57", "#0F5234"),
        ("#FFE9CC", "#C26A00", "#6B3B00"), ("#EFE3FC", "#8350CF", "#4B2A82"),
        ("#FBDFEA", "#C43D77", "#7A1E47"), ("#D7F0F5", "#0E8AA3", "#0A5060"),
        ("#EDEFC9", "#7F8A00", "#474D00"), ("#E7E9ED", "#5B6675", "#333B47"),
    ),
    False,
)  # fmt: skip
DARK = Tokens(
    "dark",
    {
        "bg": "#14161A", "surface": "#1B1E24", "raised": "#23272E", "sunken": "#101216",
        "line": "#2E333C", "line_strong": "#6B7483", "text": "#ECEEF2", "text2": "#B4BBC7",
        "text3": "#8F98A6", "accent": "#5B93F5", "on_accent": "#0B1220",
        "accent_soft": "#1D2C4A", "accent_text": "#9CBFFB", "ok": "#5CC48E",
        "ok_soft": "#16301F", "warn": "#E5AE4A", "warn_soft": "#33270F", "bad": "#F28B82",
        "bad_soft": "#3A1C1A", "focus": "#7FB0FF", "now": "#FF6B5E", "today": "#1A2029",
        "selected": "#1D2C4A", "on_selected": "#ECEEF2", "hover": "#2A2F38", "off": "#8F98A6",
    },
    (
        ("#1C2F55", "#6EA2FF", "#CFE0FF"), ("#143528", "#4FC08D", "#C6F0DC"),
        ("#3D2A10", "#F0A24A", "#FFE3BF"), ("#2E2148", "#B48CF2", "#E7D9FF"),
        ("#42192B", "#EE7FAE", "#FFD6E6"), ("#0F333B", "#4FC3DB", "#C9F0F8"),
        ("#2F3210", "#C3CC4D", "#F1F4C4"), ("#2A2F37", "#9AA5B5", "#DDE3EC"),
    ),
    True,
)  # fmt: skip
CONTRAST = Tokens(
    "contrast",
    {
        **LIGHT.colours,
        **dict.fromkeys(("bg", "surface", "raised", "sunken", "today"), "#FFFFFF"),
        **dict.fromkeys(("line", "line_strong", "text", "text2", "text3"), "#000000"),
        "accent": "#0037A6", "accent_soft": "#FFFFFF", "accent_text": "#0037A6", "focus": "#0037A6",
        "selected": "#0037A6", "on_selected": "#FFFFFF", "hover": "#E5E5E5", "off": "#5E5E5E",
        "ok": "#00512B", "warn": "#5E3A00", "bad": "#8C0D06", "now": "#8C0D06",
        **dict.fromkeys(("ok_soft", "warn_soft", "bad_soft"), "#FFFFFF"),
    },
    tuple(("#FFFFFF", edge, "#000000") for _, edge, _ in LIGHT.hues),
    False,
)  # fmt: skip
ALL = {t.name: t for t in (LIGHT, DARK, CONTRAST)}


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours by WCAG 2, from 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
