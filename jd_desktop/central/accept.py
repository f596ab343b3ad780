"""Taking a push: each mutation exactly once, in order, in one transaction, none refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy import Connection, and_, insert, select, update

from jd_desktop.central import refusals
from jd_desktop.central.book import Book
from jd_desktop.central.circumstances import Circumstances
from jd_desktop.central.database import School, gate, leave
from jd_desktop.central.hand_over import Reviews
from jd_desktop.central.rights import Rights
from jd_desktop.central.tables import device, ledger
from jd_desktop.domain.agreement import Author, Mutation, Note, take
from jd_desktop.domain.audience import Viewer
from jd_desktop.domain.clock import wire
from jd_desktop.domain.merge import Row
from jd_desktop.domain.overlaps import relink
from jd_desktop.domain.rights import ADMIN
from jd_desktop.domain.upcasts import upcast
from jd_desktop.protocol.mutations import Push, PushAnswer, WireMutation, WireNote

Gate = Callable[[Connection, str], School]


@dataclass(frozen=True, slots=True)
class Sender:
    """The device that a push comes from, and the person at it, as the token tells.

    `viewer` is what of the school that person sees. One that `has_left`
    lost its access: what it brings is held for review.
    """

    school_id: str
    device_id: str
    device_name: str
    user_id: str
    person: str
    viewer: Viewer
    has_left: bool = False


def accept(
    connection: Connection, sender: Sender, push: Push, at: datetime, *, enter: Gate = gate
) -> PushAnswer:
    """Take what is new of a push; the connection must be at the start of a write transaction.

    Raises Refusal: `gone` for another epoch, `revoked`, and `clone` where a number that was
    taken comes again with other content. Then nothing is changed.
    """
    held = enter(connection, sender.school_id)
    if push.epoch != held.epoch:
        raise refusals.gone(held.epoch)
    last_n = _last_n(connection, sender)
    old = [m for m in push.mutations if m.n <= last_n]
    notes = _recall(connection, sender, old)
    fresh = _in_order(push.mutations, last_n)
    if fresh:
        notes += take_all(connection, sender, held, fresh, at)
        leave(connection, held)
    reached = fresh[-1].n if fresh else last_n
    _seen(connection, sender, reached, at)
    told = [WireNote.of(note) for note in notes]
    return PushAnswer(last_n=reached, head=held.head, epoch=held.epoch, notes=told)


def take_one(
    book: Book,
    author: Author,
    mutation: Mutation,
    at: datetime,
    rights: Rights | None = None,
) -> Note:
    """Take a mutation and link the double bookings it makes or ends; without rights, all may."""
    before = book.head
    book.touched.clear()
    if rights is None:
        note = take(mutation, author, book)
    else:
        meant = replace(mutation, ops=tuple(rights.meant(op) for op in mutation.ops))
        note = take(meant, author, book, may=rights.may)
    changed: list[str] = []
    for kind, row_id in book.touched:
        row = book.row(kind, row_id)
        if row and kind == "booking" and _claims_anew(row, before):
            changed.append(row_id)
        elif row and kind == "conflict" and row.body["what"] == "overlap":
            changed += row.body["subjects"]
    relink(changed, book, at)
    return note


def _claims_anew(booking: Row, before: int) -> bool:
    """Whether what a booking claims may have changed after a counter; a note changes nothing."""
    groups = [booking.versions[g].seq for g in ("slot", "state") if g in booking.versions]
    return booking.deleted or any(seq > before for seq in groups)


def _last_n(connection: Connection, sender: Sender) -> int:
    """Read under the gate, where no other push of this device can move it."""
    c = device.c
    mine = and_(c.school_id == sender.school_id, c.id == sender.device_id)
    found = connection.execute(select(c.last_n, c.revoked_at).where(mine)).one()
    if found.revoked_at and not sender.has_left:
        raise refusals.revoked()
    return int(found.last_n)


def _in_order(mutations: Sequence[WireMutation], last_n: int) -> list[WireMutation]:
    """Return what follows `last_n` without a hole."""
    fresh: list[WireMutation] = []
    for mutation in mutations:
        if mutation.n == last_n + len(fresh) + 1:
            fresh.append(mutation)
    return fresh


def _recall(connection: Connection, sender: Sender, old: Sequence[WireMutation]) -> list[Note]:
    """Return what became of mutations taken before; raises `clone` where they were others."""
    if not old:
        return []
    c = ledger.c
    mine = and_(c.school_id == sender.school_id, c.device_id == sender.device_id)
    numbers = and_(c.n >= min(m.n for m in old), c.n <= max(m.n for m in old))
    columns = select(c.n, c.hash, c.outcome, c.conflict_id).where(mine, numbers)
    lines = {line.n: line for line in connection.execute(columns)}
    known = [(m, lines[m.n]) for m in old if m.n in lines]
    others = [m.n for m, line in known if fingerprint(m) != line.hash]
    if others:
        raise refusals.clone(min(others))
    return [Note(m.n, line.outcome, line.conflict_id) for m, line in known]


def take_all(
    connection: Connection, sender: Sender, held: School, fresh: list[WireMutation], at: datetime
) -> list[Note]:
    """Decide mutations and write them down, under a gate that is held."""
    under = Circumstances.of(
        held, sender.person, sender.device_name, sender.viewer, has_left=sender.has_left
    )
    notes = decide(connection, sender, held, fresh, at)
    lines: list[dict[str, Any]] = []
    for written, note in zip(fresh, notes, strict=True):
        held.lines += 1
        whole = written.model_dump()
        mark = _mark(whole)
        if not written.epoch:
            del whole["epoch"]
        lines.append(
            {
                "school_id": sender.school_id, "device_id": sender.device_id, "n": note.n,
                "line": held.lines, "at": wire(at), "user_id": sender.user_id, "mutation": whole,
                "hash": mark, "outcome": note.outcome,
                "conflict_id": note.conflict_id,
                "circumstances": None if lines else under.written(),
            }
        )  # fmt: skip
    connection.execute(insert(ledger), lines)
    return notes


def decide(
    connection: Connection, sender: Sender, held: School, fresh: list[WireMutation], at: datetime
) -> list[Note]:
    """Decide mutations one after the other, and write the rows that come of them."""
    book = Book(connection, held)
    author = Author(sender.device_id, sender.person, sender.device_name, at=wire(at))
    meanings = [upcast(m.meaning(held.epoch)) for m in fresh]
    book.expect(sender.device_id, meanings)
    rights = None if sender.viewer.role == ADMIN else Rights(sender.viewer, book)
    take_in = (
        Reviews(connection, sender.school_id).hold_one
        if sender.has_left
        else partial(take_one, rights=rights)
    )
    notes = [take_in(book, author, mutation, at) for mutation in meanings]
    book.flush()
    return notes


def _seen(connection: Connection, sender: Sender, last_n: int, at: datetime) -> None:
    c = device.c
    mine = update(device).where(c.school_id == sender.school_id, c.id == sender.device_id)
    connection.execute(mine.values(last_n=last_n, seen_at=wire(at)))


def fingerprint(mutation: WireMutation) -> str:
    """Return what tells two mutations of one number apart; older desktops tell no epoch."""
    return _mark(mutation.model_dump())


def _mark(written: dict[str, Any]) -> str:
    said = {name: value for name, value in written.items() if name != "epoch"}
    return sha256(msgspec.json.encode(said, order="deterministic")).hexdigest()
