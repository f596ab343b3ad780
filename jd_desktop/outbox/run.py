"""The outbox at work: claims, calls with no transaction open, finishes; a step at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any, Protocol, TypeVar

from jd_desktop.domain.changes import Changes
from jd_desktop.domain.clock import Clock
from jd_desktop.domain.errors import Offline
from jd_desktop.domain.language import Text, text
from jd_desktop.domain.message import ChannelBroken
from jd_desktop.domain.ports import EmailEvents
from jd_desktop.operations.work import Doing, Work
from jd_desktop.outbox import channel, claim, dispatch, reconcile, status, told
from jd_desktop.outbox.mail_news import MailNews
from jd_desktop.outbox.next_moment import next_moment
from jd_desktop.outbox.turns import ANOTHERS, UNKNOWN, AskTurns, Turn
from jd_desktop.outbox.ways import Opened, Sender, Way

T = TypeVar("T")
_TITLE = text("Beskedens status")
_Step = Callable[[str, Sender], tuple[bool, Changes]]
_IN_A_LANE = 16
"""So many messages are claimed for each lane at a time: a transaction costs more than a claim."""
_IN_VAIN = 3
"""So many ticks that change nothing although something is due mean that nothing will."""


class Together(Protocol):
    """Makes calls, at most so many at a time, and returns what they returned, in order."""

    def __call__(self, calls: Sequence[Callable[[], T]], lanes: int, /) -> list[T]:
        """Make the calls and wait for all of them."""
        ...


def in_turn(calls: Sequence[Callable[[], T]], _lanes: int, /) -> list[T]:
    """Make calls one after the other, where there are no threads to share them."""
    return [call() for call in calls]


class Write(Protocol):
    """Hands an action to the database's only writer and returns what it returned."""

    def __call__(self, action: Callable[[Work], T]) -> T:
        """Run the action on the writer and wait for it."""
        ...


