"""A school in a central's database, and devices that push to it and read its feed."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy import Connection, Engine, insert, select

from jd_desktop.central import feed
from jd_desktop.central.accept import Gate, Sender, accept
from jd_desktop.central.database import gate, reading, writing
from jd_desktop.central.passwords import Passwords
from jd_desktop.central.tables import device, ledger, link, record, slot, user
from jd_desktop.central.tables import school as school_table
from jd_desktop.domain.audience import Viewer
from jd_desktop.domain.clock import FixedClock, wire
from jd_desktop.domain.merge import Op
from jd_desktop.domain.schedule import claim_of, collisions, overlap_id
from jd_desktop.protocol.feed import AnyLine, Done, Gone, RowLine, decode
from jd_desktop.protocol.mutations import Push, PushAnswer, WireMutation, WireOp
from jd_desktop.protocol.session import SCHEMA

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
NINE = datetime(2026, 11, 24, 9, tzinfo=UTC)
OFFICE = Viewer("admin")
PASSWORD = "korrekt hest batteri"
CHEAP = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


class School:
    """A school with people; `clock` is the server's."""

    def __init__(self, engine: Engine, school_id: str = "skole", *, enter: Gate = gate):
        self.engine, self.id, self.enter = engine, school_id, enter
        self.clock = FixedClock(NOW)
        self._numbers = itertools.count(1)
        with writing(engine, school_id) as db:
            db.execute(
                insert(school_table).values(
                    id=school_id, name="Bos Køreskole", head=0, floor=0, lines=0, schema=1,
                    epoch=f"{school_id}-1",
                )
            )  # fmt: skip

    @property
    def epoch(self) -> str:
        return f"{self.id}-1"

    def device(self, person: str = "Bo", viewer: Viewer = OFFICE) -> Device:
        """Make a user with a device, as signing in does."""
        k = next(self._numbers)
        sender = Sender(self.id, f"{self.id}-d{k}", f"{person}s laptop", f"u{k}", person, viewer)
        with writing(self.engine, self.id) as db:
            self._plant(db, sender)
        return Device(self, sender)

    def _plant(self, db: Connection, sender: Sender) -> None:
        who = {"school_id": self.id, "id": sender.user_id, "email": f"{sender.device_id}@x.dk"}
        db.execute(
            insert(user).values(
                **who, name=sender.person, active=True, password_hash=CHEAP.hash(PASSWORD),
                **{k: v for k, v in asdict(sender.viewer).items() if k != "device_id"},
            )
        )  # fmt: skip
        db.execute(
            insert(device).values(
                school_id=self.id, id=sender.device_id, user_id=sender.user_id, last_n=0,
                name=sender.device_name, app="", schema=1, seen_at=wire(NOW),
            )
        )  # fmt: skip

    def rows(self) -> dict[tuple[str, str], Any]:
        with reading(self.engine, self.id) as db:
            found = db.execute(select(record).where(record.c.school_id == self.id)).all()
        return {(r.kind, r.id): r for r in found}

    def body(self, kind: str, row_id: str) -> dict[str, Any]:
        found: dict[str, Any] = self.rows()[kind, row_id].body
        return found

    def seq(self, kind: str, row_id: str) -> int:
        found = self.rows().get((kind, row_id))
        return int(found.seq) if found else 0

    def conflicts(self, what: str, *states: str) -> list[dict[str, Any]]:
        bodies = [r.body for (kind, _), r in sorted(self.rows().items()) if kind == "conflict"]
        return [b for b in bodies if b["what"] == what and b["state"] in (states or ("open",))]

    def ledger(self) -> list[Any]:
        with reading(self.engine, self.id) as db:
            mine = select(ledger).where(ledger.c.school_id == self.id).order_by(ledger.c.line)
            return list(db.execute(mine))

    def index(self) -> tuple[set[Any], set[Any]]:
        """The slots and links, which hang on the rows."""
        with reading(self.engine, self.id) as db:
            return tuple({tuple(r) for r in db.execute(select(t))} for t in (slot, link))  # type: ignore[return-value] # two tables

    def told(self, cursor: int = 0, limit: int = 2000) -> list[AnyLine]:
        asked = feed.Asked(self.id, cursor, self.epoch, limit)
        return list(lines(feed.pull(self.engine, asked, NOW)))

    def seen(self, viewer: Viewer, cursor: int = 0, schema: int = SCHEMA) -> list[Any]:
        """What of the rows after a cursor is told for somebody's eyes."""
        asked = feed.Asked(self.id, cursor, self.epoch, 2000, viewer, schema)
        told = lines(feed.pull(self.engine, asked, NOW))
        return [line for line in told if isinstance(line, RowLine | Gone)]

    def open_overlaps(self) -> set[str]:
        standing = ("open", "accepted")
        return {
            i
            for (kind, i), r in self.rows().items()
            if kind == "conflict" and r.body["what"] == "overlap" and r.body["state"] in standing
        }

    def colliding(self) -> set[str]:
        """Every pair that collides, by brute force."""
        active = [r for (k, _), r in self.rows().items() if k == "booking" and not r.deleted]
        claims = [c for r in active if (c := claim_of(r.id, r.body))]
        return {
            overlap_id(a.booking_id, b.booking_id, resource)
            for a, b in itertools.combinations(claims, 2)
            for _, resource in collisions(a, [b])
        }


