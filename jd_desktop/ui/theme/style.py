"""Fusion with our radii, focus ring and edges; no style sheet."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QProxyStyle, QStyle, QStyleOption, QWidget

from jd_desktop.ui.theme.tokens import RADIUS_FIELD, Tokens

_Element = QStyle.PrimitiveElement
_State = QStyle.StateFlag


class Style(QProxyStyle):
    """Draws the few elements in which Fusion is not ours; everything else is Fusion's."""

    def __init__(self, tokens: Tokens):
        """Take the colours to draw with."""
        super().__init__("Fusion")
        self._colours = {name: QColor(value) for name, value in tokens.colours.items()}
        self._painters = {
            _Element.PE_PanelLineEdit: self._field,
            _Element.PE_FrameLineEdit: self._field,
            _Element.PE_PanelButtonCommand: self._button,
            _Element.PE_IndicatorCheckBox: self._check_box,
            _Element.PE_FrameFocusRect: self._focus,
        }

    def drawPrimitive(
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        """Draw an element of ours, or leave it to Fusion."""
        paint = self._painters.get(element)
        if paint is None:
            super().drawPrimitive(element, option, painter, widget)
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint(option, painter, widget)
        painter.restore()

    def _field(self, option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
        if widget is not None and widget.property("bare"):
            return
        focused = bool(_state(option) & _State.State_HasFocus)
        wrong = widget is not None and bool(widget.property("wrong"))
        edge = "bad" if wrong else "focus" if focused else "line_strong"
        painter.setPen(QPen(self._colours[edge], 2 if focused or wrong else 1))
        painter.setBrush(self._colours["surface"])
        painter.drawRoundedRect(_inset(option, 1), RADIUS_FIELD, RADIUS_FIELD)

    def _button(self, option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
        state = _state(option)
        primary = widget is not None and bool(widget.property("primary"))
        enabled = bool(state & _State.State_Enabled)
        base = QColor(self._colours["accent" if primary and enabled else "surface"])
        if state & (_State.State_Sunken | _State.State_On) and not primary:
            base = self._colours["accent_soft"]
        elif state & _State.State_Sunken:
            base = base.darker(112)
        elif state & _State.State_MouseOver and enabled:
            base = base.darker(106) if not primary else base.lighter(108)
        edge = self._colours["line" if not enabled else "line_strong"]
        on = bool(state & _State.State_On)
        flat = widget is not None and bool(widget.property("quiet"))
        hidden = (primary and enabled) or (flat and not on)
        painter.setPen(
            Qt.PenStyle.NoPen if hidden else QPen(self._colours["accent"] if on else edge, 1)
        )
        resting = flat and not state & (
            _State.State_MouseOver | _State.State_Sunken | _State.State_On
        )
        painter.setBrush(Qt.BrushStyle.NoBrush if resting else base)
        painter.drawRoundedRect(_inset(option, 0.5), RADIUS_FIELD, RADIUS_FIELD)
        if state & _State.State_HasFocus and state & _State.State_KeyboardFocusChange:
            self._focus(option, painter, widget)

    def _check_box(self, option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
        """Edges that can be seen in the dark too."""
        on = bool(_state(option) & _State.State_On)
        box = _inset(option, 1)
        painter.setPen(QPen(self._colours["accent" if on else "line_strong"], 1.2))
        painter.setBrush(self._colours["accent" if on else "surface"])
        painter.drawRoundedRect(box, 3, 3)
        if on:
            painter.setPen(QPen(self._colours["on_accent"], 2))
            x, y, w = box.x(), box.y(), box.width()
            painter.drawLine(
                round(x + w * 0.22), round(y + w * 0.52), round(x + w * 0.42), round(y + w * 0.72)
            )
            painter.drawLine(
                round(x + w * 0.42), round(y + w * 0.72), round(x + w * 0.78), round(y + w * 0.28)
            )

    def _focus(self, option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._colours["focus"], 2))
        painter.drawRoundedRect(_inset(option, 1.5), RADIUS_FIELD, RADIUS_FIELD)


def _state(option: QStyleOption) -> QStyle.StateFlag:
    return option.state


def _inset(option: QStyleOption, by: float) -> QRectF:
    rect = QRectF(option.rect)
    return rect.adjusted(by, by, -by, -by)
