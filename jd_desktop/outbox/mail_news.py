"""Reading a vendor's list of what became of e-mails, page by page, each word once.

The place in the list is kept with what was read of it, in one transaction: what is broken off
goes on there, and nothing is read twice or left out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.sqlite import insert

from jd_desktop.domain.changes import Changes
from jd_desktop.domain.clock import instant, wire
from jd_desktop.domain.errors import BadInput, Offline, SecretsUnavailable
from jd_desktop.domain.ports import EmailEvent, EmailEvents
from jd_desktop.operations.work import Doing
from jd_desktop.outbox.status import learn
from jd_desktop.store import state
from jd_desktop.store.tables import outbox_job, vendor_event

T = TypeVar("T")
AT_ONCE = 20
EVERY, SELDOM = timedelta(minutes=5), timedelta(hours=1)
"""How often the list is read while e-mails are on their way, and when only complaints may come."""
BACK = timedelta(hours=1)
"""How far each reading begins before the last one: vendors write their lists late."""
KEPT = timedelta(days=10)
"""How long a vendor keeps its list, and how long what it says of an e-mail may matter."""

_PLACE = "mail_news"


@dataclass(frozen=True, slots=True)
class Page:
    """A page to ask for: of the list since an instant, at a cursor, "" for the first."""

    since: datetime
    cursor: str


class Do(Protocol):
    """Runs a step in a transaction; returns what it returned, and what changed."""

    def __call__(self, step: Callable[[Doing], T]) -> tuple[T, Changes]:
        """Run it."""
        ...


class MailNews:
    """Reads the list as far as it goes; called at each tick."""

    def __init__(self, do: Do, news: Callable[[], EmailEvents | None]):
        """Take the way to the database, and what opens the list, None where there is none."""
        self._do, self._open = do, news
        self._news: EmailEvents | None = None

    def __call__(self) -> Changes:
        """Read what is new, a bounded number of pages; returns what changed."""
        changes = Changes()
        for _ in range(AT_ONCE):
            more, made = self._read_one()
            changes |= made
            if not more:
                break
        return changes

    def _read_one(self) -> tuple[bool, Changes]:
        page, changes = self._do(next_page)
        if page is None:
            return False, changes
        try:
            self._news = self._news or self._open()
            told, following = self._news.events(page.since, page.cursor) if self._news else ((), "")
        except (Offline, BadInput, SecretsUnavailable):
            self._news = None
            self._do(give_up)
            return False, changes
        _, then = self._do(lambda doing: store(doing, page, told, following))
        return True, changes | then


def next_page(doing: Doing) -> Page | None:
    """Return the page to read now; None where it is too soon, or no e-mail was sent lately."""
    place = _place(doing)
    if _lately(place.get("failed"), EVERY, doing.now):
        return None
    if place.get("cursor"):
        return Page(instant(place["since"]), place["cursor"])
    pace, read = _pace(doing), place.get("read")
    if pace is None or _lately(read, pace, doing.now):
        return None
    earliest = doing.now - KEPT
    since = max(instant(read) - BACK, earliest) if read else earliest
    _put(doing, read=read, since=wire(since), began=wire(doing.now))
    return Page(since, "")


def store(doing: Doing, page: Page, events: Sequence[EmailEvent], following: str) -> None:
    """Take a page's words, and note the place of the next one."""
    for event in sorted(events, key=lambda each: each.at):
        if _is_new(doing, event):
            _take(doing, event)
    place = _place(doing)
    if following and following != page.cursor:
        _put(doing, **{**place, "cursor": following})
        return
    _put(doing, read=place.get("began"))
    c = vendor_event.c
    doing.db.execute(delete(vendor_event).where(c.at < wire(doing.now - KEPT - BACK)))


def give_up(doing: Doing) -> None:
    """The list cannot be read now: the next reading begins where this one did."""
    _put(doing, read=_place(doing).get("read"), failed=wire(doing.now))


def _take(doing: Doing, event: EmailEvent) -> None:
    """Take a word on an e-mail that this computer sent; others are for those that sent them."""
    j = outbox_job.c
    mine = select(outbox_job).where(j.message_id == event.outbox_id, j.channel == "email")
    job = doing.db.execute(mine.order_by(j.id.desc()).limit(1)).one_or_none()
    if job is not None:
        learn(doing, job, event.status, provider_id=event.provider_id, at=event.at)


def _is_new(doing: Doing, event: EmailEvent) -> bool:
    put = insert(vendor_event).values(id=event.id, at=wire(doing.now))
    return bool(doing.db.execute(put.on_conflict_do_nothing()).rowcount)


def _pace(doing: Doing) -> timedelta | None:
    """How often to read; None where nothing that was sent can still be told of."""
    j = outbox_job.c
    lately = (j.channel == "email", j.created_at > wire(doing.now - KEPT))
    count = select(func.count()).where(*lately)
    if doing.db.execute(count.where(j.state.in_(("accepted", "sent", "uncertain")))).scalar():
        return EVERY
    return SELDOM if doing.db.execute(count.where(j.provider_id.is_not(None))).scalar() else None


def _lately(at: str | None, span: timedelta, now: datetime) -> bool:
    return at is not None and instant(at) + span > now


def _place(doing: Doing) -> dict[str, Any]:
    return dict(state.get(doing.db, _PLACE) or {})


def _put(doing: Doing, **place: Any) -> None:
    state.put(doing.db, **{_PLACE: {k: v for k, v in place.items() if v}})
