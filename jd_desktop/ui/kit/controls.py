"""Labels and buttons in the program's own sizes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QWidget,
)

from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import CONTROL_HEIGHT


def label(look: Look, words: str, role: str = "body", color: str = "text", *,
          weight: int | None = None, wrap: bool = False) -> QLabel:  # fmt: skip
    """Make a label of a type role and a token's colour; text is never markup."""
    made = QLabel(words)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setFont(look.font(role, weight))
    tint(made, look, color)
    made.setWordWrap(wrap)
    if wrap:
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        made.setSizePolicy(policy)
    return made


def tint(widget: QWidget, look: Look, color: str) -> None:
    """Give a widget's text a token's colour; disabled, it stays quiet."""
    palette = widget.palette()
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
            palette.setColor(group, role, look.color(color))
    widget.setPalette(palette)


def fill(widget: QWidget, look: Look, color: str) -> None:
    """Give a widget a token's colour as its ground."""
    palette = widget.palette()
    palette.setColor(QPalette.ColorRole.Window, look.color(color))
    widget.setPalette(palette)
    widget.setAutoFillBackground(True)


class Button(QPushButton):
    """A push button whose words are never cut."""

    def minimumSizeHint(self) -> QSize:
        """Return the size below which words would be cut."""
        return self.sizeHint()


def button(  # noqa: PLR0913 - a button is its words, its deed and its manner
    look: Look, words: str, clicked: Callable[[], None], *,
    primary: bool = False, quiet: bool = False, icon: str = "", name: str = "",
) -> QPushButton:  # fmt: skip
    """Make a button; `name` is for screen readers where the words are a sign only."""
    made = Button(words)
    made.setProperty("primary", primary)
    made.setProperty("quiet", quiet)
    made.setFont(look.font("body", 600 if primary else None))
    made.setMinimumHeight(look.px(CONTROL_HEIGHT))
    made.setAccessibleName(name or words)
    made.setToolTip(name)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setAutoDefault(False)
    if primary:
        tint(made, look, "on_accent")
    if icon:
        made.setIcon(look.icon(icon, "on_accent" if primary else "text2"))
        # Wider than the icon: a little air between it and the words.
        made.setIconSize(QSize(look.px(22 if words else 16), look.px(16)))
    made.clicked.connect(lambda _checked=False: clicked())
    return made


def hairline(look: Look, *, vertical: bool = False) -> QFrame:
    """Make a line of one pixel."""
    made = QFrame()
    if vertical:
        made.setFixedWidth(1)
    else:
        made.setFixedHeight(1)
    fill(made, look, "line")
    return made


def put(layout: QBoxLayout, widget: QWidget) -> None:
    """Add a widget to what may be on the screen already: shown now, so that sizes are right."""
    layout.addWidget(widget)
    widget.show()


def clear(layout: QBoxLayout) -> None:
    """Take everything out of a layout, and delete it."""
    while (item := layout.takeAt(0)) is not None:
        if (old := item.widget()) is not None:
            old.hide()
            old.deleteLater()


def scrolled(look: Look, content: QWidget) -> QScrollArea:
    """Put a widget where it can be scrolled up and down; the keyboard goes to what is inside."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    fill(area, look, "surface")
    area.setWidget(content)
    return area
