"""Where a person is, where they were, and the way back."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal


@dataclass(frozen=True, slots=True)
class Route:
    """A screen, and what it shows: ("students", an id) or ("calendar", "")."""

    screen: str
    subject: str = ""


class Navigator(QObject):
    """Goes to routes and remembers them."""

    moved = Signal(object)

    def __init__(self, parent: QObject | None = None):
        """Begin nowhere."""
        super().__init__(parent)
        self._past: list[Route] = []
        self._future: list[Route] = []
        self.here: Route | None = None

    def go(self, route: Route) -> None:
        """Go somewhere; the way forward is forgotten."""
        if self.here is not None and self.here != route:
            self._past.append(self.here)
            self._future.clear()
        self._arrive(route)

    def back(self) -> None:
        """Go back, if there is anywhere."""
        if self._past and self.here is not None:
            self._future.append(self.here)
            self._arrive(self._past.pop())

    def forward(self) -> None:
        """Go forward again."""
        if self._future and self.here is not None:
            self._past.append(self.here)
            self._arrive(self._future.pop())

    def _arrive(self, route: Route) -> None:
        self.here = route
        self.moved.emit(route)
