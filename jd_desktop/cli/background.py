"""What goes on behind a window: agreeing with the central, and the outbox. No Qt here."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection

from jd_desktop.cli.leaving import leave
from jd_desktop.cli.reaching import automation_of, outbox_of, payments_of
from jd_desktop.domain.changes import Changes
from jd_desktop.domain.errors import JdError
from jd_desktop.integrations.central.line import Revoked
from jd_desktop.main import Program
from jd_desktop.operations.work import Work
from jd_desktop.outbox.automation import EVERY, Automation
from jd_desktop.outbox.payments import Payments
from jd_desktop.outbox.run import Outbox
from jd_desktop.queries.messages import waiting_count
from jd_desktop.runtime.agreeing import Agreeing, Parts, Told
from jd_desktop.runtime.threads import Left, Threads
from jd_desktop.runtime.ticker import Ticker
from jd_desktop.store import state
from jd_desktop.sync.cycle import Report
from jd_desktop.sync.erase import lost_access
from jd_desktop.sync.hooks import Hooks
from jd_desktop.sync.stopping import Stopping

T = TypeVar("T")
log = logging.getLogger(__name__)
OUTBOX_EVERY = PAYMENTS_EVERY = 5.0


@dataclass(frozen=True, slots=True)
class Parting:
    """Access is gone, and this is what to say of it; None where it is back."""

    error: JdError | None


@dataclass(frozen=True, slots=True)
class Split:
    """This computer was a copy of another and is a device of its own from now on."""


class Post(Protocol):
    """Where to tell the window something, from any thread."""

    def send(self, letter: object) -> None:
        """Have it delivered where the window lives."""
        ...


class Calls:
    """The network threads, for what is to be told to a window afterwards."""

    def __init__(self, run: Callable[[Callable[[], Any]], Future[Any]]):
        """Take what runs a call on one of them."""
        self._run = run

    def run(self, fn: Callable[[Any], T], /) -> Future[T]:
        """Run it there; there is nothing to work with but the network."""
        return self._run(partial(fn, None))


class BackgroundWork:
    """Keeps agreeing and sending; each thing runs once at a time."""

    def __init__(self, program: Program, threads: Threads[Any, Any], changes: Post, told: Post):
        """Take where changes go, and where Told and errors go; nothing begins yet."""
        self._program, self._threads = program, threads
        self._changes, self._told = changes, told
        self._outbox: Outbox | None = None
        self._automation: Automation | None = None
        self._sending: Future[None] | None = None
        self._making: Future[None] | None = None
        self._payments: Payments | None = None
        self._paying: Future[None] | None = None
        self._is_started = self._is_closed = False
        self.calls = Calls(threads.net.run)
        self.agreeing = Agreeing(
            Parts(self._cycle, program.live, self._where, told.send, changes.send)
        )
        # The computer's own clock: what we learn of its being off is no waking up.
        clock = program.start.clock
        self._ticker = Ticker(clock, failed=_note, on_wake=self.agreeing.back)
        self._ticker.every(OUTBOX_EVERY, "outbox", self._hand_outbox)
        self._ticker.every(PAYMENTS_EVERY, "payments", self._hand_payments)
        self._ticker.every(EVERY.total_seconds(), "automation", self._hand_automation)

    def start(self) -> None:
        """Begin; where it began already, agree at once."""
        if self._is_started:
            self.agreeing.back()
            self.agreeing.want()
            return
        self._is_started = True
        self._ticker.start()
        for going in (self._agree, self.agreeing.listen):
            self._threads.net.run(going).add_done_callback(_log_failure)

    def shut_down(self, *, budget: float) -> Left:
        """End it all within so many seconds; returns what was left."""

        def stop() -> None:
            self._ticker.stop()
            self.agreeing.stop()

        return self._threads.shut_down(stop=stop, budget=budget)

    def agree_once(self) -> None:
        """Agree with the central once, now; raises as a cycle does. On a network thread."""
        self._cycle(Hooks(), Stopping())
        self._told.send(Told())

    def write(self, fn: Callable[[Connection], T]) -> T:
        """Run on the writer, in a transaction, from another thread."""

        def act(work: Work) -> T:
            with work.transaction() as db:
                return fn(db)

        return self.work(act)

    def work(self, action: Callable[[Work], T]) -> T:
        """Run an action on the writer from another thread."""

        def act(work: Work) -> T:
            if self._is_closed:  # else the database would come to life again
                self._program.leaving.refuse()
            return action(work)

        return self._threads.writer.run(act).result()

    def leave(self, _nothing: None = None) -> None:
        """Give the token back and forget it; on a network thread."""
        self._program.give_token_back()
        self.work(lambda _work: self._program.forget_session())

    def _agree(self) -> None:
        """Agree until stopped; a computer that works alone has nobody to agree with."""
        is_leaving = self._program.leaving.farewell is not None
        if not is_leaving and self._threads.readers.run(state.is_alone).result():
            self.agreeing.stop()
        self.agreeing.run()

    def _cycle(self, hooks: Hooks, stopping: Stopping) -> Report:
        if self._program.leaving.farewell is not None:
            self._part()
        try:
            told = replace(hooks, split=self._split)
            return self._program.sync(desk=self, hooks=told, stopping=stopping)
        except Revoked:
            self._program.leaving.lock()
            self._part()
            raise

    def _split(self) -> None:
        self._told.send(Split())
        self._changes.send(Changes.of([("news", "")]))

    def _part(self) -> None:
        """Hand over and erase, the window showing nothing meanwhile; raises as `leave` does.

        Returns where access is there after all.
        """
        farewell = self._program.leaving.farewell
        if farewell is not None:
            self._told.send(Parting(lost_access(farewell)))
        leave(self._program, desk=self, close=self._close_database)
        self._told.send(Parting(None))

    def _close_database(self) -> None:
        def close(_work: Work) -> None:
            self._is_closed = True
            self._program.close()

        self._threads.writer.run(close).result()

    def _where(self) -> tuple[int, str]:
        return self._threads.readers.run(_where).result()

    def _hand_outbox(self) -> None:
        """Ticks only hand work on: the clock's own threads must never hang."""
        if self._sending is None or self._sending.done():
            self._sending = self._threads.net.run(self._send)
            self._sending.add_done_callback(_log_failure)

    def _hand_automation(self) -> None:
        if self._making is None or self._making.done():
            self._making = self._threads.net.run(self._make)
            self._making.add_done_callback(_log_failure)

    def _hand_payments(self) -> None:
        if self._paying is None or self._paying.done():
            self._paying = self._threads.net.run(self._pay)
            self._paying.add_done_callback(_log_failure)

    def _pay(self) -> None:
        """Bring what is wanted of Stripe there, and what it knows here."""
        if self._program.leaving.farewell is not None:
            return
        self._payments = self._payments or payments_of(self._program, self.work)
        if changes := self._payments.tick():
            self._changes.send(changes)
            self.agreeing.hint()

    def _make(self) -> None:
        """Make what nobody asks for, where this computer is the one that does."""
        if self._program.leaving.farewell is not None:
            return
        self._automation = self._automation or automation_of(self._program, self.work)
        if changes := self._automation.tick():
            self._changes.send(changes)
            self.agreeing.hint()

    def _send(self) -> None:
        if self._program.leaving.farewell is not None:
            return
        try:
            self._outbox = self._outbox or outbox_of(self._program, self.work, self._threads.net)
            changes = self._outbox.tick()
            self._outbox.close()  # settings that are put right count from the next tick on
        except JdError as error:
            if self._threads.readers.run(waiting_count).result():
                self._told.send(error)
            return
        if changes:
            self._changes.send(changes)
            self.agreeing.hint()


def _where(db: Connection) -> tuple[int, str]:
    return int(state.get(db, "cursor", 0)), str(state.get(db, "epoch", ""))


def _note(name: str, error: Exception) -> None:
    log.warning("tick", extra={"tick": name, "error": type(error).__name__})


def _log_failure(done: Future[Any]) -> None:
    if done.cancelled():
        return
    error = done.exception()
    if isinstance(error, JdError):
        log.info("not now", extra={"why": type(error).__name__, "detail": error.detail})
    elif error is not None:
        log.error("failed", exc_info=error)
