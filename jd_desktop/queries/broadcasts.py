"""Messages to many: whom one would reach, what it would cost, how far one has come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, func, select

from jd_desktop.domain import filling
from jd_desktop.domain.clock import instant
from jd_desktop.domain.events import SMS
from jd_desktop.domain.language import Text, text
from jd_desktop.domain.message import segments
from jd_desktop.domain.quiet import is_quiet
from jd_desktop.domain.recipients import Filter, Recipient
from jd_desktop.domain.tariff import Tariff
from jd_desktop.domain.wording import Wording, fill, mistakes, subject_line
from jd_desktop.queries.message_words import words_for
from jd_desktop.queries.preview import cautions, row_of
from jd_desktop.store.recipients import recipients
from jd_desktop.store.school import school
from jd_desktop.store.tables import ENTITIES

EVENT = "announcement"
_LEFT = ("accepted", "sent", "undelivered", "delivered")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person is about to send to many; `send_at` is None for at once."""

    channel: str
    wording: Wording
    wanted: Filter
    excluded: tuple[str, ...] = ()
    send_at: datetime | None = None
    broadcast_id: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom it would reach, whom not and why, what it would say to the first, and its cost in øre.

    `parts` are SMS in all; both are 0 for e-mail.
    """

    going: tuple[Recipient, ...]
    left_out: tuple[tuple[Recipient, Text], ...]
    subject: str
    sample: str
    parts: int
    price_ore: int
    mistakes: tuple[Text, ...]
    cautions: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class BroadcastRow:
    """A broadcast in the list, with how many of its messages stand where.

    `state`: draft, going, stopped or done. `waiting` have still to leave, `left` are with the
    vendor or further, `arrived` of them delivered; `stopped` were taken back, `failed` went wrong.
    """

    id: str
    name: str
    channel: str
    wording: Wording
    wanted: Filter
    excluded: tuple[str, ...]
    state: str
    send_at: datetime | None
    made_by: str
    made_at: datetime | None
    waiting: int
    left: int
    arrived: int
    stopped: int
    failed: int

    @property
    def queued(self) -> int:
        """How many messages it has become so far."""
        return self.waiting + self.left + self.stopped + self.failed


def reach(db: Connection, asked: Asked, *, tariff: Tariff) -> Reach:
    """Return whom a broadcast would reach now, and at what cost."""
    found = recipients(
        db,
        asked.wanted,
        asked.channel,
        excluded=asked.excluded,
        broadcast_id=asked.broadcast_id,
    )
    going = tuple(r for r in found if not r.reason)
    out = tuple((r, why(r.reason, asked.channel)) for r in found if r.reason)
    wrong = tuple(mistakes(EVENT, asked.channel, asked.wording))
    said = [] if wrong else _said(db, asked, going)
    parts = sum(segments(s).count for _, s in said) if asked.channel == SMS else 0
    subject, sample = said[0] if said else ("", "")
    return Reach(
        going, out, subject, sample, parts, parts * tariff.per_segment_ore, wrong,
        _mind(asked, [s for _, s in said]),
    )  # fmt: skip


def broadcast_list(db: Connection) -> list[BroadcastRow]:
    """Return the school's broadcasts, the newest first."""
    table, m = ENTITIES["broadcast"], ENTITIES["message"].c
    per_state = (
        select(m.broadcast_id, m.state, func.count())
        .where(m.broadcast_id.is_not(None))
        .group_by(m.broadcast_id, m.state)
    )
    counts: dict[str, Counter[str]] = {}
    for broadcast_id, state, n in db.execute(per_state):
        counts.setdefault(broadcast_id, Counter())[state] += n
    rows = db.execute(select(table).order_by(table.c.made_at.desc(), table.c.id.desc())).mappings()
    return [_row(dict(r), counts.get(r["id"], Counter())) for r in rows]


def why(reason: str, channel: str) -> Text:
    """Say why a student gets nothing."""
    said = _LEFT_OUT.get(reason) or words_for("suppressed", reason, channel=channel)[0]
    return said or text("Får ikke beskeden.")


_LEFT_OUT: Mapping[str, Text] = {
    "left_out": text("Valgt fra."),
    "already": text("Har allerede fået beskeden."),
    "same_address": text("Samme nummer eller adresse som en anden elev."),
    "no_phone": text("Har intet telefonnummer."),
    "no_email": text("Har ingen e-mailadresse."),
    "opted_out": text("Ønsker ikke SMS."),
    "mail_opted_out": text("Ønsker ikke e-mail."),
    "not_wanted": text("Ønsker ikke denne slags beskeder."),
    "phone_bad": text("Nummeret virker ikke."),
    "email_bad": text("E-mailadressen virker ikke."),
}


def _said(db: Connection, asked: Asked, going: tuple[Recipient, ...]) -> list[tuple[str, str]]:
    """Return what each would read: the words differ, and so does the cost."""
    of_school, known = school(db), dict[tuple[str, str], dict[str, Any] | None]()

    def find(kind: str, row_id: str) -> dict[str, Any] | None:
        if (kind, row_id) not in known:
            known[kind, row_id] = row_of(db, kind, row_id)
        return known[kind, row_id]

    said = []
    for recipient in going:
        student = row_of(db, "student", recipient.student_id) or {}
        values = filling.values(filling.about(find, of_school, student))
        subject = subject_line(asked.wording.subject, values)
        said.append((subject, fill(asked.wording.text, values, channel=asked.channel)))
    return said


def _mind(asked: Asked, said: list[str]) -> tuple[Text, ...]:
    found = list(cautions(max(said, key=len))) if said and asked.channel == SMS else []
    if asked.send_at is not None and is_quiet(asked.send_at):
        found.append(text("Beskeden går ud om aftenen eller natten, hvor folk helst vil have ro."))
    return tuple(found)


def _row(r: Mapping[str, Any], by_state: Counter[str]) -> BroadcastRow:
    left = sum(by_state[s] for s in _LEFT)
    waiting = sum(by_state[s] for s in ("queued", "sending", "uncertain"))
    moment = partial(_moment, r)
    return BroadcastRow(
        id=r["id"],
        name=r["name"],
        channel=r["channel"],
        wording=Wording(r["subject"] or "", r["text"]),
        wanted=Filter.read(r["filter"] or {}),
        excluded=tuple(r["excluded"] or ()),
        state=r["state"],
        send_at=moment("send_at"),
        made_by=r["made_by"] or "",
        made_at=moment("made_at"),
        waiting=waiting,
        left=left,
        arrived=by_state["delivered"],
        stopped=by_state["cancelled"],
        failed=by_state.total() - left - waiting - by_state["cancelled"],
    )


def _moment(r: Mapping[str, Any], name: str) -> datetime | None:
    return instant(r[name]) if r[name] else None
