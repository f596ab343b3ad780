"""Each booking as an item that a screen reader can find, and steps said aloud."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, QRect
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleInterface,
    QWindow,
)
from PySide6.QtWidgets import QAccessibleWidget, QWidget

from jd_desktop.queries.calendar import Tile
from jd_desktop.ui.calendar.sentences import tile_sentence

if TYPE_CHECKING:
    from jd_desktop.ui.calendar.surface import CalendarSurface


def install() -> None:
    """Make calendars readable to screen readers; once, when the program starts."""
    QAccessible.installFactory(_interface_of)


def _interface_of(_class_name: str, thing: QObject) -> QAccessibleInterface | None:
    items = getattr(thing, "items", None)
    return TileList(thing, items) if isinstance(items, TileItems) else None  # type: ignore[arg-type] # only surfaces have items


def announce(widget: QWidget, said: str) -> None:
    """Say a sentence to whoever listens with a screen reader."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, said))


class TileItem(QAccessibleInterface):
    """One booking: a list item named by a whole sentence."""

    def __init__(self, surface: CalendarSurface, tile: Tile):
        """Take the calendar and the booking."""
        super().__init__()
        self._surface = surface
        self.tile = tile

    def isValid(self) -> bool:
        """Whether the calendar still lives."""
        return shiboken6.isValid(self._surface)

    def object(self) -> QObject | None:  # type: ignore[override] # an item is no QObject
        """Return no object: an item is painted."""
        return None

    def window(self) -> QWindow | None:  # type: ignore[override] # None where not yet shown
        """Return the window that the calendar is in."""
        return self._surface.window().windowHandle() if self.isValid() else None

    def childCount(self) -> int:
        """Return 0."""
        return 0

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override] # none
        """Return nothing."""
        del index
        return None

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override] # none
        """Return nothing."""
        del x, y
        return None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        """Return -1."""
        del child
        return -1

    def parent(self) -> QAccessibleInterface | None:  # type: ignore[override] # None once gone
        """Return the calendar."""
        return QAccessible.queryAccessibleInterface(self._surface) if self.isValid() else None

    def text(self, t: QAccessible.Text) -> str:
        """Say the booking in a sentence."""
        if t != QAccessible.Text.Name or not self.isValid():
            return ""
        return tile_sentence(self._surface.look.language, self.tile)

    def setText(self, t: QAccessible.Text, text: str) -> None:
        """Change nothing: a booking is not renamed here."""

    def rect(self) -> QRect:
        """Return where the tile is on the screen."""
        if not self.isValid():
            return QRect()
        area = self._surface.tile_rect(self.tile)
        return area.translated(
            self._surface.viewport().mapToGlobal(area.topLeft()) - area.topLeft()
        )

    def role(self) -> QAccessible.Role:
        """Return list item."""
        return QAccessible.Role.ListItem

    def state(self) -> QAccessible.State:
        """Return focusable, selectable, and which of them it is."""
        state = QAccessible.State()
        state.focusable = state.selectable = True
        if self.isValid():
            board = self._surface.board
            state.selected = self.tile.id == board.selected
            here = self._surface.hasFocus() and self.tile.id == board.cursor.tile_id
            state.focused = here
        return state


class TileItems:
    """The items of one calendar, made when asked for and taken back before they go stale."""

    def __init__(self, surface: CalendarSurface):
        """Serve a calendar until it is destroyed."""
        self._surface = surface
        self._items: dict[str, TileItem] = {}
        self._ids: dict[str, int] = {}
        surface.destroyed.connect(self.renew)

    def count(self) -> int:
        """Return how many bookings are in view."""
        return len(self._order())

    def _order(self) -> list[Tile]:
        found = {p.tile.id: p.tile for p in self._surface.board.placed}
        return list(found.values())

    def at(self, index: int) -> TileItem | None:
        """Return the item of a booking, counted by lane and time."""
        tiles = self._order()
        return self._item(tiles[index]) if 0 <= index < len(tiles) else None

    def focused(self) -> TileItem | None:
        """Return the item that the cursor is on."""
        placed = self._surface.board.focused()
        return self._item(placed.tile) if placed else None

    def index(self, item: QAccessibleInterface | None) -> int:
        """Return an item's place, -1 for a stranger."""
        if not isinstance(item, TileItem):
            return -1
        ids = [tile.id for tile in self._order()]
        return ids.index(item.tile.id) if item.tile.id in ids else -1

    def under(self, x: int, y: int) -> TileItem | None:
        """Return the item at a point of the screen."""
        at = self._surface.viewport().mapFromGlobal(QRect(x, y, 1, 1).topLeft())
        found = (t for t in self._order() if self._surface.tile_rect(t).contains(at))
        return next((self._item(t) for t in found), None)

    def _item(self, tile: Tile) -> TileItem:
        if tile.id not in self._items:
            item = TileItem(self._surface, tile)
            self._items[tile.id] = item
            self._ids[tile.id] = QAccessible.registerAccessibleInterface(item)
        return self._items[tile.id]

    def renew(self) -> None:
        """Forget all items; Qt's register must not keep one that Python has let go."""
        for registered in self._ids.values():
            QAccessible.deleteAccessibleInterface(registered)
        self._items.clear()
        self._ids.clear()


class TileList(QAccessibleWidget):
    """The calendar as a list of bookings."""

    def __init__(self, surface: CalendarSurface, items: TileItems):
        """Take the calendar and its items."""
        super().__init__(surface, QAccessible.Role.List)
        self._items = items

    def childCount(self) -> int:
        """Return how many bookings are in view."""
        return self._items.count()

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override] # none
        """Return a booking's item."""
        return self._items.at(index)

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        """Return an item's place."""
        return self._items.index(child)

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override] # none
        """Return the item at a point of the screen."""
        return self._items.under(x, y)

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override] # none
        """Return the item that the cursor is on."""
        return self._items.focused()
