"""Stripe's webhooks: its signature, and what an event changes in a school's books."""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256

import msgspec
from sqlalchemy import Connection, select

from jd_desktop.central.book import Book
from jd_desktop.central.hooks import is_same
from jd_desktop.central.tables import hook_secret, record, tie
from jd_desktop.domain.clock import instant
from jd_desktop.domain.kind import Body
from jd_desktop.domain.merge import Op
from jd_desktop.domain.payment_books import News
from jd_desktop.domain.payment_news import effects

STRIPE = "stripe"
SIGNATURE = "stripe-signature"
TOLERANCE = timedelta(minutes=5)
BOTH_FOR = timedelta(days=3)
"""How long the secret before the present one is believed: Stripe signs with both for a day."""

_SCHEME = "v1"


def secrets_of(connection: Connection, school_id: str, now: datetime) -> tuple[str, ...]:
    """Return what may sign a school's events: its secret, and for some days the one before."""
    c = hook_secret.c
    mine = select(c.secret, c.at).where(c.school_id == school_id, c.vendor == STRIPE)
    found = connection.execute(mine).one_or_none()
    if found is None:
        return ()
    present, *before = found.secret.split("\n")
    return (present, *(before if now < instant(found.at) + BOTH_FOR else ()))


def kept_secrets(secret: str, before: str) -> str:
    """Return what is kept of a new secret, "" for none: it and the one that it replaces."""
    earlier = before.split("\n", maxsplit=1)[0]
    return f"{secret}\n{earlier}" if secret and earlier and earlier != secret else secret


def signed_at(body: bytes, header: str, secrets: Sequence[str]) -> int | None:
    """Return when these very bytes were signed, in seconds, None where they were not by these."""
    parts = [part.partition("=") for part in header.split(",")]
    times = [value for name, _, value in parts if name.strip() == "t"]
    given = [value.strip() for name, _, value in parts if name.strip() == _SCHEME]
    if len(times) != 1 or not times[0].isascii() or not times[0].isdecimal():
        return None
    written = f"{times[0]}.".encode() + body
    made = [hmac.new(secret.encode(), written, sha256).hexdigest() for secret in secrets]
    tried = [is_same(one, other) for one in made for other in given if other.isascii()]
    return int(times[0]) if any(tried) else None


def is_recent(at: int, now: datetime) -> bool:
    """Whether something was signed just now, by our clock."""
    return abs(now.timestamp() - at) <= TOLERANCE.total_seconds()


def read(body: bytes) -> News:
    """Read an event; raises ValueError for what is none."""
    told = msgspec.json.decode(body)
    if not isinstance(told, dict):
        raise ValueError("no event")
    return News.of(told)


def ops(news: News, connection: Connection, book: Book, school_id: str) -> Iterator[Op]:
    """Return what an event changes, while the school's gate is held."""
    for effect in effects(news, CentralBooks(connection, book, school_id)):
        stands = book.row(effect.kind, effect.id)
        values = effect.set if stands else {k: v for k, v in effect.set.items() if v is not None}
        yield Op(effect.kind, effect.id, stands.seq if stands else 0, values)


class CentralBooks:
    """The books as the central has them."""

    def __init__(self, connection: Connection, book: Book, school_id: str):
        """Take the connection that holds the gate, and the rows."""
        self._connection, self._book, self.school_id = connection, book, school_id

    def get(self, kind: str, row_id: str) -> Body | None:
        """Return a record; None where there is none, or where it is deleted."""
        row = self._book.row(kind, row_id)
        return None if row is None or row.deleted else row.body

    def school(self) -> Body:
        """Return the school's own record."""
        c = record.c
        mine = (c.school_id == self.school_id, c.kind == "school", c.deleted.is_(False))
        found = self._connection.execute(select(c.body).where(*mine).order_by(c.id).limit(1))
        return dict(found.scalar() or {})

    def named(self, kind: str, field: str, value: str) -> Mapping[str, Body]:
        """Return the records of a kind that hang on something."""
        c = tie.c
        hung = (c.school_id == self.school_id, c.on_id == value, c.kind == kind)
        ids = self._connection.execute(select(c.id).where(*hung)).scalars()
        found = {row_id: self.get(kind, row_id) for row_id in ids}
        return {row_id: body for row_id, body in found.items() if body and body.get(field) == value}
