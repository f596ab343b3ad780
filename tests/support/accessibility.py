"""Finds what a screen reader could not name, and what the keyboard could not reach."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QCalendarWidget,
    QComboBox,
    QLineEdit,
    QScrollBar,
    QTabBar,
    QWidget,
)

INTERACTIVE = (
    QAbstractButton | QAbstractItemView | QAbstractSpinBox | QComboBox | QLineEdit | QTabBar
)
INSIDE = (QAbstractSpinBox, QComboBox, QLineEdit, QAbstractItemView, QCalendarWidget, QTabBar)


def controls(of: QWidget) -> Iterator[QWidget]:
    """Yield every control a person can use; not the parts that Qt makes one of."""
    for widget in (of, *of.findChildren(QWidget)):
        reached = widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        scroll_bar_or_area = isinstance(widget, QScrollBar) or type(widget) is QAbstractScrollArea
        used = (reached or isinstance(widget, INTERACTIVE)) and not scroll_bar_or_area
        if used and widget.isEnabledTo(of) and not _is_part(widget):
            yield widget


def nameless(of: QWidget) -> list[str]:
    """Return the controls that have no accessible name, with their way from the top."""
    return [_way(widget, of) for widget in controls(of) if not name(widget).strip()]


def unreachable(of: QWidget) -> list[str]:
    """Return the visible controls that Tab cannot come to."""
    buttons = [w for w in controls(of) if isinstance(w, QAbstractButton) and w.isVisibleTo(of)]
    tab = Qt.FocusPolicy.TabFocus
    return [_way(w, of) for w in buttons if not w.focusPolicy() & tab]


def name(widget: QWidget) -> str:
    """Return what a screen reader calls a widget."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface is not None else ""


def _is_part(widget: QWidget) -> bool:
    """Whether Qt made it, inside a control of ours."""
    if widget.objectName().startswith("qt_"):
        return True
    parent = widget.parentWidget()
    while parent is not None and not widget.isWindow():
        if isinstance(parent, INSIDE):
            return True
        widget, parent = parent, parent.parentWidget()
    return False


def _way(widget: QWidget, top: QWidget) -> str:
    steps = [type(widget).__name__]
    while widget is not top and (above := widget.parentWidget()) is not None:
        widget = above
        steps.append(type(widget).__name__)
    return " < ".join(steps)
