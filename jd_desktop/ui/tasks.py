"""The one bridge between widgets and threads: asks and does elsewhere, delivers here."""

from __future__ import annotations

import traceback
import weakref
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from jd_desktop.domain.changes import Changes
from jd_desktop.domain.errors import JdError

T = TypeVar("T")
C = TypeVar("C", bound=Changes | None)
Failed = Callable[[JdError], None]


class Executor(Protocol):
    """Runs a function elsewhere, on what its thread works with."""

    def run(self, fn: Callable[[Any], T], /) -> Future[T]:
        """Run it and return its future."""
        ...


class _Delivery:
    """An answer on its way to the widget that asked; dropped when the widget is gone."""

    def __init__(self, owner: QObject, then: Callable[[Any], None] | None, failed: Failed | None):
        self._owner = weakref.ref(owner)
        self.then, self.failed = then, failed
        self.key: tuple[int, str] | None = None
        self.number = 0
        self.is_question = False

    @property
    def has_owner(self) -> bool:
        """Whether the widget is still there."""
        owner = self._owner()
        return owner is not None and isValid(owner)


class Tasks(QObject):
    """Runs questions and actions off the main thread; nothing a widget asks can block it."""

    changed = Signal(object)
    failed = Signal(object)
    crashed = Signal(str)
    _arrived = Signal(object, object)

    def __init__(self, read: Executor, write: Executor, parent: QObject | None = None):
        """Take where questions and actions run."""
        super().__init__(parent)
        self._read, self._write = read, write
        self._newest: dict[tuple[int, str], int] = {}
        self._count = 0
        self._under_way = 0
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def idle(self) -> bool:
        """Whether nothing is under way."""
        return self._under_way == 0

    def ask(
        self,
        question: Callable[[Any], T],
        *,
        then: Callable[[T], None],
        owner: QObject,
        key: str = "",
        failed: Failed | None = None,
    ) -> None:
        """Ask the database; a newer question with the same key and owner replaces this one.

        An answer that nobody waits for any more is dropped, and so is its error.
        """
        delivery = _Delivery(owner, then, failed)
        delivery.is_question = True
        self._count += 1
        delivery.number = self._count
        if key:
            delivery.key = (id(owner), key)
            self._newest[delivery.key] = self._count
        self._start(self._read, question, delivery)

    def do(
        self,
        action: Callable[[Any], C],
        *,
        owner: QObject,
        then: Callable[[C], None] | None = None,
        failed: Failed | None = None,
    ) -> None:
        """Do something and tell every screen what changed.

        Both, and a failure too, are told even where the widget is gone by then: it was done.
        """
        self._start(self._write, action, _Delivery(owner, then, failed))

    def tell(self, changes: Changes) -> None:
        """Tell every screen of changes made elsewhere: a sync, a tick. From any thread."""
        self._arrived.emit(None, changes)

    def _start(self, where: Executor, fn: Callable[[Any], Any], delivery: _Delivery) -> None:
        self._under_way += 1
        future = where.run(fn)
        future.add_done_callback(lambda done: self._emit(delivery, done))

    def _emit(self, delivery: _Delivery, done: Future[Any]) -> None:
        if isValid(self):
            self._arrived.emit(delivery, done)

    def _deliver(self, delivery: _Delivery | None, done: Any) -> None:
        if delivery is None:
            self.changed.emit(done)
            return
        self._under_way -= 1
        wanted = self._is_wanted(delivery)
        try:
            result = done.result()
        except CancelledError:
            return
        except JdError as error:
            self._fail(delivery, error, wanted=wanted)
            return
        except Exception as error:  # noqa: BLE001 - the one place: shown and kept, never swallowed
            self.crashed.emit("".join(traceback.format_exception(error)))
            return
        try:
            if wanted and delivery.then is not None:
                delivery.then(result)
        finally:
            if isinstance(result, Changes) and result:
                self.changed.emit(result)

    def _fail(self, delivery: _Delivery, error: JdError, *, wanted: bool) -> None:
        if wanted and delivery.failed is not None:
            delivery.failed(error)
        elif wanted or not delivery.is_question:
            self.failed.emit(error)

    def _is_wanted(self, delivery: _Delivery) -> bool:
        """Whether somebody waits for it; the newest question of a key is forgotten here."""
        key = delivery.key
        if key is not None and self._newest.get(key) != delivery.number:
            return False
        if key is not None:
            del self._newest[key]
        return delivery.has_owner