class Device:
    """A laptop: counts its mutations and keeps what it sent."""

    def __init__(self, school: School, sender: Sender):
        self.school, self.sender = school, sender
        self.n = 0
        self.sent: list[WireMutation] = []

    def write(self, *ops: Op) -> WireMutation:
        """Do one thing, not yet pushed."""
        self.n += 1
        wired = [
            WireOp(kind=o.kind, id=o.id, base=o.base, set=dict(o.set), delete=o.delete) for o in ops
        ]
        made = WireMutation(n=self.n, at=wire(NOW), user=self.sender.user_id, ops=wired)
        self.sent.append(made)
        return made

    def push(self, *mutations: WireMutation, epoch: str | None = None) -> PushAnswer:
        wanted = Push(epoch=epoch or self.school.epoch, mutations=list(mutations))
        with writing(self.school.engine, self.school.id) as db:
            now = self.school.clock.now()
            return accept(db, self.sender, wanted, now, enter=self.school.enter)

    def do(self, *ops: Op) -> tuple[str, str]:
        """Do one thing and push it; returns what became of it, and the conflict."""
        (note,) = self.push(self.write(*ops)).notes
        return note.outcome, note.conflict_id

    def patch(self, row: str, base: int | None = None, **values: Any) -> tuple[str, str]:
        """Change a booking as it stands, or as it stood at a base."""
        known = self.school.seq("booking", row) if base is None else base
        return self.do(Op("booking", row, known, values))


def booked(at: float = 0, instructor: str = "bo", **more: Any) -> dict[str, Any]:
    """A confirmed booking of two hours, some hours after nine."""
    starts = NINE + timedelta(hours=at)
    ends = starts + timedelta(hours=2)
    return {
        "instructor_id": instructor, "starts": wire(starts), "ends": wire(ends),
        "state": "confirmed", **more,
    }  # fmt: skip


def lines(pieces: Iterator[bytes]) -> Iterator[AnyLine]:
    """Read a whole feed; what is cut does not count."""
    for line in b"".join(pieces).split(b"\n")[:-1]:
        yield decode(line)


def copy_of(told: list[AnyLine]) -> dict[tuple[str, str], tuple[int, bool, dict[str, Any]]]:
    """What a desktop has after a feed with its end mark."""
    assert isinstance(told[-1], Done)
    rows = [line for line in told if isinstance(line, RowLine)]
    return {(r.kind, r.id): (r.seq, r.deleted, r.body) for r in rows}
