"""Payments at work: asks for pages, closes them, hears what became of them; a step at a time."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from random import Random
from typing import TypeVar

from jd_desktop.domain import message
from jd_desktop.domain.changes import Changes
from jd_desktop.domain.errors import BadInput, JdError, Missing, Offline, Refused
from jd_desktop.domain.language import Text, text
from jd_desktop.domain.payment_books import News
from jd_desktop.domain.payments_port import Asked, Made, PaymentVendor
from jd_desktop.operations.payment_telling import send_receipts
from jd_desktop.operations.work import Doing, Work
from jd_desktop.outbox import (
    channel,
    payment_asking,
    payment_closing,
    payment_reading,
    payment_subscriptions,
)
from jd_desktop.outbox import payment_wanted as wanting
from jd_desktop.outbox.mail_news import Page
from jd_desktop.outbox.payment_asking import CHANNEL, Asking, Nothing
from jd_desktop.outbox.run import Write
from jd_desktop.outbox.terms import Terms
from jd_desktop.outbox.turns import AskTurns

T = TypeVar("T")
log = logging.getLogger(__name__)
_TITLE = text("Betalinger fra Stripe")
_AT_ONCE = 20

Opens = Callable[[], AbstractContextManager[PaymentVendor]]
"""Opens the way to the vendor; raises JdError where it is not set up."""


class Payments:
    """Brings what people want to the vendor, and what the vendor knows into the books."""

    def __init__(
        self,
        write: Write,
        opens: Opens,
        setting: Callable[[], wanting.Setting],
        *,
        random: Random,
        turns: AskTurns | None = None,
        terms: Terms | None = None,
    ):
        """Take the way to the writer and to the vendor, how pages are made here, and chance.

        `turns` asks the central whose it is to ask; None where this computer works alone.
        """
        self._write, self._opens, self._setting = write, opens, setting
        self._random, self._turns, self._terms = random, turns, terms or Terms()
        self._is_unready = False

    def tick(self, *, now: bool = False) -> Changes:
        """Do all that is due, a bounded number of steps; `now` reads the news however lately.

        The network is used on the calling thread, the database on the writer's.
        """
        changes = self._want()

        def look(doing: Doing) -> tuple[Page | None, bool]:
            page = payment_reading.next_page(doing, now=now)
            return page, _has_work(doing, self._terms)

        (page, has_work), made = self._do(look)
        changes |= made
        if page is None and not has_work:
            return changes
        try:
            with self._opens() as vendor:
                return changes | self._ready() | self._with(vendor, page)
        except Offline:
            return changes
        except JdError as error:
            return changes | self._not_ready(error.title)

    def _with(self, vendor: PaymentVendor, page: Page | None) -> Changes:
        changes = self._close_all(vendor) | self._ask_all(vendor) | self._close_all(vendor)
        changes |= self._end_all(vendor)
        if page is not None:
            changes |= self._read_all(vendor, page) | self._look_at_all(vendor)
        return changes

    def _want(self) -> Changes:
        """Write down what is wanted, where it is ours to ask."""

        def look(doing: Doing) -> Sequence[wanting.Wanted]:
            send_receipts(doing)
            payment_closing.notice(doing)
            return wanting.next_wanted(doing)

        wanted, changes = self._do(look)
        setting = self._setting() if wanted else None
        ours = self._ours([one.claim for one in wanted if one.claim])
        for one in wanted:
            if setting is None or (one.claim and ours is None):
                continue
            is_ours = not one.claim or (ours is not None and one.claim in ours)
            changes |= self._write_down(one, setting, is_ours=is_ours)
        return changes

    def _write_down(
        self, one: wanting.Wanted, setting: wanting.Setting, *, is_ours: bool
    ) -> Changes:
        def step(doing: Doing) -> None:
            if is_ours:
                wanting.write_down(doing, one, setting)
            else:
                payment_asking.let_go(doing, one.id, payment_asking.ELSEWHERE)

        return self._do(step)[1]

    def _ours(self, claims: Sequence[str]) -> frozenset[str] | None:
        """Return the claims that are ours; None where nobody can say now."""
        if self._turns is None or not claims:
            return frozenset(claims)
        try:
            with self._turns() as turns:
                return turns.claim(claims)
        except JdError:
            return None

    def _ask_all(self, vendor: PaymentVendor) -> Changes:
        changes = Changes()
        for _ in range(_AT_ONCE):
            asking, made = self._do(lambda doing: payment_asking.next_asking(doing, self._terms))
            changes |= made
            if asking is None:
                break
            came_to, chance = _ask(vendor, asking), self._random.random()
            changes |= self._finish(asking, came_to, chance)
        return changes

    def _finish(self, asking: Asking, came_to: Asked | Nothing, chance: float) -> Changes:
        def step(doing: Doing) -> None:
            payment_asking.finish(doing, asking, came_to, terms=self._terms, chance=chance)

        return self._do(step)[1]

    def _close_all(self, vendor: PaymentVendor) -> Changes:
        found, changes = self._do(payment_closing.next_closing)
        for closing in found:
            changes |= self._close_one(closing, payment_closing.close(vendor, closing))
        return changes

    def _close_one(self, closing: payment_closing.Closing, state: str | None) -> Changes:
        return self._do(lambda doing: payment_closing.store(doing, closing, state))[1]

    def _end_all(self, vendor: PaymentVendor) -> Changes:
        found, changes = self._do(payment_subscriptions.next_endings)
        for one in found:
            changes |= self._ended(vendor, one)
        return changes

    def _ended(self, vendor: PaymentVendor, one: payment_subscriptions.Ending) -> Changes:
        said = payment_subscriptions.end(vendor, one)
        return self._do(lambda doing: payment_subscriptions.store(doing, one, said))[1]

    def _read_all(self, vendor: PaymentVendor, page: Page) -> Changes:
        """Read the list as far as it goes, the oldest first where it is of one page."""
        changes = Changes()
        following: Page | None = page
        while following is not None:
            here = following
            try:
                events, cursor = vendor.events(here.since, here.cursor)
                told = sorted(map(News.of, events), key=lambda news: news.at)
                for news in self._new_of(told):
                    known = payment_reading.truth(vendor, news)
                    changes |= self._take(known)
            except (Offline, ValueError):
                return changes | self._do(payment_reading.give_up)[1]
            changes |= self._turn(here, cursor)
            following, made = self._do(payment_reading.next_page) if cursor else (None, Changes())
            changes |= made
        return changes

    def _new_of(self, told: Sequence[News]) -> Sequence[News]:
        def step(doing: Doing) -> Sequence[News]:
            return [news for news in told if payment_reading.is_new(doing, news)]

        return self._do(step)[0]

    def _take(self, news: News) -> Changes:
        """Take news; what cannot be written down is noted in the log, and others are not kept."""
        try:
            return self._do(lambda doing: payment_reading.take(doing, news))[1]
        except (BadInput, Refused) as error:
            log.warning("news left", extra={"event": news.id, "why": type(error).__name__})
            return Changes()

    def _turn(self, page: Page, cursor: str) -> Changes:
        return self._do(lambda doing: payment_reading.turn_page(doing, page, cursor))[1]

    def _look_at_all(self, vendor: PaymentVendor) -> Changes:
        """Look at each open page where the list does not reach back to its news."""
        sights, changes = self._do(payment_reading.to_look_at)
        if sights is None:
            return changes
        for sight in sights:
            at, _ = self._do(lambda doing: doing.now)
            try:
                found = payment_reading.look(vendor, sight, at)
            except Offline:
                return changes  # looked at anew next time: only a whole look counts
            except (Missing, Refused):
                continue
            for news in found:
                changes |= self._take(news)
        return changes | self._do(payment_reading.swept)[1]

    def _not_ready(self, why: Text) -> Changes:
        """Say why nothing is asked; it is tried again at once, for it may be put right."""
        self._is_unready = True
        return self._do(lambda doing: channel.not_ready(doing.db, CHANNEL, doing.now, why))[1]

    def _ready(self) -> Changes:
        if not self._is_unready:
            return Changes()
        self._is_unready = False
        return self._do(lambda doing: channel.clear(doing.db, CHANNEL))[1]

    def _do(self, step: Callable[[Doing], T]) -> tuple[T, Changes]:
        def in_one_transaction(work: Work) -> tuple[T, Changes]:
            with work.doing(_TITLE, undoable=False) as doing:
                result = step(doing)
            return result, doing.changes

        return self._write(in_one_transaction)


def _has_work(doing: Doing, terms: Terms) -> bool:
    """Whether anything is to be asked, closed or ended at the vendor now."""
    if not channel.may_send(doing.db, CHANNEL, doing.now, terms):
        return False
    return bool(
        payment_asking.is_due(doing)
        or payment_closing.next_closing(doing)
        or payment_subscriptions.next_endings(doing)
    )


def _ask(vendor: PaymentVendor, asking: Asking) -> Asked | Nothing:
    """Ask, or look up first what may have been made by a key that is spent."""
    if not asking.looks_first:
        return vendor.make(asking.frozen)
    try:
        found = vendor.find(asking.frozen.what, asking.record_id, under=asking.under)
    except Offline:
        return message.NothingSent()
    except JdError as error:
        return message.ChannelBroken(error.title)
    return Nothing() if found is None else Made(found)
