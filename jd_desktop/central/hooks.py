"""What vendors say of messages, taken into a school's records: each word once, by "webhook"."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TypeAlias

from sqlalchemy import Connection, and_, delete, func, select

from jd_desktop.central.accept import Sender, take_all
from jd_desktop.central.book import Book
from jd_desktop.central.database import School, gate, leave, upsert
from jd_desktop.central.hook_effects import Effects, Word
from jd_desktop.central.tables import hook_secret, ledger, webhook_event
from jd_desktop.domain.agreement import Mutation
from jd_desktop.domain.audience import ALL_SEEING
from jd_desktop.domain.clock import wire
from jd_desktop.domain.merge import Op
from jd_desktop.protocol.mutations import WireMutation
from jd_desktop.protocol.session import SCHEMA

WEBHOOK = "webhook"
PATHS = {
    "twilio": "/hooks/twilio/{school}/status",
    "sparkpost": "/hooks/sparkpost/{school}",
    "mailtrap": "/hooks/mailtrap/{school}",
    "stripe": "/hooks/stripe/{school}",
}
"""Where each vendor is to call; Twilio is told with every SMS."""

KEPT = timedelta(days=60)
"""How long words are remembered; no vendor repeats one so late."""

_ID_AT_MOST = 200
Meant: TypeAlias = tuple[str, Callable[[Book], tuple[Op, ...]]]
"""A word's id with the vendor, and what it changes of the rows that stand."""


def secret_of(connection: Connection, school_id: str, vendor: str) -> str:
    """Return the secret of a school with a vendor, "" where there is none."""
    c = hook_secret.c
    mine = select(c.secret).where(c.school_id == school_id, c.vendor == vendor)
    return connection.execute(mine).scalar() or ""


def sms_hook(connection: Connection, school_id: str, address: str) -> str:
    """Return where Twilio may tell of an SMS, "" where nobody could prove that it was Twilio."""
    if not address or not secret_of(connection, school_id, "twilio"):
        return ""
    return address + PATHS["twilio"].format(school=school_id)


def hashed(secret: str) -> str:
    """Return what is kept of a secret that is only compared."""
    return sha256(secret.encode()).hexdigest()


def is_same(one: str, other: str) -> bool:
    """Compare in a time that tells nothing."""
    return hmac.compare_digest(one.encode(), other.encode())


def take(
    connection: Connection, school_id: str, vendor: str, words: Sequence[Word], now: datetime
) -> School | None:
    """Take what is new of some words; returns the school as it is then, None where nothing was.

    The connection must be at the start of a write transaction.
    """

    def meant(word: Word) -> Meant:
        def of(book: Book) -> tuple[Op, ...]:
            return Effects(connection, book, school_id, vendor).of(word, now)

        return word.id, of

    return take_meant(connection, school_id, vendor, [meant(word) for word in words], now)


def take_meant(
    connection: Connection, school_id: str, vendor: str, words: Sequence[Meant], now: datetime
) -> School | None:
    """Do as `take` does with words that say themselves what they change."""
    held = gate(connection, school_id)
    n = _last_n(connection, school_id)
    taken = 0
    for word_id, changes in words:
        if not _is_new(connection, school_id, vendor, word_id, now):
            continue
        ops = changes(Book(connection, held))
        if ops:
            taken += 1
            mutation = Mutation(n + taken, wire(now), vendor, ops, SCHEMA)
            written = WireMutation.of(mutation, held.epoch)
            sender = Sender(school_id, WEBHOOK, vendor, WEBHOOK, vendor, ALL_SEEING)
            take_all(connection, sender, held, [written], now)
    if not taken:
        return None
    leave(connection, held)
    return held


def forget_old(connection: Connection, school_id: str, now: datetime) -> int:
    """Forget the ids of words of long ago; returns how many."""
    c = webhook_event.c
    old = and_(c.school_id == school_id, c.at < wire(now - KEPT))
    return connection.execute(delete(webhook_event).where(old)).rowcount


def _is_new(
    connection: Connection, school_id: str, vendor: str, word_id: str, now: datetime
) -> bool:
    """Note a word; under the gate nobody else notes the same one."""
    named = word_id if len(word_id) <= _ID_AT_MOST else hashed(word_id)
    row = {"school_id": school_id, "vendor": vendor, "id": named, "at": wire(now)}
    put = upsert(connection, webhook_event).values(**row).on_conflict_do_nothing()
    return connection.execute(put.returning(webhook_event.c.id)).scalar() is not None


def _last_n(connection: Connection, school_id: str) -> int:
    """The ledger counts for the device that is nobody's; under the gate nobody else adds to it."""
    c = ledger.c
    mine = and_(c.school_id == school_id, c.device_id == WEBHOOK)
    return connection.execute(select(func.max(c.n)).where(mine)).scalar() or 0
