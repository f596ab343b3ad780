"""Each booking as an item that a screen reader can find, and steps said aloud."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, cast

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
    return items.as_list() if isinstance(items, TileItems) else None


def announce(widget: QWidget, said: str) -> None:
    """Say a sentence to whoever listens with a screen reader."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, said))


class TileItem(QAccessibleInterface):
    """One booking: a list item named by a whole sentence."""

    def __init__(self, surface: CalendarSurface, tile: Tile):
        """Take the calendar and the booking."""
        super().__init__()
        self._calendar = weakref.ref(surface)
        self.tile = tile

    @property
    def _surface(self) -> CalendarSurface:
        """The calendar, where `isValid` says that it lives."""
        return cast("CalendarSurface", self._calendar())

    def isValid(self) -> bool:
        """Whether the calendar still lives."""
        return shiboken6.isValid(self._calendar())

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
    """The items of one calendar, made when asked for and taken back before they go stale.

    Qt's register keeps bare pointers, and Python deletes what nobody holds: so everything
    registered is held here until it has been taken out, at the latest when the calendar goes.
    """

    def __init__(self, surface: CalendarSurface):
        """Serve a calendar as long as it lives."""
        self._calendar = weakref.ref(surface)
        self._kept: dict[str, QAccessibleInterface] = {}
        surface.destroyed.connect(self.renew)
        weakref.finalize(surface, _release, self._kept)

    @property
    def _surface(self) -> CalendarSurface:
        """The calendar; it owns these items, so it is there whenever they are asked."""
        return cast("CalendarSurface", self._calendar())

    def as_list(self) -> QAccessibleInterface:
        """Return the calendar itself as a list of bookings."""
        held = self._kept.get("")
        if held is None or not shiboken6.isValid(held):
            held = self._kept[""] = TileList(self._surface)
        return held

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
        held = self._kept.get(tile.id)
        if not isinstance(held, TileItem):
            held = self._kept[tile.id] = TileItem(self._surface, tile)
            QAccessible.registerAccessibleInterface(held)
        return held

    def renew(self) -> None:
        """Forget the bookings' items, which say what is no longer so."""
        bookings = {name: held for name, held in self._kept.items() if name}
        for name in bookings:
            del self._kept[name]
        _release(bookings)


def _release(kept: dict[str, QAccessibleInterface]) -> None:
    """Take interfaces out of Qt's register, which deletes them."""
    for interface in kept.values():
        if shiboken6.isValid(interface):
            QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(interface))
    kept.clear()


class TileList(QAccessibleWidget):
    """The calendar as a list of bookings."""

    def __init__(self, surface: CalendarSurface):
        """Take the calendar."""
        super().__init__(surface, QAccessible.Role.List)
        self._calendar = weakref.ref(surface)

    @property
    def _items(self) -> TileItems:
        return cast("CalendarSurface", self._calendar()).items

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
