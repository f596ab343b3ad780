"""Holding what a computer without access brings, until the office has judged it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from jd_desktop.central.book import Book
from jd_desktop.central.tables import record
from jd_desktop.domain.agreement import Author, Mutation, Note
from jd_desktop.domain.review import Key, hold, review_id


class Reviews:
    """The open reviews of the devices that hand over in one transaction."""

    def __init__(self, connection: Connection, school_id: str):
        """Take a connection that holds the school's gate."""
        self._connection, self._school_id = connection, school_id
        self._known: dict[str, dict[Key, str]] = {}

    def hold_one(self, book: Book, author: Author, mutation: Mutation, at: datetime) -> Note:
        """Hold a mutation for review, together with what is held of the same rows."""
        if author.device not in self._known:
            self._known[author.device] = self._read(author.device)
        known = self._known[author.device]
        note = hold(mutation, author, book, known=known, at=at)
        held = book.row("conflict", note.conflict_id)
        if held:
            known |= {(c["kind"], c["id"]): note.conflict_id for c in held.body["changes"]}
        return note

    def _read(self, device_id: str) -> dict[Key, str]:
        """Return the open reviews of a device by the rows that they are about."""
        c, begins = record.c, review_id(device_id, 0)[:-1]
        mine = select(c.id, c.body).where(
            c.school_id == self._school_id,
            c.kind == "conflict",
            c.id.startswith(begins, autoescape=True),
        )
        return {
            (change["kind"], change["id"]): row.id
            for row in self._connection.execute(mine)
            if row.body["state"] == "open"
            for change in row.body["changes"]
        }
