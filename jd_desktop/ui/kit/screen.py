"""What every screen is: it asks, shows, and sends intentions; it computes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from jd_desktop.domain.changes import Changes
from jd_desktop.ui.theme.look import Look


class Screen(QWidget):
    """A page of the window. Subclasses say which kinds they show and how to reload."""

    shows: ClassVar[frozenset[str]] = frozenset()
    titled = Signal(str)
    wants = Signal(str, str)
    """Asks the window to go to another screen: its name, and a subject's id or ""."""

    def __init__(self, look: Look, parent: QWidget | None = None):
        """Begin stale: the first showing loads."""
        super().__init__(parent)
        self.look = look
        self._stale = True

    def title(self) -> str:
        """Return what the top bar says."""
        return ""

    def tools(self) -> Sequence[QWidget]:
        """Return widgets of the screen that belong into the top bar."""
        return ()

    def reload(self) -> None:
        """Ask for what is shown, anew."""

    def open_subject(self, subject: str) -> None:
        """Show one of its subjects, by id."""

    def primary(self) -> QWidget | None:
        """Return the screen's main button for the top bar."""
        return None

    def note(self, changes: Changes) -> None:
        """Reload where changes concern what is shown; later, where nobody sees it now."""
        if changes.concerns(self.shows):
            if self.isVisible():
                self.reload()
            else:
                self._stale = True

    def showEvent(self, event: QShowEvent) -> None:
        """Load what went stale while nobody looked."""
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self.reload()
        begin = self.focusProxy()
        if begin is not None:
            begin.setFocus(Qt.FocusReason.OtherFocusReason)
