"""The one bridge between widgets and threads: asks and does elsewhere, delivers here."""

from __future__ import annotations

import traceback
import weakref
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from jd_desktop.domain.changes import Changes
from jd_desktop.domain.errors import JdError
from jd_desktop.ui.mailbox import Mailbox, Post

T = TypeVar("T")
C = TypeVar("C", bound=Changes | None)
Failed = Callable[[JdError], None]


class Executor(Protocol):
    """Runs a function elsewhere, on what its thread works with."""

    def run(self, fn: Callable[[Any], T], /) -> Future[T]:
        """Run it and return its future."""
        ...


class _Errand:
    """What another thread runs; it lets go of it before anybody hears of the answer.

    Else that thread could be the last to hold a question, and with it the widget that asked.
    """

    def __init__(self, fn: Callable[[Any], Any]):
        self._fn: Callable[[Any], Any] | None = fn

    def __call__(self, tool: Any) -> Any:
        fn, self._fn = self._fn, None
        if fn is None:
            raise CancelledError
        return fn(tool)

    def drop(self) -> None:
        """Let go of it; it has run or never will."""
        self._fn = None


class _Delivery:
    """An answer on its way to the widget that asked; dropped when the widget is gone."""

    def __init__(self, owner: QObject, then: Callable[[Any], None] | None, failed: Failed | None):
        self._owner = weakref.ref(owner)
        self.then, self.failed = then, failed
        self.key: tuple[int, str] | None = None
        self.is_question = False

    @property
    def has_owner(self) -> bool:
        """Whether the widget is still there."""
        owner = self._owner()
        return owner is not None and isValid(owner)


@dataclass(frozen=True, slots=True)
class _Letter:
    """What came of an errand, by its number; or changes that were made elsewhere."""

    number: int
    done: Future[Any]


class Call(Protocol):
    """Does something on a network thread and goes on with what comes of it.

    Where the owner is gone by then, only a failure is told, by a toast.
    """

    def __call__(
        self, errand: Callable[[None], Any], *, then: Callable[[Any], None],
        failed: Failed | None = None, owner: QObject | None = None,
    ) -> None:  # fmt: skip
        """Have it done."""
        ...


class Tasks(QObject):
    """Runs questions and actions off the main thread; nothing a widget asks can block it.

    Other threads get numbers to answer to, never a widget.
    """

    changed = Signal(object)
    failed = Signal(object)
    crashed = Signal(str)

    def __init__(self, read: Executor, write: Executor, parent: QObject | None = None):
        """Take where questions and actions run."""
        super().__init__(parent)
        self._read, self._write = read, write
        self._newest: dict[tuple[int, str], int] = {}
        self._under_way: dict[int, tuple[_Delivery, _Errand, Callable[[Any], Any]]] = {}
        self._count = 0
        self._mailbox = Mailbox(self._deliver, self)

    @property
    def idle(self) -> bool:
        """Whether nothing is under way."""
        return not self._under_way

    @property
    def post(self) -> Post:
        """Where any thread may send Changes that it made; every screen is told of them."""
        return self._mailbox.post

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
        if key:
            delivery.key = (id(owner), key)
            self._newest[delivery.key] = self._count + 1
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

    def call(
        self,
        where: Executor,
        errand: Callable[[Any], T],
        *,
        owner: QObject,
        then: Callable[[T], None] | None = None,
        failed: Failed | None = None,
    ) -> None:
        """Have something done elsewhere, on a network thread say; told as `do` tells."""
        self._start(where, errand, _Delivery(owner, then, failed))

    def tell(self, changes: Changes) -> None:
        """Tell every screen of changes made elsewhere: a sync, a tick. From any thread."""
        self.post.send(changes)

    def close(self) -> None:
        """Deliver nothing more; what is still under way is let go of here."""
        self._mailbox.close()
        for _, errand, _ in self._under_way.values():
            errand.drop()
        self._under_way.clear()
        self._newest.clear()

    def _start(self, where: Executor, fn: Callable[[Any], Any], delivery: _Delivery) -> None:
        self._count += 1
        errand = _Errand(fn)
        self._under_way[self._count] = (delivery, errand, fn)
        where.run(errand).add_done_callback(partial(_send, self.post, self._count))

    def _deliver(self, letter: _Letter | Changes) -> None:
        if isinstance(letter, Changes):
            self.changed.emit(letter)
            return
        delivery, errand, _ = self._under_way.pop(letter.number)
        errand.drop()
        wanted = self._is_wanted(delivery, letter.number)
        try:
            result = letter.done.result()
        except CancelledError:
            return
        except JdError as error:
            _let_go(error)
            self._fail(delivery, error, wanted=wanted)
            return
        except Exception as error:  # noqa: BLE001 - the one place: shown and kept, never swallowed
            trace = "".join(traceback.format_exception(error))
            _let_go(error)
            self.crashed.emit(trace)
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

    def _is_wanted(self, delivery: _Delivery, number: int) -> bool:
        """Whether somebody waits for it; the newest question of a key is forgotten here."""
        key = delivery.key
        if key is not None and self._newest.get(key) != number:
            return False
        if key is not None:
            del self._newest[key]
        return delivery.has_owner


def _send(post: Post, number: int, done: Future[Any]) -> None:
    post.send(_Letter(number, done))


def _let_go(error: BaseException) -> None:
    """Forget where it was raised: the frames there hold widgets, and a thread the error."""
    told: BaseException | None = error
    while told is not None:
        told.__traceback__ = None
        told = told.__cause__ or told.__context__
