"""The outbox at work: claims, calls with no transaction open, finishes; a step at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any, Protocol, TypeVar

from sqlalchemy import func, select

from jd_desktop.domain.changes import Changes
from jd_desktop.domain.clock import Clock, instant
from jd_desktop.domain.errors import BadInput, Offline, SecretsUnavailable
from jd_desktop.domain.language import text
from jd_desktop.domain.ports import EmailEvents, SmsSender
from jd_desktop.operations.work import Doing, Work
from jd_desktop.outbox import channel, claim, dispatch, mail_news, reconcile, status, told
from jd_desktop.outbox.terms import Terms
from jd_desktop.queries.messages import jobs, why_waiting
from jd_desktop.store.tables import outbox_job

T = TypeVar("T")
_TITLE = text("Beskedens status")
_IN_VAIN = 3
"""So many ticks that change nothing although something is due mean that nothing will."""


class Write(Protocol):
    """Hands an action to the database's only writer and returns what it returned."""

    def __call__(self, action: Callable[[Work], T]) -> T:
        """Run the action on the writer and wait for it."""
        ...


class Outbox:
    """Sends what waits, looks up what is uncertain, follows what was accepted."""

    def __init__(
        self,
        write: Write,
        sender: SmsSender,
        clock: Clock,
        *,
        random: Random,
        terms: Terms | None = None,
        news: Callable[[], EmailEvents | None] = lambda: None,
    ):
        """Take the way to the writer, the way out, the time, and chance for the waits.

        `news` returns a vendor's list of what became of e-mails, None where it keeps none.
        """
        self._write, self._sender, self._clock = write, sender, clock
        self._random, self._terms = random, terms or Terms()
        self._open_news = news
        self._news: EmailEvents | None = None

    def tick(self) -> Changes:
        """Do all that is due now, a bounded number of steps of each sort; returns what changed.

        Network calls are made on the calling thread, the database is used on the writer's.
        """
        _, changes = self._do(lambda doing: told.heed(doing, self._terms))
        for step in (self._look_up_one, self._send_one, self._ask_one, self._read_news):
            for _ in range(self._terms.at_once):
                more, made = step()
                changes |= made
                if not more:
                    break
        return changes

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

    def _send_one(self) -> tuple[bool, Changes]:
        claimed, changes = self._do(lambda doing: claim.due(doing, self._terms))
        if claimed is None:
            return False, changes
        outcome = self._sender.send(claimed.sms)
        chance = self._random.random()
        _, then = self._do(
            lambda doing: dispatch.finish(doing, claimed, outcome, terms=self._terms, chance=chance)
        )
        return True, changes | then

    def _look_up_one(self) -> tuple[bool, Changes]:
        lookup, changes = self._do(lambda doing: reconcile.next_lookup(doing, self._terms))
        if lookup is None:
            return False, changes
        found = self._find(lookup)
        _, then = self._do(lambda doing: reconcile.settle(doing, lookup, found, self._terms))
        return True, changes | then

    def _find(self, lookup: reconcile.Lookup) -> reconcile.Found:
        try:
            found = self._sender.find(lookup.sms, since=lookup.since, taken=lookup.taken)
        except Offline:
            return reconcile.Found(None)
        return reconcile.Found(found or "")

    def _ask_one(self) -> tuple[bool, Changes]:
        question, changes = self._do(lambda doing: status.next_question(doing, self._terms))
        if question is None:
            return False, changes
        said = self._sender.status(question.provider_id)
        _, then = self._do(lambda doing: status.store(doing, question, said, self._terms))
        return True, changes | then

    def _read_news(self) -> tuple[bool, Changes]:
        page, changes = self._do(mail_news.next_page)
        if page is None:
            return False, changes
        try:
            self._news = self._news or self._open_news()
            told, following = self._news.events(page.since, page.cursor) if self._news else ((), "")
        except (Offline, BadInput, SecretsUnavailable):
            self._news = None
            self._do(mail_news.give_up)
            return False, changes
        _, then = self._do(lambda doing: mail_news.store(doing, page, told, following))
        return True, changes | then

    def _do(self, step: Callable[[Doing], T]) -> tuple[T, Changes]:
        def in_one_transaction(work: Work) -> tuple[T, Changes]:
            with work.doing(_TITLE, undoable=False) as doing:
                result = step(doing)
            return result, doing.changes

        return self._write(in_one_transaction)

    def _next_moment(self, work: Work) -> datetime | None:
        """Return when something may next leave or be looked up; None where nothing will.

        The first question about what was accepted counts too: most messages arrive by then.
        """
        with work.transaction() as db:
            j = outbox_job.c
            queued = db.execute(jobs().where(j.state == "queued")).all()
            waits = why_waiting(db, queued)
            now = self._clock.now()
            moments = [
                max(instant(r.next_at), channel.next_free(db, r.channel, now, self._terms) or now)
                for r in queued
                if r.id not in waits and not claim.is_kept_quiet(r.origin, now)
            ]
            unsure = select(func.min(j.next_at)).where(j.state == "uncertain")
            leased = select(func.min(j.lease_until)).where(j.state == "sending")
            asked = select(func.min(j.next_at)).where(
                j.state.in_(("accepted", "sent")), j.provider_id.is_not(None), j.status_checks == 0
            )
            others: list[Any] = [db.execute(q).scalar() for q in (unsure, leased, asked)]
            return min([*moments, *(instant(w) for w in others if w)], default=None)
