"""Who may do what on which thread: jd-write (1), jd-read (2), jd-net (4); guard and shutdown."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import dataclass
from queue import SimpleQueue
from time import monotonic
from typing import Any, Generic, Literal, TypeAlias, TypeVar

from jd_desktop.domain.language import Text, text

W = TypeVar("W")
R = TypeVar("R")
T = TypeVar("T")
Role: TypeAlias = Literal["read", "write", "net"]
_Task: TypeAlias = tuple["Future[Any]", Callable[[], Any]]

WRITE_BEFORE_READ = {"read": ("read", "write"), "write": ("write",)}


class WrongThread(RuntimeError):
    """Our own mistake: the database used on a thread that may not."""


class Guard:
    """Knows what each thread is for; store.engine asks it before every use."""

    def __init__(self) -> None:
        """Begin with no thread allowed anything, the main thread least of all."""
        self._here = threading.local()

    def declare(self, role: Role) -> None:
        """Give the calling thread its role; a headless command declares itself "write"."""
        self._here.role = role

    def __call__(self, wanted: Literal["read", "write"]) -> None:
        """Raise WrongThread where the calling thread may not read, or not write, the database."""
        role = getattr(self._here, "role", None)
        if role not in WRITE_BEFORE_READ[wanted]:
            name = threading.current_thread().name
            raise WrongThread(f"{wanted} on thread {name}, which is for {role or 'no database'}")


class _Crew:
    """A few threads that take tasks from one queue, in order.

    They are daemons: a request that hangs must not keep a closed program alive.
    """

    def __init__(self, name: str, size: int, role: Role, guard: Guard):
        self._tasks: SimpleQueue[_Task | None] = SimpleQueue()
        self._state = threading.Condition()
        self._open = True
        self._unfinished: set[Future[Any]] = set()
        self._role, self._guard = role, guard
        names = [name if size == 1 else f"{name}-{i + 1}" for i in range(size)]
        thread = threading.Thread  # noqa: TID251 - the one place
        self._threads = [thread(target=self._work, name=n, daemon=True) for n in names]
        for one in self._threads:
            one.start()

    def put(self, task: Callable[[], T]) -> Future[T]:
        """Queue a task; after closing it comes back cancelled."""
        future: Future[T] = Future()
        with self._state:
            if self._open:
                self._unfinished.add(future)
                self._tasks.put((future, task))
                return future
        future.cancel()
        future.set_running_or_notify_cancel()
        return future

    def close(self) -> None:
        """Take no more tasks; the queued ones are still done."""
        with self._state:
            if self._open:
                self._open = False
                for _ in self._threads:
                    self._tasks.put(None)

    def cancel(self) -> None:
        """Drop what has not begun."""
        with self._state:
            waiting = list(self._unfinished)
        for future in waiting:
            future.cancel()

    def wait(self, until: float) -> int:
        """Wait for idleness until a monotonic moment; return how many tasks are left."""
        with self._state:
            self._state.wait_for(lambda: not self._pending(), max(0.0, until - monotonic()))
            return self._pending()

    def _pending(self) -> int:
        return sum(not future.cancelled() for future in self._unfinished)

    def _work(self) -> None:
        self._guard.declare(self._role)
        while (task := self._tasks.get()) is not None:
            self._do(*task)
            del task  # a task holds its question, and so a screen, alive

    def _do(self, future: Future[Any], task: Callable[[], Any]) -> None:
        if future.set_running_or_notify_cancel():
            try:
                result = task()
            except BaseException as error:  # noqa: BLE001 - carried to whoever asked
                self._forget(future)
                future.set_exception(error)
                return
            self._forget(future)
            future.set_result(result)
        else:
            self._forget(future)

    def _forget(self, future: Future[Any]) -> None:
        with self._state:
            self._unfinished.discard(future)
            self._state.notify_all()


class Writer(Generic[W]):
    """The one thread that writes the database."""

    def __init__(self, opener: Callable[[], W], guard: Guard):
        """Take what makes the thing to write with: called once, on the thread, at first use."""
        self._opener = opener
        self._made: W | None = None
        self.crew = _Crew("jd-write", 1, "write", guard)

    def run(self, action: Callable[[W], T]) -> Future[T]:
        """Do an action after those before it; its error is in the future."""
        return self.crew.put(lambda: action(self._tool()))

    def _tool(self) -> W:
        if self._made is None:
            self._made = self._opener()
        return self._made


class Readers(Generic[R]):
    """Two threads that ask the database."""

    def __init__(self, opener: Callable[[], AbstractContextManager[R]], guard: Guard):
        """Take what makes the thing to read with; entered and left around each question."""
        self._opener = opener
        self.crew = _Crew("jd-read", 2, "read", guard)

    def run(self, question: Callable[[R], T]) -> Future[T]:
        """Ask; each question sees one moment of the database."""
        return self.crew.put(lambda: self._ask(question))

    def _ask(self, question: Callable[[R], T]) -> T:
        with self._opener() as tool:
            return question(tool)


class Net:
    """Four threads that talk to others; the guard keeps the database from them."""

    def __init__(self, guard: Guard):
        """Start with nothing to do."""
        self.crew = _Crew("jd-net", 4, "net", guard)

    def run(self, call: Callable[[], T]) -> Future[T]:
        """Make a call; it gets no database, so no transaction can span it."""
        return self.crew.put(call)

    def end(self, budget: float) -> int:
        """Take no more calls; return how many had not ended after so many seconds."""
        self.crew.close()
        self.crew.cancel()
        return self.crew.wait(monotonic() + budget)


@dataclass(frozen=True, slots=True)
class Left:
    """What the time did not suffice for."""

    writes: int = 0
    calls: int = 0
    questions: int = 0

    def __bool__(self) -> bool:
        """Whether anything was left."""
        return bool(self.writes or self.calls or self.questions)

    def sentence(self) -> Text | None:
        """Say what was left, None where it is nothing that concerns a person."""
        if self.writes:
            return text("Noget blev ikke gemt færdigt, før programmet lukkede.")
        if self.calls:
            return text("Noget var ved at blive sendt; det gøres færdigt næste gang.")
        return None


@dataclass(frozen=True, slots=True)
class Threads(Generic[W, R]):
    """All threads of a running program."""

    writer: Writer[W]
    readers: Readers[R]
    net: Net

    def shut_down(self, *, stop: Callable[[], None], budget: float) -> Left:
        """Stop the clock, finish writes, cancel calls, within a budget in seconds.

        The writer closes last: a call that is under way still gets its answer written.
        """
        writer, readers, net = self.writer.crew, self.readers.crew, self.net.crew
        until = monotonic() + budget
        stop()
        for crew in (net, readers):
            crew.close()
            crew.cancel()
        writer.wait(until)
        calls = net.wait(until)
        writer.close()
        return Left(writes=writer.wait(until), calls=calls, questions=readers.wait(until))


def start(
    writing: Callable[[], W], reading: Callable[[], AbstractContextManager[R]], guard: Guard
) -> Threads[W, R]:
    """Start the threads of a program with a window."""
    return Threads(Writer(writing, guard), Readers(reading, guard), Net(guard))
