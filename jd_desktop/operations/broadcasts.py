"""One message to many: written, started, sent on a few at a time, stopped at any time.

A broadcast is `draft`, `going` from when it was started until all of it is queued, `done` then,
or `stopped`. The computer on which it was started queues it, in many short steps (`advance`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from jd_desktop.domain.changes import Changes
from jd_desktop.domain.clock import instant, wire
from jd_desktop.domain.errors import BadInput, Refused
from jd_desktop.domain.events import CHANNELS, EMAIL
from jd_desktop.domain.language import text
from jd_desktop.domain.recipients import Filter, Recipient
from jd_desktop.domain.reminders import recipient_hash
from jd_desktop.domain.wording import Wording, fill, mistakes, subject_line
from jd_desktop.operations import queueing, wordings
from jd_desktop.operations.outcome import note
from jd_desktop.operations.work import Doing, Work
from jd_desktop.store import state
from jd_desktop.store.recipients import recipients
from jd_desktop.store.tables import ENTITIES, outbox_job

EVENT = "announcement"
AT_ONCE = 50
"""So many are queued in one transaction, so that nobody waits long for the writer."""

_ALL = 1_000_000
WORTH = timedelta(days=1)
"""How long a message to many is worth sending; a computer that slept longer sends none of it."""

_MINE = "broadcasts"
"""The local fact that names the broadcasts that this computer queues."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to many as a person wants it; it leaves at `send_at`, None at once."""

    name: str
    channel: str
    wording: Wording
    wanted: Filter
    excluded: Collection[str] = ()
    send_at: datetime | None = None


def save(work: Work, draft: Draft, broadcast_id: str = "") -> Changes:
    """Keep a draft, a new one where no id is given; raises BadInput, Refused where it has left."""
    _refuse_unusable(draft)
    with work.doing(text("Skrev udsendelsen {navn}", navn=draft.name.strip())) as doing:
        if broadcast_id:
            _refuse_unless(doing.need("broadcast", broadcast_id), "draft")
            doing.set("broadcast", broadcast_id, _values(draft))
        else:
            made = {"state": "draft", "made_by": doing.person.name, "made_at": wire(doing.now)}
            doing.create("broadcast", {**_values(draft), **made})
    return doing.changes


def start(work: Work, broadcast_id: str) -> Changes:
    """Let a broadcast go: from now on `advance` queues it, at its time."""
    with work.doing(text("Startede en udsendelse")) as doing:
        broadcast = doing.need("broadcast", broadcast_id)
        _refuse_unless(broadcast, "draft", "stopped")
        if broadcast["state"] == "stopped":
            _lay_aside(doing, broadcast_id, _ALL)
        doing.set("broadcast", broadcast_id, {"state": "going"})
        _mine(doing, broadcast_id, keep=True)
    return doing.changes


def stop(work: Work, broadcast_id: str) -> Changes:
    """Stop a broadcast in the middle: what has not left does not leave. It can be started again."""
    with work.doing(text("Stoppede en udsendelse"), undoable=False) as doing:
        _refuse_unless(doing.need("broadcast", broadcast_id), "going", "done")
        doing.set("broadcast", broadcast_id, {"state": "stopped"})
        _take_out(doing, broadcast_id)
    return doing.changes


def advance(work: Work, *, at_once: int = AT_ONCE) -> Changes:
    """Do the next short step of the broadcasts of this computer; nothing where all is done.

    Queues some that are due, or writes down what was stopped. Call again while it changes
    something.
    """
    with work.doing(text("Udsendelse"), undoable=False) as doing:
        for broadcast_id in state.get(doing.db, _MINE, []):
            broadcast = doing.get("broadcast", broadcast_id)
            standing = broadcast["state"] if broadcast else "stopped"
            if broadcast is not None and standing == "going":
                _queue_some(doing, broadcast_id, broadcast, at_once)
            elif standing != "done":
                _lay_aside(doing, broadcast_id, at_once)
    return doing.changes


