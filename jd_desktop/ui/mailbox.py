"""From any thread to the main one; no thread but the main one ever holds or ends a widget."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from threading import Lock
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from shiboken6 import isValid

COLLECT_EVERY_MS = 100
"""Often, so that there is little to look at each time: more would be felt."""


class Post:
    """The end of a mailbox that threads hold: no QObject, and harmless once it is closed."""

    def __init__(self, mailbox: Mailbox):
        """Take where letters go; it is held weakly."""
        self._mailbox: Callable[[], Mailbox | None] = weakref.ref(mailbox)
        self._lock = Lock()

    def send(self, letter: object) -> None:
        """Have a letter delivered on the main thread; dropped where the mailbox is gone."""
        with self._lock:  # who closes waits until nobody is within
            mailbox = self._mailbox()
            if mailbox is not None and isValid(mailbox):
                mailbox.arrived.emit(letter)
            del mailbox

    def close(self) -> None:
        """Deliver nothing from now on."""
        with self._lock:
            self._mailbox = lambda: None


class Mailbox(QObject):
    """Hands what was posted on any thread to one function, on the main thread, in order."""

    arrived = Signal(object)

    def __init__(self, then: Callable[[Any], None], parent: QObject):
        """Take who reads the letters; lives as long as its parent."""
        super().__init__(parent)
        self._then: Callable[[Any], None] | None = then
        self.post = Post(self)
        self.arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def _deliver(self, letter: object) -> None:
        if self._then is not None:
            self._then(letter)

    def close(self) -> None:
        """Take and deliver no more, not even what is under way."""
        self.post.close()
        self._then = None


class Collector(QObject):
    """Collects Python's garbage on the main thread, and on no other.

    Python collects wherever it happens to allocate. A window that is part of a cycle would be
    torn down on a network thread, which Qt does not survive.
    """

    def __init__(self, parent: QObject):
        """Take over from Python, for good."""
        super().__init__(parent)
        gc.disable()
        gc.freeze()  # what is here now, modules mostly, stays: looking at it would take 50 ms
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.collect)
        self._timer.start(COLLECT_EVERY_MS)

    def collect(self) -> None:
        """Collect as far as Python itself would have by now."""
        due = [have > most for have, most in zip(gc.get_count(), gc.get_threshold(), strict=True)]
        generations = [generation for generation, is_due in enumerate(due) if is_due]
        if generations:
            gc.collect(max(generations))