class Outbox:
    """Sends what waits, looks up what is uncertain, follows what was accepted."""

    def __init__(  # noqa: PLR0913 - what it works with, each by name
        self,
        write: Write,
        ways: Mapping[str, Way],
        clock: Clock,
        *,
        random: Random,
        turns: AskTurns | None = None,
        news: Callable[[], EmailEvents | None] = lambda: None,
        together: Together = in_turn,
    ):
        """Take the way to the writer, the ways out, the time, and chance for the waits.

        `turns` asks the central whose turn it is; None where this computer works alone. `news`
        returns a vendor's list of what became of e-mails, None where it keeps none. `together`
        makes several calls at a time.
        """
        self._write, self._ways, self._clock = write, ways, clock
        self._random, self._turns = random, turns
        self._together = together
        self._read_news = MailNews(self._do, news)
        self._opened = Opened(ways)
        self._unready: set[str] = set()

    def tick(self) -> Changes:
        """Do all that is due now, a bounded number of steps of each sort; returns what changed.

        Network calls are made on the calling thread, the database is used on the writer's.
        """
        _, changes = self._do(told.heed)
        with Turn(self._turns) as turn:
            for name, way in self._ways.items():
                sender, made = self._sender(name, way)
                changes |= made
                if sender is not None:
                    changes |= self._work_on(name, sender, turn)
        return changes | self._read_news()

    def run_until_idle(
        self, wait: Callable[[timedelta], None], *, patience: timedelta = timedelta(minutes=2)
    ) -> Changes:
        """Tick until nothing will be due within `patience`; `wait` passes the time between."""
        changes, in_vain = self.tick(), 0
        while in_vain < _IN_VAIN and (moment := self._write(self._next_moment)) is not None:
            ahead = moment - self._clock.now()
            if ahead > patience:
                break
            wait(max(ahead, timedelta(0)))
            made = self.tick()
            in_vain = 0 if made or ahead > timedelta(0) else in_vain + 1
            changes |= made
        return changes

    def close(self) -> None:
        """Close the ways out that were opened."""
        self._opened.close()

    def _work_on(self, name: str, sender: Sender, turn: Turn) -> Changes:
        at_once = self._ways[name].terms.at_once
        changes = self._over_and_over(self._look_up_one, name, sender, times=at_once)
        changes |= self._send_some(name, sender, turn)
        return changes | self._over_and_over(self._ask_one, name, sender, times=at_once)

    @staticmethod
    def _over_and_over(step: _Step, name: str, sender: Sender, *, times: int) -> Changes:
        changes = Changes()
        for _ in range(times):
            more, made = step(name, sender)
            changes |= made
            if not more:
                break
        return changes

    def _sender(self, name: str, way: Way) -> tuple[Sender | None, Changes]:
        """Return a channel's open sender; None where it has nothing to do or is not set up."""
        is_waiting, changes = self._do(lambda doing: claim.is_waiting(doing, name))
        if not is_waiting:
            return None, changes
        sender = self._opened.sender(name)
        if not isinstance(sender, Text):
            return sender, changes | self._ready(name)
        why = sender
        self._unready.add(name)

        def say(doing: Doing) -> None:
            until = doing.now + way.terms.pause
            if channel.not_ready(doing.db, name, until, why):
                claim.touch_queued(doing, name)

        _, made = self._do(say)
        return None, changes | made

    def _ready(self, name: str) -> Changes:
        """Let a channel go on at once that was not set up and is now."""
        if name not in self._unready:
            return Changes()
        self._unready.remove(name)

        def clear(doing: Doing) -> None:
            channel.clear(doing.db, name)
            claim.touch_queued(doing, name)

        return self._do(clear)[1]

    def _send_some(self, name: str, sender: Sender, turn: Turn) -> Changes:
        """Send what is due, some together, until a tick's share is done or nothing may leave."""
        way, changes = self._ways[name], Changes()
        left = way.terms.at_once
        while left > 0 and self._opened.is_open(name):
            taken, made = self._claim(name, min(left, way.lanes * _IN_A_LANE))
            changes |= made
            if not taken:
                break
            changes |= self._send_these(taken, sender, turn)
            left -= len(taken)
        return changes

    def _claim(self, name: str, at_most: int) -> tuple[list[claim.Claimed], Changes]:
        terms = self._ways[name].terms
        return self._do(lambda doing: claim.several(doing, name, terms, at_most=at_most))

    def _send_these(self, taken: Sequence[claim.Claimed], sender: Sender, turn: Turn) -> Changes:
        way = self._ways[taken[0].channel]
        until = self._clock.now() + way.terms.lease / 3
        whose = list(zip(taken, turn.of(taken), strict=True))
        ours = [one for one, of in whose if of not in (ANOTHERS, UNKNOWN)]
        calls = [partial(self._send, sender, way, one, until) for one in ours]
        ended = self._together(calls, way.lanes)

        def write(doing: Doing) -> None:
            for one, of in whose:
                if of in (ANOTHERS, UNKNOWN):
                    _let_go(doing, one, of, way)
            tried = {one.claimed.attempt_id for one in ended if one is not None}
            for one in ours:
                if one.attempt_id not in tried:
                    dispatch.not_begun(doing, one)
            dispatch.finish(doing, [one for one in ended if one is not None], way.terms)

        _, changes = self._do(write)
        if any(one is not None and isinstance(one.outcome, ChannelBroken) for one in ended):
            self._opened.drop(taken[0].channel)
        return changes

    def _send(
        self, sender: Sender, way: Way, claimed: claim.Claimed, until: datetime
    ) -> dispatch.Ended | None:
        """Try once; None where it is so late that the answer might come after the claim's end."""
        if self._clock.now() >= until:
            return None
        outcome = sender.send(way.write(claimed.slip))
        return dispatch.Ended(claimed, outcome, self._random.random())

    def _look_up_one(self, name: str, sender: Sender) -> tuple[bool, Changes]:
        way = self._ways[name]
        lookup, changes = self._do(lambda doing: reconcile.next_lookup(doing, name, way.terms))
        if lookup is None:
            return False, changes
        found = _find(sender, way, lookup)
        _, then = self._do(lambda doing: reconcile.settle(doing, lookup, found, way.terms))
        return True, changes | then

    def _ask_one(self, name: str, sender: Sender) -> tuple[bool, Changes]:
        terms = self._ways[name].terms
        question, changes = self._do(lambda doing: status.next_question(doing, name, terms))
        if question is None:
            return False, changes
        said = sender.status(question.provider_id)
        _, then = self._do(lambda doing: status.store(doing, question, said, terms))
        return True, changes | then

    def _do(self, step: Callable[[Doing], T]) -> tuple[T, Changes]:
        def in_one_transaction(work: Work) -> tuple[T, Changes]:
            with work.doing(_TITLE, undoable=False) as doing:
                result = step(doing)
            return result, doing.changes

        return self._write(in_one_transaction)

    def _next_moment(self, work: Work) -> datetime | None:
        with work.transaction() as db:
            terms = {name: way.terms for name, way in self._ways.items()}
            return next_moment(db, terms, self._clock.now())


def _let_go(doing: Doing, claimed: claim.Claimed, whose: str, way: Way) -> None:
    if whose == ANOTHERS:
        dispatch.leave_to_another(doing, claimed)
    else:
        dispatch.put_back(doing, claimed, way.terms)


def _find(sender: Sender, way: Way, lookup: reconcile.Lookup) -> reconcile.Found:
    if not getattr(sender, "can_look_up", True):
        return reconcile.Found(None, never=True)
    message: Any = way.write(lookup.slip)
    try:
        found = sender.find(message, since=lookup.since, taken=lookup.taken)
    except Offline:
        return reconcile.Found(None)
    return reconcile.Found(found or "")
