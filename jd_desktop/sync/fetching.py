"""Files by content on their way down: when somebody wants one, and recent ones in peace.

What came is stored as it comes, so that a line or a program may end at any byte.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection, and_, exists, func, or_, select

from jd_desktop.domain.changes import Changes
from jd_desktop.domain.clock import wire
from jd_desktop.domain.errors import Missing, Offline
from jd_desktop.domain.language import text
from jd_desktop.store import files
from jd_desktop.store.tables import ENTITIES, file, mutation
from jd_desktop.sync.sending import Carrier, Desk

AT_ONCE = 16 * 1024 * 1024
"""Bytes that are fetched in peace after one cycle; the rest comes with the next."""
RECENT = timedelta(days=90)
"""Files of so long ago are fetched in peace; older ones when somebody wants them."""
ASK_AGAIN = timedelta(hours=1)
"""When a file that the central lacked is asked for anew: another laptop has still to send it."""
KEPT = timedelta(days=30)
"""How long a file that nothing names stays, so that undo finds it."""

_HINT = text("Det, der er hentet, er gemt. Resten hentes næste gang.")
_a, _f = ENTITIES["attachment"].c, file.c


class Fetching:
    """Fetches files, each once, whole and right."""

    def __init__(
        self,
        carrier: Carrier,
        desk: Desk,
        *,
        cancelled: Callable[[], bool] = lambda: False,
        at_once: int = AT_ONCE,
    ):
        """Take the parts, and how many bytes are fetched in peace at a time."""
        self._carrier, self._desk = carrier, desk
        self._cancelled, self._at_once = cancelled, at_once

    def in_peace(self, now: datetime) -> Changes:
        """Fetch recent files until enough was fetched, or something here waits to be sent.

        What cannot be had now is fetched another time, so that nothing fails; returns what came.
        """
        self._desk.write(lambda db: files.forget_unnamed(db, now - KEPT))
        changes, room = Changes(), self._at_once
        while room > 0 and (name := self._desk.write(partial(next_wanted, now=now))):
            try:
                changes |= self.fetch(name, now)
            except Missing:
                continue  # it is noted, and asked for again in an hour
            except Offline:
                break
            if self._cancelled():
                break
            here = self._desk.write(partial(files.standing, name=name))
            room -= here.size if here else self._at_once
        return changes

    def fetch(self, name: str, now: datetime) -> Changes:
        """Fetch what is missing of a file; returns what changed, nothing where it was broken off.

        Raises Missing where the central does not have it, Offline where not all of it came.
        """
        before = self._desk.write(lambda db: files.standing(db, name)) or files.Standing(name, 0, 0)
        if before.is_whole and before.size:
            return Changes()
        try:
            here = self._read(before, now)
        except Missing:
            self._desk.write(lambda db: files.absent(db, name, now))
            raise
        if here.is_whole:
            return self._desk.write(lambda db: _arrived(db, name, now))
        if self._cancelled():
            return Changes()
        if here.here <= before.here:
            self._desk.write(lambda db: files.absent(db, name, now))
        raise Offline(text("Forbindelsen blev afbrudt midt i filen."), hint=_HINT)

    def _read(self, here: files.Standing, now: datetime) -> files.Standing:
        """Store what comes, in pieces of some size, and what was left when the line broke."""
        held = bytearray()
        with self._carrier.read(here.sha256, here.here) as coming:
            begun = partial(files.begin, name=here.sha256, size=coming.size, at=now)
            here = self._desk.write(begun)
            try:
                for piece in coming.pieces:
                    held += piece
                    if len(held) >= files.PIECE:
                        here = self._store(here, held)
                    if self._cancelled():
                        break
            finally:
                here = self._store(here, held)
        return here

    def _store(self, here: files.Standing, held: bytearray) -> files.Standing:
        if not held:
            return here
        some = bytes(held)
        held.clear()
        return self._desk.write(lambda db: files.append(db, here.sha256, here.here, some))


def _arrived(db: Connection, name: str, now: datetime) -> Changes:
    """Hold a file against its hash; returns the records that name it."""
    if not files.is_right(db, name):
        files.drop(db, name)
        files.absent(db, name, now)
        return Changes()
    naming = db.execute(select(_a.id).where(_a.sha256 == name)).scalars()
    return Changes.of({("attachment", i) for i in naming})


def next_wanted(db: Connection, now: datetime) -> str:
    """Return the newest recent file that is not here, "" where none is or people's work waits."""
    unsent = exists().where(mutation.c.acked_head.is_(None))
    if db.execute(select(unsent)).scalar():
        return ""
    missing = or_(_f.sha256.is_(None), _f.here < _f.size, _f.size == 0)
    asked = and_(_f.absent_at.is_not(None), _f.absent_at > wire(now - ASK_AGAIN))
    recent = or_(_a.made_at.is_(None), _a.made_at > wire(now - RECENT))
    wanted = (
        select(_a.sha256)
        .outerjoin(file, _f.sha256 == _a.sha256)
        .where(
            _a.removed.is_not(True),
            missing,
            or_(_f.sha256.is_(None), ~func.coalesce(asked, False)),
            recent,
        )
        .order_by(_a.id.desc())
        .limit(1)
    )
    return db.execute(wanted).scalar() or ""
