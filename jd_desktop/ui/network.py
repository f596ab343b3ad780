"""Hearing from the operating system that the network is back, where it tells."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QNetworkInformation


class NetworkWatch(QObject):
    """Calls when the computer is online again; where the system does not tell, never."""

    def __init__(self, parent: QObject, then: Callable[[], None]):
        """Take who is told, on the main thread."""
        super().__init__(parent)
        self._then = then
        self.is_told = QNetworkInformation.loadDefaultBackend()
        known = QNetworkInformation.instance()
        if known is not None:
            known.reachabilityChanged.connect(self.note)

    def note(self, reachable: QNetworkInformation.Reachability) -> None:
        """Take what the system says."""
        if reachable is QNetworkInformation.Reachability.Online:
            self._then()
