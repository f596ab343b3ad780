"""What a vendor's word changes: the message, the list of refusals, and the student."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Text, and_, cast, select

from jd_desktop.central.book import Book
from jd_desktop.central.tables import record, tie
from jd_desktop.domain import suppression
from jd_desktop.domain.clock import instant, wire
from jd_desktop.domain.merge import Op, Row
from jd_desktop.domain.message import RANKS
from jd_desktop.domain.suppression import LIFTED, Refusal


@dataclass(frozen=True, slots=True)
class Word:
    """What a vendor says of one message.

    `id` is unique with the vendor. The message is known by its record's id or by the vendor's;
    `state` is one of `domain.message`, "" for a word about the address alone. `refusal` is why
    the address must be left alone from now on, "" where it need not; `channel` and `address` say
    which.
    """

    id: str
    message_id: str = ""
    provider_id: str = ""
    state: str = ""
    reason: str = ""
    code: str = ""
    channel: str = ""
    address: str = ""
    refusal: str = ""
    complained: bool = False
    at: datetime | None = None


class Effects:
    """Reads a school's rows while its gate is held, and tells what to write."""

    def __init__(self, connection: Connection, book: Book, school_id: str, vendor: str):
        """Take the connection that holds the gate, the rows, and who speaks."""
        self._connection, self._book = connection, book
        self._school_id, self._vendor = school_id, vendor

    def of(self, word: Word, now: datetime) -> tuple[Op, ...]:
        """Return the operations of a word; none where it tells nothing new, or of nobody."""
        message = self._message(word)
        ops = [_told(word, message, now)] if message else []
        if word.refusal and word.address:
            refusal = Refusal(
                word.channel, word.address, word.refusal, self._vendor, word.at or now
            )
            ops += self._heeded(refusal, message)
        return tuple(op for op in ops if op is not None)

    def _message(self, word: Word) -> Row | None:
        """Return the message that a word is about, by its own id or else the vendor's."""
        named = [word.message_id] if word.message_id else []
        if not named and word.provider_id:
            t = tie.c
            hung = and_(t.school_id == self._school_id, t.on_id == word.provider_id)
            found = select(t.id).where(hung, t.kind == "message")
            named = list(self._connection.execute(found.order_by(t.id).limit(1)).scalars())
        row = self._book.row("message", named[0]) if named else None
        return None if row is None or row.deleted else row

    def _heeded(self, refusal: Refusal, message: Row | None) -> Iterator[Op]:
        """Put an address on the list; what somebody has lifted since stays lifted."""
        row_id = suppression.suppression_id(self._school_id, refusal.channel, refusal.address)
        row = self._book.row("suppression", row_id)
        is_lifted = row is not None and row.body.get("state") == LIFTED
        if row and is_lifted and instant(row.body["at"]) >= refusal.at:
            return
        if row is None or is_lifted:
            yield Op("suppression", row_id, row.seq if row else 0, suppression.body(refusal))
        yield from self._flagged(refusal, message)

    def _flagged(self, refusal: Refusal, message: Row | None) -> Iterator[Op]:
        ids = {str(message.body["student_id"])} if message else set(self._having(refusal.key))
        for student_id in sorted(ids):
            student = self._book.row("student", student_id)
            if student is None or student.deleted:
                continue
            said = suppression.flags(refusal, student.body)
            changed = {k: v for k, v in said.items() if student.body.get(k) != v}
            if changed:
                yield Op("student", student_id, student.seq, changed)

    def _having(self, address: str) -> list[str]:
        """Return the students in whose records an address stands; rare, so by a scan."""
        c = record.c
        mine = and_(c.school_id == self._school_id, c.kind == "student", c.deleted.is_(False))
        holds = cast(c.body, Text).contains(address, autoescape=True)
        return list(self._connection.execute(select(c.id).where(mine, holds)).scalars())


def _told(word: Word, message: Row, now: datetime) -> Op | None:
    """Return what a word says of a message, which never falls to a lower state."""
    said: dict[str, Any] = {}
    if word.state and RANKS[word.state] > RANKS.get(str(message.body.get("state")), -1):
        said = {"state": word.state, "reason": word.reason}
        said |= {"provider_id": word.provider_id} if word.provider_id else {}
        said |= {"code": word.code} if word.code else {}
    if word.complained and not message.body.get("complained_at"):
        said["complained_at"] = wire(word.at or now)
    return Op("message", message.id, message.seq, said) if said else None
