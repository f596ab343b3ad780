"""A channel's rate and its pauses: how fast it may go, and when it is broken."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from jd_desktop.domain.clock import instant, wire
from jd_desktop.domain.language import Text
from jd_desktop.outbox.terms import Terms
from jd_desktop.store.tables import channel_state

_MANY = 1_000
"""Tokens of a channel that has no pace."""


def may_send(db: Connection, channel: str, now: datetime, terms: Terms) -> bool:
    """Whether the channel is not paused and has a token left."""
    return tokens(db, channel, now, terms) > 0


def tokens(db: Connection, channel: str, now: datetime, terms: Terms) -> int:
    """Return how many messages the channel may send now."""
    free = next_free(db, channel, now, terms)
    if free is not None and free > now:
        return 0
    if not terms.pace:
        return _MANY
    spent_at = select(channel_state.c.spent_at).where(channel_state.c.channel == channel)
    full = _full(db.execute(spent_at).scalar(), now, terms) or now
    return terms.burst + (now - max(full, now)) // terms.pace


def next_free(db: Connection, channel: str, now: datetime, terms: Terms) -> datetime | None:
    """Return when the channel may send again; None where it always could.

    `spent_at` is when the bucket will be full again: with `burst` tokens, one may be taken
    while that lies less than `burst` paces ahead.
    """
    found = db.execute(
        select(channel_state).where(channel_state.c.channel == channel)
    ).one_or_none()
    if found is None:
        return None
    paused = instant(found.paused_until) if found.paused_until else now
    full = _full(found.spent_at, max(paused, now), terms)
    return paused if full is None else max(paused, full - (terms.burst - 1) * terms.pace)


def _full(spent_at: str | None, now: datetime, terms: Terms) -> datetime | None:
    """Return when the bucket is full; a clock set back leaves nonsense, which is forgotten."""
    full = instant(spent_at) if spent_at else None
    return None if full is None or full > now + terms.burst * terms.pace else full


def spend(db: Connection, channel: str, now: datetime, terms: Terms, *, taken: int = 1) -> None:
    """Take so many tokens."""
    c = channel_state.c
    was = db.execute(select(c.spent_at).where(c.channel == channel)).scalar()
    full = _full(was, now, terms) or now
    _put(db, channel, spent_at=wire(max(full, now) + taken * terms.pace))


def pause(db: Connection, channel: str, until: datetime, reason: Text | None) -> None:
    """Stop a channel for a while; a reason is for a person to act on, None is only haste."""
    said = None if reason is None else spelled(reason)
    _put(db, channel, paused_until=wire(until), reason=said)


def empty(db: Connection, channel: str, at: datetime, terms: Terms) -> None:
    """Leave no token at an instant: after a vendor's "too many", begin slowly."""
    _put(db, channel, spent_at=wire(at + (terms.burst - 1) * terms.pace))


def clear(db: Connection, channel: str) -> None:
    """Forget a pause, since something went through."""
    _put(db, channel, paused_until=None, reason=None)


def not_ready(db: Connection, channel: str, until: datetime, reason: Text) -> bool:
    """Pause a channel that cannot be opened; False where that is said already."""
    c = channel_state.c
    was = db.execute(select(c.reason, c.paused_until).where(c.channel == channel)).one_or_none()
    now_said = spelled(reason)
    if was is not None and was.paused_until and was.reason == now_said:
        return False
    pause(db, channel, until, reason)
    return True


def spelled(said: Text) -> dict[str, object]:
    """Write a text so that it can be read back and said in anybody's language."""
    values = {k: spelled(v) if isinstance(v, Text) else v for k, v in said.values.items()}
    return {"source": said.source, "values": values}


def _put(db: Connection, channel: str, **values: object) -> None:
    put = insert(channel_state).values(channel=channel, **values)
    db.execute(put.on_conflict_do_update(index_elements=["channel"], set_=values))
