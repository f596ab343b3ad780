"""The way to the screens, on the left; icons only where the window is narrow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget

from jd_desktop.domain.language import Text
from jd_desktop.ui.kit.controls import fill, label
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_S, RADIUS_FIELD, RAIL_NARROW, RAIL_WIDE


@dataclass(frozen=True, slots=True)
class Place:
    """A screen as the rail shows it: its name in routes, its title and its icon."""

    name: str
    title: Text
    icon: str


class RailItem(QAbstractButton):
    """One place; it may carry a number that wants attention."""

    def __init__(self, look: Look, place: Place, key: int):
        """Take the place and the number key that goes there."""
        super().__init__()
        self._look, self.place = look, place
        self.narrow, self._badge, self._tone = False, 0, "bad"
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._title = look.language.say(place.title)
        self.setText(self._title)
        self.setShortcut(f"Ctrl+{key}" if key else "Ctrl+,")
        self._name()

    def set_badge(self, n: int, tone: str = "bad") -> None:
        """Show a number, 0 for none."""
        self._badge, self._tone = n, tone
        self._name()
        self.update()

    def _name(self) -> None:
        said = f"{self._title}, {self._badge}" if self._badge else self._title
        self.setAccessibleName(said)
        self.setToolTip(f"{said}  {self.shortcut().toString()}")

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(RAIL_NARROW if self.narrow else RAIL_WIDE, self._look.px(38))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, mark, icon, title and badge."""
        look, painter = self._look, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(GAP_S, 2, -GAP_S, -2)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked() or self.underMouse():
            painter.setBrush(look.color("accent_soft" if self.isChecked() else "line"))
            painter.drawRoundedRect(rect, RADIUS_FIELD, RADIUS_FIELD)
        if self.isChecked():
            painter.setBrush(look.color("accent"))
            painter.drawRoundedRect(QRectF(rect.x(), rect.y() + 8, 3, rect.height() - 16), 1.5, 1.5)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(look.color("focus"))
            painter.drawRoundedRect(rect, RADIUS_FIELD, RADIUS_FIELD)
        color = "accent_text" if self.isChecked() else "text"
        side = look.px(18)
        x = rect.center().x() - side / 2 if self.narrow else rect.x() + 12
        icon = look.icon(self.place.icon, color, 18)
        icon.paint(painter, round(x), round(rect.center().y() - side / 2), side, side)
        if not self.narrow:
            painter.setPen(look.color(color))
            painter.setFont(look.font("body", 500 if self.isChecked() else 400))
            words = rect.adjusted(side + 22, 0, -40, 0)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self._title)
        self._draw_badge(painter, rect)

    def _draw_badge(self, painter: QPainter, rect: QRectF) -> None:
        if not self._badge:
            return
        look = self._look
        high, words = look.px(18), "99+" if self._badge > 99 else str(self._badge)
        wide = max(24, 12 + 7 * len(words))
        left = rect.right() - wide - (0 if self.narrow else 8)
        top = rect.y() if self.narrow else rect.center().y() - high / 2
        badge = QRectF(left, top, wide, high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color(f"{self._tone}_soft"))
        painter.drawRoundedRect(badge, high / 2, high / 2)
        painter.setPen(look.color(self._tone))
        painter.setFont(look.font("caption", 600))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, words)


class Rail(QWidget):
    """School and department on top, the places below, settings at the bottom."""

    def __init__(self, look: Look, places: Sequence[Place], go: Callable[[str], None]):
        """Take the places in order and what going to one does."""
        super().__init__()
        self._look = look
        fill(self, look, "sunken")
        self._school = label(look, "", "body", weight=600, wrap=True)
        self._person = label(look, "", "caption", "text3", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 16, 0, 12)
        column.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(20, 0, 12, 14)
        head.setSpacing(2)
        head.addWidget(self._school)
        head.addWidget(self._person)
        column.addLayout(head)
        self.items: dict[str, RailItem] = {}
        for k, place in enumerate(places, start=1):
            if place.name == "settings":
                column.addStretch(1)
            item = RailItem(look, place, 0 if place.name == "settings" else k)
            item.clicked.connect(lambda _checked=False, name=place.name: go(name))
            column.addWidget(item)
            self.items[place.name] = item
        if "settings" not in self.items:
            column.addStretch(1)
        self.set_narrow(False)

    def set_names(self, school: str, person: str) -> None:
        """Say whose program this is."""
        self._school.setText(school)
        self._person.setText(person)

    def set_narrow(self, narrow: bool) -> None:
        """Show icons only."""
        self.setFixedWidth(RAIL_NARROW if narrow else self._look.px(RAIL_WIDE))
        self._school.setVisible(not narrow)
        self._person.setVisible(not narrow)
        for item in self.items.values():
            item.narrow = narrow
            item.updateGeometry()
            item.update()

    def mark(self, name: str) -> None:
        """Mark where we are."""
        if name in self.items:
            self.items[name].setChecked(True)
