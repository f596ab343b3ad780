"""The way to the screens, on the left; icons only where the window is narrow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget

from jd_desktop.domain.language import Text
from jd_desktop.ui.kit.badge import draw_badge
from jd_desktop.ui.kit.controls import fill, label
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_M, GAP_S, RADIUS_FIELD, RAIL_NARROW, RAIL_WIDE

LAST = {"account": "Ctrl+Shift+A", "settings": "Ctrl+,"}
"""Places that stand at the bottom, and the keys that are always theirs."""


@dataclass(frozen=True, slots=True)
class Place:
    """A screen as the rail shows it: its name in routes, its title and its icon."""

    name: str
    title: Text
    icon: str


class RailItem(QAbstractButton):
    """One place; it may carry a number that wants attention."""

    def __init__(self, look: Look, place: Place, key: str):
        """Take the place and the key that goes there, which the window listens to."""
        super().__init__()
        self._look, self.place, self.key = look, place, key
        self.narrow, self._badge, self._tone = False, 0, "bad"
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._title = look.language.say(place.title)
        self.setText(self._title)
        self._name()

    def set_badge(self, n: int, tone: str = "bad") -> None:
        """Show a number, 0 for none."""
        self._badge, self._tone = n, tone
        self._name()
        self.update()

    def _name(self) -> None:
        said = f"{self._title}, {self._badge}" if self._badge else self._title
        self.setAccessibleName(said)
        self.setToolTip(f"{said}   {self.key}")

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(self._look.px(RAIL_NARROW if self.narrow else RAIL_WIDE), self._look.px(38))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, mark, icon, title and badge."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(GAP_S, 2, -GAP_S, -2)
        self._draw_ground(painter, rect)
        look, color = self._look, "accent_text" if self.isChecked() else "text"
        side = look.px(18)
        x = rect.center().x() - side / 2 if self.narrow else rect.x() + GAP_M
        icon = look.icon(self.place.icon, color, 18)
        icon.paint(painter, round(x), round(rect.center().y() - side / 2), side, side)
        taken = self._draw_badge(painter, rect)
        if not self.narrow:
            words = rect.adjusted(GAP_M + side + look.px(10), 0, -taken - GAP_M, 0)
            painter.setPen(look.color(color))
            painter.setFont(look.font("body", 500 if self.isChecked() else 400))
            title = painter.fontMetrics().elidedText(
                self._title, Qt.TextElideMode.ElideRight, round(words.width())
            )
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, title)
        painter.end()

    def _draw_ground(self, painter: QPainter, rect: QRectF) -> None:
        look, here = self._look, self.isChecked()
        painter.setPen(Qt.PenStyle.NoPen)
        if here or self.underMouse():
            painter.setBrush(look.color("accent_soft" if here else "hover"))
            painter.drawRoundedRect(rect, RADIUS_FIELD, RADIUS_FIELD)
        if here:
            painter.setBrush(look.color("accent"))
            painter.drawRoundedRect(QRectF(rect.x(), rect.y() + 8, 3, rect.height() - 16), 1.5, 1.5)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.color("focus"), 2))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), RADIUS_FIELD, RADIUS_FIELD)

    def _draw_badge(self, painter: QPainter, rect: QRectF) -> float:
        """Draw the number, and return how much of the width it took."""
        if not self._badge:
            return 0
        words = "99+" if self._badge > 99 else str(self._badge)
        if self.narrow:
            at = QPointF(rect.right() + 4, rect.y() + self._look.px(8))
        else:
            at = QPointF(rect.right() - GAP_S, rect.center().y())
        return draw_badge(
            painter, self._look, right_middle=at, words=words, tone=self._tone
        ).width()


class Rail(QWidget):
    """School and department on top, the places below, one's own and settings at the bottom."""

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
        first = next((p.name for p in places if p.name in LAST), None)
        for k, place in enumerate(places, start=1):
            if place.name == first:
                column.addStretch(1)
            item = RailItem(look, place, LAST.get(place.name, f"Ctrl+{k}"))
            item.clicked.connect(lambda _checked=False, name=place.name: go(name))
            column.addWidget(item)
            self.items[place.name] = item
        if first is None:
            column.addStretch(1)
        self.set_narrow(False)

    def set_names(self, school: str, person: str) -> None:
        """Say whose program this is."""
        self._school.setText(school)
        self._person.setText(person)

    def set_narrow(self, narrow: bool) -> None:
        """Show icons only."""
        self.setFixedWidth(self._look.px(RAIL_NARROW if narrow else RAIL_WIDE))
        self._school.setVisible(not narrow)
        self._person.setVisible(not narrow)
        for item in self.items.values():
            item.narrow = narrow
            item.updateGeometry()
            item.update()

    def mark(self, name: str) -> None:
        """Mark where we are."""
        for item in self.items.values():
            item.setChecked(item.place.name == name)