def _queue_some(
    doing: Doing, broadcast_id: str, broadcast: Mapping[str, Any], at_once: int
) -> None:
    leaves = instant(broadcast["send_at"]) if broadcast.get("send_at") else doing.now
    if leaves > doing.now:
        return
    if leaves + WORTH <= doing.now:  # this computer slept through it
        doing.set("broadcast", broadcast_id, {"state": "stopped"})
        return
    going = [r for r in _recipients(doing, broadcast_id, broadcast) if not r.reason]
    for recipient in going[:at_once]:
        _queue(doing, broadcast_id, broadcast, recipient)
    if len(going) <= at_once:
        doing.set("broadcast", broadcast_id, {"state": "done"})


def _recipients(doing: Doing, broadcast_id: str, broadcast: Mapping[str, Any]) -> list[Recipient]:
    return recipients(
        doing.db,
        Filter.read(broadcast.get("filter") or {}),
        broadcast["channel"],
        excluded=broadcast.get("excluded") or (),
        broadcast_id=broadcast_id,
    )


def _queue(
    doing: Doing, broadcast_id: str, broadcast: Mapping[str, Any], recipient: Recipient
) -> None:
    channel = broadcast["channel"]
    it = wordings.about(doing, doing.need("student", recipient.student_id))
    values = wordings.values(doing, it)
    said = wordings.Said(
        subject_line(broadcast.get("subject") or "", values) if channel == EMAIL else "",
        fill(broadcast["text"], values, channel=channel),
    )
    key = queueing.of_many(broadcast_id, recipient.student_id, channel)
    post = queueing.Post(
        EVENT,
        channel,
        recipient.student_id,
        said,
        leaves=doing.now,
        expires=doing.now + WORTH,
        about=f"{EVENT}:{broadcast_id}:{recipient_hash(recipient.address)}",
        key=key,
        origin="broadcast",
        broadcast_id=broadcast_id,
    )
    queueing.send(doing, post)


def _take_out(doing: Doing, broadcast_id: str) -> None:
    """Keep what is queued here from leaving, all at once; the records follow a few at a time."""
    j, m = outbox_job.c, ENTITIES["message"].c
    its = select(m.id).where(m.broadcast_id == broadcast_id)
    queued = update(outbox_job).where(j.state == "queued", j.message_id.in_(its))
    gone = {"state": "cancelled", "dedupe_key": j.dedupe_key + "#" + j.id}
    doing.db.execute(queued.values(gone))


def _lay_aside(doing: Doing, broadcast_id: str, at_once: int) -> None:
    """Write down that what was stopped did not leave, and forget the broadcast at the end."""
    _take_out(doing, broadcast_id)
    j, m = outbox_job.c, ENTITIES["message"].c
    waiting = (
        select(m.id)
        .join(outbox_job, j.message_id == m.id)
        .where(m.broadcast_id == broadcast_id, m.state == "queued", j.state == "cancelled")
        .limit(at_once)
    )
    rows = doing.db.execute(waiting).scalars().all()
    for message_id in rows:
        note(doing, message_id, "cancelled", reason="stopped")
    if len(rows) < at_once:
        _mine(doing, broadcast_id, keep=False)


def _mine(doing: Doing, broadcast_id: str, *, keep: bool) -> None:
    others = [i for i in state.get(doing.db, _MINE, []) if i != broadcast_id]
    mine = [*others, broadcast_id] if keep else others
    state.put(doing.db, **{_MINE: mine or None})


def _values(draft: Draft) -> dict[str, Any]:
    return {
        "name": draft.name.strip(),
        "channel": draft.channel,
        "subject": draft.wording.subject.strip() or None,
        "text": draft.wording.text.strip(),
        "filter": draft.wanted.written(),
        "excluded": sorted(set(draft.excluded)) or None,
        "send_at": wire(draft.send_at) if draft.send_at else None,
    }


def _refuse_unusable(draft: Draft) -> None:
    if not draft.name.strip():
        raise BadInput(text("Udsendelsen mangler et navn."), hint=text("Giv den et navn."))
    if draft.channel not in CHANNELS:
        raise BadInput(text("Vælg SMS eller e-mail."))
    wrong = mistakes(EVENT, draft.channel, draft.wording)
    if wrong:
        raise BadInput(wrong[0], hint=text("Ret teksten, og prøv igen."))


def _refuse_unless(broadcast: Mapping[str, Any], *states: str) -> None:
    if broadcast["state"] not in states:
        raise Refused(
            text("Udsendelsen er allerede startet eller stoppet."),
            hint=text("Opdatér visningen, og se, hvor langt den er."),
        )
