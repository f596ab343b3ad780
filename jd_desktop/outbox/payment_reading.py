"""Hearing from the vendor of payments: its news are a sign, the things themselves the truth.

The place in the list is kept with what was read of it. What names a record that has not come here
yet is left until it has. The list goes 30 days back: beyond that each open page is looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.sqlite import insert

from jd_desktop.domain.clock import instant, wire
from jd_desktop.domain.errors import Missing, Refused
from jd_desktop.domain.payment_books import News
from jd_desktop.domain.payment_news import ours
from jd_desktop.domain.payments_port import LINK, Document, PaymentVendor
from jd_desktop.operations.work import Doing
from jd_desktop.outbox.desk_books import DeskBooks, heed, is_ahead
from jd_desktop.outbox.mail_news import Page
from jd_desktop.store import state
from jd_desktop.store.tables import ENTITIES, vendor_event

EVERY, SELDOM = timedelta(minutes=1), timedelta(minutes=10)
"""How often the list is read while something is open, and otherwise."""
BACK = timedelta(hours=1)
KEPT = timedelta(days=30)
"""How long the vendor keeps its list."""
PATIENCE = timedelta(days=1)
"""How long news wait for the record that they name; then they are taken as they are."""

_PLACE = "payment_news"
_r = ENTITIES["payment_request"].c
_OPEN = ("making", "open", "closing", "processing")


@dataclass(frozen=True, slots=True)
class Sight:
    """A page by which somebody may have paid, to look at."""

    how: str
    provider_id: str


def next_page(doing: Doing, *, now: bool = False) -> Page | None:
    """Return the page of news to read; None where it is too soon, unless it must be `now`."""
    place = _place(doing)
    if place.get("cursor"):
        return Page(instant(place["since"]), place["cursor"])
    pace, read = _pace(doing), place.get("read")
    lately = [at for at in (place.get("tried"), place.get("failed")) if at]
    if pace is None or (not now and any(instant(at) + pace > doing.now for at in lately)):
        return None
    earliest = doing.now - KEPT
    since = max(instant(read) - BACK, earliest) if read else earliest
    _put(doing, read=read, since=wire(since), began=wire(doing.now))
    return Page(since, "")


def truth(vendor: PaymentVendor, news: News) -> News:
    """Return news with the thing as it is now; raises Offline where the vendor cannot be asked.

    When money came is said by the news that tells of it, not by what came before it.
    """
    about, kind = news.about, str(news.about["object"])
    read = {
        "checkout.session": vendor.session, "refund": vendor.refund, "dispute": vendor.dispute,
        "subscription": vendor.subscription,
    }.get(kind)  # fmt: skip
    if read is None:
        return news
    try:
        found = read(str(about["id"]))
    except (Missing, Refused):
        return news  # the key may not look, or it is gone: then the news is all that there is
    is_early = found.get("payment_status") == "paid" != about.get("payment_status")
    return news if is_early else replace(news, about=found)


def is_new(doing: Doing, news: News) -> bool:
    """Whether news are ours to take, and were not taken yet."""
    books = DeskBooks(doing)
    if ours(news).get("jd_school", books.school_id) != books.school_id:
        return False
    taken = select(vendor_event.c.id).where(vendor_event.c.id == news.id)
    return doing.db.execute(taken).first() is None


def take(doing: Doing, news: News) -> bool:
    """Take news; False where they are early, and will be told again.

    What somebody else must write is left to their computers, and to the central if it is told.
    """
    if is_ahead(doing, news) and news.at + PATIENCE > doing.now:
        place = _place(doing)
        held = min(filter(None, (place.get("held"), wire(news.at))))
        _put(doing, **{**place, "held": held})
        return False
    if heed(doing, news):
        put = insert(vendor_event).values(id=news.id, at=wire(doing.now))
        doing.db.execute(put.on_conflict_do_nothing())
    return True


def turn_page(doing: Doing, page: Page, following: str) -> None:
    """Note the place of the next page, or that all is read as far as nothing was early."""
    place = _place(doing)
    if following and following != page.cursor:
        _put(doing, **{**place, "cursor": following})
        return
    began = place.get("began") or wire(doing.now)
    _put(doing, read=min(began, place.get("held") or began), tried=began, swept=place.get("swept"))
    old = vendor_event.c.at < wire(doing.now - KEPT - BACK)
    doing.db.execute(delete(vendor_event).where(old, vendor_event.c.id.startswith("evt_")))


def give_up(doing: Doing) -> None:
    """The list cannot be read now: the next reading begins where this one did."""
    place = _place(doing)
    _put(doing, read=place.get("read"), failed=wire(doing.now), swept=place.get("swept"))


def to_look_at(doing: Doing) -> Sequence[Sight] | None:
    """Return the pages to look at, since the list may not reach back to them; None if it does."""
    place = _place(doing)
    if place.get("cursor") or not place.get("read"):
        return None
    if place.get("swept") and instant(place["swept"]) + KEPT - 2 * PATIENCE > doing.now:
        return None
    rows = select(_r.how, _r.provider_id).where(_r.state.in_(_OPEN), _r.provider_id.is_not(None))
    return [Sight(row.how, row.provider_id) for row in doing.db.execute(rows).all()]


def look(vendor: PaymentVendor, sight: Sight, now: datetime) -> list[News]:
    """Return what the list has forgotten of a page, as news; raises Offline, Missing."""
    if sight.how == LINK:
        sessions = list(vendor.sessions_of(sight.provider_id))
    else:
        sessions = [vendor.session(sight.provider_id)]
    return [_old_news(one) for one in sessions if _at(one) < now - KEPT + PATIENCE]


def swept(doing: Doing) -> None:
    """Note that every page was looked at."""
    _put(doing, **{**_place(doing), "swept": wire(doing.now)})


def _old_news(session: Document) -> News:
    return News(f"seen:{session['id']}", "checkout.session.completed", _at(session), session)


def _at(session: Document) -> datetime:
    return datetime.fromtimestamp(int(session["created"]), UTC)


def _pace(doing: Doing) -> timedelta | None:
    """How often to read; None where nothing was ever asked for."""
    counted = select(func.count()).select_from(ENTITIES["payment_request"])
    if doing.db.execute(counted.where(_r.state.in_(_OPEN))).scalar():
        return EVERY
    for kind in ("payment_request", "subscription"):
        if doing.db.execute(select(ENTITIES[kind].c.id).limit(1)).first() is not None:
            return SELDOM
    return None


def _place(doing: Doing) -> dict[str, Any]:
    return dict(state.get(doing.db, _PLACE) or {})


def _put(doing: Doing, **place: Any) -> None:
    state.put(doing.db, **{_PLACE: {k: v for k, v in place.items() if v}})
