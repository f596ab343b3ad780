"""How buttons, ticks, fields and their arrows are drawn."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QStyle,
    QStyleOption,
    QStyleOptionComboBox,
    QStyleOptionSpinBox,
    QTableView,
    QWidget,
)

from jd_desktop.ui.theme.brushwork import GAP, RING, Ink, box, chevron, inset, ring, tick
from jd_desktop.ui.theme.tokens import RADIUS_FIELD

_State = QStyle.StateFlag
_Sub = QStyle.SubControl
ARROW_ROOM = 26


def has(option: QStyleOption, *flags: QStyle.StateFlag) -> bool:
    """Whether all these flags are set."""
    return all(bool(option.state & flag) for flag in flags)


def _says(widget: QWidget | None, name: str) -> bool:
    return widget is not None and bool(widget.property(name))


def draw_field(ink: Ink, option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """Draw a field's ground and edge; "bare" ones and those inside another field have none."""
    inner = widget is not None and isinstance(widget.parent(), QAbstractSpinBox | QComboBox)
    if inner or _says(widget, "bare"):
        return
    _field_box(ink, option, painter, widget)


def _field_box(ink: Ink, option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    wrong, enabled = _says(widget, "wrong"), has(option, _State.State_Enabled)
    focused = has(option, _State.State_HasFocus)
    edge = "bad" if wrong else "focus" if focused else "line_strong" if enabled else "line"
    width = 2 if focused or wrong else 1
    ground = ink["surface" if enabled else "sunken"]
    # Half a pen's width in, the line falls on whole pixels; elsewhere it would be blurred and pale.
    rect = inset(option.rect, width / 2)
    box(painter, rect, RADIUS_FIELD, ground=ground, edge=QPen(ink[edge], width))


def draw_spin_box(
    ink: Ink, option: QStyleOptionSpinBox, painter: QPainter, widget: QWidget | None
) -> None:
    """Draw a field with two arrows; a date field that opens a calendar has one."""
    _field_box(ink, option, painter, widget)
    rect = QRectF(option.rect)
    x, middle = rect.right() - ARROW_ROOM / 2 - 1, rect.center().y()
    color = ink["text2" if has(option, _State.State_Enabled) else "line_strong"]
    chevron(painter, QPointF(x, middle - 5), color=color, down=False)
    chevron(painter, QPointF(x, middle + 5), color=color, down=True)


def draw_combo_box(
    ink: Ink, option: QStyleOptionComboBox, painter: QPainter, widget: QWidget | None
) -> None:
    """Draw a field with one arrow."""
    _field_box(ink, option, painter, widget)
    rect = QRectF(option.rect)
    color = ink["text2" if has(option, _State.State_Enabled) else "line_strong"]
    middle = QPointF(rect.right() - ARROW_ROOM / 2 - 1, rect.center().y())
    chevron(painter, middle, color=color, down=True)


def draw_button(ink: Ink, option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """Draw a button: primary is filled, quiet shows itself under the mouse."""
    focused = has(option, _State.State_HasFocus, _State.State_KeyboardFocusChange)
    rect = inset(option.rect, RING + GAP if focused else 0.5)
    radius = RADIUS_FIELD - 2 if focused else RADIUS_FIELD
    ground, edge = _button_colours(ink, option, widget)
    box(painter, rect, radius, ground=ground, edge=QPen(edge, 1) if edge else None)
    if focused:
        ring(painter, option.rect, ink, RADIUS_FIELD)


def _button_colours(
    ink: Ink, option: QStyleOption, widget: QWidget | None
) -> tuple[QColor | None, QColor | None]:
    """Return a button's ground and edge."""
    down, over = has(option, _State.State_Sunken), has(option, _State.State_MouseOver)
    if not has(option, _State.State_Enabled):
        return (None, None) if _says(widget, "quiet") else (ink["sunken"], ink["line"])
    if _says(widget, "primary"):
        accent = ink["accent"]
        return (accent.darker(115) if down else accent.lighter(108) if over else accent), None
    if has(option, _State.State_On):
        return ink["selected"], ink["accent"]
    if _says(widget, "quiet"):
        return (ink["hover"] if over or down else None), None
    return ink["hover" if over or down else "surface"], ink["line_strong"]


def draw_check_box(
    ink: Ink, option: QStyleOption, painter: QPainter, _widget: QWidget | None
) -> None:
    """Draw a tick box whose edge can be seen in the dark too."""
    on, enabled = has(option, _State.State_On), has(option, _State.State_Enabled)
    edge = "line" if not enabled else "accent" if on else "line_strong"
    ground = "off" if on and not enabled else "accent" if on else "surface"
    rect = inset(option.rect, 0.5)
    box(painter, rect, 3, ground=ink[ground], edge=QPen(ink[edge], 1))
    if on:
        tick(painter, rect, ink["on_accent"])


def draw_radio(ink: Ink, option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    """Draw a radio button like the tick box, round."""
    on, enabled = has(option, _State.State_On), has(option, _State.State_Enabled)
    edge = ink["line" if not enabled else "accent" if on else "line_strong"]
    rect = inset(option.rect, 0.5)
    round_ = rect.width() / 2
    box(painter, rect, round_, ground=ink["surface"], edge=QPen(edge, 1))
    if on:
        box(painter, inset(rect, rect.width() * 0.27), round_, ground=edge, edge=None)


def draw_focus(ink: Ink, option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """Draw the ring around what has the keyboard; a table rings its whole row itself."""
    if isinstance(widget, QTableView):
        return
    ring(painter, option.rect, ink, RADIUS_FIELD - 2)
