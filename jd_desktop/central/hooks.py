"""What vendors say of messages, taken into a school's records: each word once, by "webhook"."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, and_, delete, func, insert, select

from jd_desktop.central.accept import fingerprint, take_one
from jd_desktop.central.book import Book
from jd_desktop.central.database import School, gate, leave, upsert
from jd_desktop.central.hook_effects import Effects, Word
from jd_desktop.central.tables import hook_secret, ledger, webhook_event
from jd_desktop.domain.agreement import Author, Mutation
from jd_desktop.domain.clock import wire
from jd_desktop.protocol.mutations import WireMutation
from jd_desktop.protocol.session import SCHEMA

WEBHOOK = "webhook"
KEPT = timedelta(days=60)
"""How long words are remembered; no vendor repeats one so late."""

_ID_AT_MOST = 200


def secret_of(connection: Connection, school_id: str, vendor: str) -> str:
    """Return the secret of a school with a vendor, "" where there is none."""
    c = hook_secret.c
    mine = select(c.secret).where(c.school_id == school_id, c.vendor == vendor)
    return connection.execute(mine).scalar() or ""


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
    held = gate(connection, school_id)
    fresh = [w for w in words if _is_new(connection, school_id, vendor, w, now)]
    book, taker = Book(connection, held), _Taker(connection, held, vendor, now)
    for word in fresh:
        taker.take(book, word)
    if not taker.lines:
        return None
    book.flush()
    connection.execute(insert(ledger), taker.lines)
    leave(connection, held)
    return held


def forget_old(connection: Connection, school_id: str, now: datetime) -> int:
    """Forget the ids of words of long ago; returns how many."""
    c = webhook_event.c
    old = and_(c.school_id == school_id, c.at < wire(now - KEPT))
    return connection.execute(delete(webhook_event).where(old)).rowcount


def _is_new(connection: Connection, school_id: str, vendor: str, word: Word, now: datetime) -> bool:
    """Note a word; under the gate nobody else notes the same one."""
    named = word.id if len(word.id) <= _ID_AT_MOST else hashed(word.id)
    row = {"school_id": school_id, "vendor": vendor, "id": named, "at": wire(now)}
    put = upsert(connection, webhook_event).values(**row).on_conflict_do_nothing()
    return connection.execute(put.returning(webhook_event.c.id)).scalar() is not None


class _Taker:
    """Turns words into mutations of the device that is nobody's."""

    def __init__(self, connection: Connection, held: School, vendor: str, now: datetime):
        self._connection, self._held, self._vendor, self._now = connection, held, vendor, now
        c = ledger.c
        mine = and_(c.school_id == held.id, c.device_id == WEBHOOK)
        last = connection.execute(select(func.max(c.n)).where(mine)).scalar()
        self._n = last or 0
        self.lines: list[dict[str, Any]] = []

    def take(self, book: Book, word: Word) -> None:
        ops = Effects(self._connection, book, self._held.id, self._vendor).of(word, self._now)
        if not ops:
            return
        self._n += 1
        self._held.lines += 1
        at = wire(self._now)
        mutation = Mutation(self._n, at, self._vendor, ops, SCHEMA)
        note = take_one(book, Author(WEBHOOK, self._vendor, at=at), mutation, self._now)
        written = WireMutation.of(mutation, self._held.epoch)
        self.lines.append(
            {
                "school_id": self._held.id, "device_id": WEBHOOK, "n": note.n,
                "line": self._held.lines, "at": at, "user_id": WEBHOOK,
                "mutation": written.model_dump(), "hash": fingerprint(written),
                "outcome": note.outcome, "conflict_id": note.conflict_id,
            }
        )  # fmt: skip
