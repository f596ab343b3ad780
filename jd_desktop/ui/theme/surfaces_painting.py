"""How scroll bars, tabs, headers, progress and frames are drawn: flat, with hairlines."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import (
    QStyle,
    QStyleOption,
    QStyleOptionProgressBar,
    QStyleOptionSlider,
    QStyleOptionTab,
    QWidget,
)

from jd_desktop.ui.theme.brushwork import Ink, box, inset, ring
from jd_desktop.ui.theme.controls_painting import has
from jd_desktop.ui.theme.tokens import RADIUS_FIELD, RADIUS_TILE

_State = QStyle.StateFlag
_Sub = QStyle.SubControl
SHORTEST_THUMB, THUMB = 32, 6


def thumb_of(option: QStyleOptionSlider) -> QRect:
    """Return where the thumb of a scroll bar is; there are no arrows."""
    rect = option.rect
    upright = option.orientation == Qt.Orientation.Vertical
    length = rect.height() if upright else rect.width()
    steps = option.maximum - option.minimum
    if steps <= 0:
        return rect
    long = max(SHORTEST_THUMB, length * option.pageStep // (steps + option.pageStep))
    long = min(long, length)
    at = QStyle.sliderPositionFromValue(
        option.minimum, option.maximum, option.sliderPosition, length - long, option.upsideDown
    )
    if upright:
        return QRect(rect.x(), rect.y() + at, rect.width(), long)
    return QRect(rect.x() + at, rect.y(), long, rect.height())


def scroll_part(option: QStyleOptionSlider, part: QStyle.SubControl) -> QRect:
    """Return a part of a scroll bar: the thumb, the room before it and after it."""
    rect, thumb = option.rect, thumb_of(option)
    upright = option.orientation == Qt.Orientation.Vertical
    if part == _Sub.SC_ScrollBarSlider:
        return thumb
    if part == _Sub.SC_ScrollBarGroove:
        return rect
    before, after = QRect(rect), QRect(rect)
    if upright:
        before.setBottom(thumb.top() - 1)
        after.setTop(thumb.bottom() + 1)
    else:
        before.setRight(thumb.left() - 1)
        after.setLeft(thumb.right() + 1)
    return {_Sub.SC_ScrollBarSubPage: before, _Sub.SC_ScrollBarAddPage: after}.get(part, QRect())


def draw_scroll_bar(
    ink: Ink, option: QStyleOptionSlider, painter: QPainter, _widget: QWidget | None
) -> None:
    """Draw a thin thumb and nothing else; wider contrast while it is held."""
    if option.maximum <= option.minimum:
        return
    held = bool(option.activeSubControls & _Sub.SC_ScrollBarSlider)
    thumb = QRectF(thumb_of(option))
    if option.orientation == Qt.Orientation.Vertical:
        by = (thumb.width() - THUMB) / 2
        thumb.adjust(by, 2, -by, -2)
    else:
        by = (thumb.height() - THUMB) / 2
        thumb.adjust(2, by, -2, -by)
    color = ink["text3" if held else "line_strong"]
    box(painter, thumb, THUMB / 2, ground=color, edge=None)


def draw_tab(ink: Ink, option: QStyleOptionTab, painter: QPainter, _widget: QWidget | None) -> None:
    """Underline the chosen tab; the others are words only."""
    rect = QRectF(option.rect)
    if has(option, _State.State_Selected):
        line = QRectF(rect.x() + 6, rect.bottom() - 2, rect.width() - 12, 2)
        painter.fillRect(line, ink["accent"])
    elif has(option, _State.State_MouseOver):
        box(painter, inset(rect, 3), RADIUS_TILE, ground=ink["hover"], edge=None)
    if has(option, _State.State_HasFocus, _State.State_Selected):
        ring(painter, inset(rect, 2), ink, RADIUS_FIELD)


def draw_tab_words(
    ink: Ink, option: QStyleOptionTab, painter: QPainter, _widget: QWidget | None
) -> None:
    """Write a tab's words in the middle, chosen or not: nothing jumps."""
    chosen = has(option, _State.State_Selected)
    painter.setPen(ink["accent_text" if chosen else "text2"])
    middle = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextShowMnemonic
    painter.drawText(option.rect, middle, option.text)


def draw_progress(
    ink: Ink, option: QStyleOptionProgressBar, painter: QPainter, _widget: QWidget | None
) -> None:
    """Draw a rounded bar; where the end is not known, a piece in the middle."""
    rect = QRectF(option.rect)
    radius = min(rect.height() / 2, RADIUS_TILE)
    box(painter, rect, radius, ground=ink["hover"], edge=None)
    steps = option.maximum - option.minimum
    done = (option.progress - option.minimum) / steps if steps > 0 else 0.4
    filled = QRectF(rect)
    filled.setWidth(rect.width() * max(0.0, min(1.0, done)))
    if steps <= 0:
        filled.moveCenter(rect.center())
    box(painter, filled, radius, ground=ink["accent"], edge=None)


def draw_header(ink: Ink, option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    """Draw a table's header flat, with a line below."""
    rect = QRectF(option.rect)
    painter.fillRect(rect, ink["surface"])
    painter.fillRect(QRectF(rect.x(), rect.bottom() - 1, rect.width(), 1), ink["line"])


def draw_frame(ink: Ink, option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """Draw a hairline around; a stronger one where a widget is "raised" above others."""
    raised = widget is not None and bool(widget.property("raised"))
    edge = QPen(ink["line_strong" if raised else "line"], 1)
    box(painter, inset(option.rect, 0.5), 0, ground=None, edge=edge)


def draw_top_line(
    ink: Ink, option: QStyleOption, painter: QPainter, _widget: QWidget | None
) -> None:
    """Draw the line between tabs and what they show."""
    rect = QRectF(option.rect)
    painter.fillRect(QRectF(rect.x(), rect.y(), rect.width(), 1), ink["line"])


def draw_raised(ink: Ink, option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    """Draw what lies above the window: menus and tips."""
    painter.fillRect(QRectF(option.rect), ink["raised"])
    draw_menu_frame(ink, option, painter, _widget)


def draw_menu_frame(
    ink: Ink, option: QStyleOption, painter: QPainter, _widget: QWidget | None
) -> None:
    """Draw a stronger line around, since it lies above other things."""
    box(painter, inset(option.rect, 0.5), 0, ground=None, edge=QPen(ink["line_strong"], 1))
