"""Fusion with our own radii, focus ring, edges and bars; no style sheet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QProxyStyle,
    QStyle,
    QStyleOption,
    QStyleOptionButton,
    QStyleOptionComplex,
    QStyleOptionSlider,
    QWidget,
)

from jd_desktop.ui.theme import controls_painting as controls
from jd_desktop.ui.theme import surfaces_painting as surfaces
from jd_desktop.ui.theme.brushwork import Ink
from jd_desktop.ui.theme.tokens import CONTROL_HEIGHT, Tokens

_Primitive = QStyle.PrimitiveElement
_Control = QStyle.ControlElement
_Complex = QStyle.ComplexControl
_Painting: TypeAlias = Callable[[Ink, Any, QPainter, QWidget | None], None]

PRIMITIVES: dict[QStyle.PrimitiveElement, _Painting] = {
    _Primitive.PE_PanelLineEdit: controls.draw_field,
    _Primitive.PE_FrameLineEdit: controls.draw_field,
    _Primitive.PE_PanelButtonCommand: controls.draw_button,
    _Primitive.PE_IndicatorCheckBox: controls.draw_check_box,
    _Primitive.PE_IndicatorRadioButton: controls.draw_radio,
    _Primitive.PE_FrameFocusRect: controls.draw_focus,
    _Primitive.PE_Frame: surfaces.draw_frame,
    _Primitive.PE_FrameTabWidget: surfaces.draw_top_line,
    _Primitive.PE_FrameTabBarBase: surfaces.draw_top_line,
    _Primitive.PE_PanelTipLabel: surfaces.draw_raised,
    _Primitive.PE_FrameMenu: surfaces.draw_menu_frame,
    _Primitive.PE_PanelMenu: surfaces.draw_raised,
}
CONTROLS: dict[QStyle.ControlElement, _Painting] = {
    _Control.CE_TabBarTabShape: surfaces.draw_tab,
    _Control.CE_TabBarTabLabel: surfaces.draw_tab_words,
    _Control.CE_ProgressBar: surfaces.draw_progress,
    _Control.CE_HeaderSection: surfaces.draw_header,
    _Control.CE_HeaderEmptyArea: surfaces.draw_header,
}
COMPLEX: dict[QStyle.ComplexControl, _Painting] = {
    _Complex.CC_SpinBox: controls.draw_spin_box,
    _Complex.CC_ComboBox: controls.draw_combo_box,
    _Complex.CC_ScrollBar: surfaces.draw_scroll_bar,
}
WORDS_OF = {
    (_Complex.CC_SpinBox, QStyle.SubControl.SC_SpinBoxEditField),
    (_Complex.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField),
}
WORDS_IN = 4


TALL = {
    QStyle.ContentsType.CT_PushButton,
    QStyle.ContentsType.CT_SpinBox,
    QStyle.ContentsType.CT_ComboBox,
}
BESIDE_WORDS = 16


class Style(QProxyStyle):
    """Draws the few elements in which Fusion is not ours; everything else is Fusion's.

    Few methods are overridden: each one costs a call into Python for every widget.
    """

    def __init__(self, tokens: Tokens, scale_percent: int = 100):
        """Take the colours to draw with, and the scale of what a finger or pointer must hit."""
        super().__init__("Fusion")
        self._height = 0
        self._ink: Ink = {}
        self.wear(tokens, scale_percent)

    def wear(self, tokens: Tokens, scale_percent: int = 100) -> None:
        """Draw in other colours from now on; widgets are painted anew with the palette.

        An application keeps one style: replacing it under living widgets has crashed Qt.
        """
        self._height = round(CONTROL_HEIGHT * scale_percent / 100)
        self._ink = {name: QColor(value) for name, value in tokens.colours.items()}

    def drawPrimitive(
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        """Draw an element of ours, or leave it to Fusion."""
        paint = PRIMITIVES.get(element)
        if paint is None:
            super().drawPrimitive(element, option, painter, widget)
        else:
            self._draw(paint, option, painter, widget)

    def drawControl(
        self,
        element: QStyle.ControlElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        """Draw a control's part of ours, or leave it to Fusion."""
        paint = CONTROLS.get(element)
        if paint is None:
            super().drawControl(element, option, painter, widget)
        else:
            self._draw(paint, option, painter, widget)

    def drawComplexControl(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        """Draw a whole control of ours, or leave it to Fusion."""
        paint = COMPLEX.get(control)
        if paint is None:
            super().drawComplexControl(control, option, painter, widget)
        else:
            self._draw(paint, option, painter, widget)

    def subControlRect(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        part: QStyle.SubControl,
        widget: QWidget | None = None,
    ) -> QRect:
        """Say where a thumb is, where it is drawn; and let words begin where a field's do."""
        if control == _Complex.CC_ScrollBar and isinstance(option, QStyleOptionSlider):
            return surfaces.scroll_part(option, part)
        rect = super().subControlRect(control, option, part, widget)  # type: ignore[arg-type]  # may be none
        if (control, part) in WORDS_OF:
            rect.setLeft(rect.left() + WORDS_IN)
        return rect

    def sizeFromContents(
        self,
        kind: QStyle.ContentsType,
        option: QStyleOption,
        size: QSize,
        widget: QWidget | None = None,
    ) -> QSize:
        """Make buttons and fields equally high, and give words on a button air."""
        made = super().sizeFromContents(kind, option, size, widget)  # type: ignore[arg-type]  # may be none
        if kind not in TALL:
            return made
        has_words = isinstance(option, QStyleOptionButton) and len(option.text) > 1
        return made.expandedTo(QSize(0, self._height)) + QSize(BESIDE_WORDS if has_words else 0, 0)

    def _draw(
        self, paint: _Painting, option: QStyleOption, painter: QPainter, widget: QWidget | None
    ) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint(self._ink, option, painter, widget)
        painter.restore()
