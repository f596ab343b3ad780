"""What an attempt came to, written under its fence: no other process's word is overwritten."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update

from jd_desktop.domain import suppression
from jd_desktop.domain.clock import wire
from jd_desktop.domain.language import Text, text
from jd_desktop.domain.message import (
    Accepted,
    ChannelBroken,
    NothingSent,
    Outcome,
    Refused,
    Uncertain,
)
from jd_desktop.operations.outcome import note
from jd_desktop.operations.work import Doing
from jd_desktop.outbox import channel
from jd_desktop.outbox.claim import Claimed
from jd_desktop.outbox.refusals import heed
from jd_desktop.outbox.terms import Terms, backoff
from jd_desktop.store.tables import outbox_attempt, outbox_job


def finish(
    doing: Doing, claimed: Claimed, outcome: Outcome, *, terms: Terms, chance: float
) -> bool:
    """Write an attempt's outcome; False where the job is no longer this attempt's.

    A late answer still leaves its provider id with the attempt: the look-up reads that first.
    `chance` in [0, 1) spreads the next try.
    """
    _end_attempt(doing, claimed, outcome)
    match outcome:
        case Accepted(provider_id):
            values = accepted(provider_id, doing.now, terms)
        case NothingSent(retry_after):
            values = _again(doing, claimed, retry_after, terms=terms, chance=chance)
        case Uncertain():
            values = uncertain(doing.now)
        case Refused(_, reason):
            values = {"state": "failed", "last_error": channel.spelled(reason)}
        case ChannelBroken(reason):
            values = {"state": "queued", "last_error": channel.spelled(reason)}
    j = outbox_job.c
    mine = (j.id == claimed.job_id, j.attempt_id == claimed.attempt_id, j.state == "sending")
    done = {**values, "lease_until": None, "turn": "won"}
    held = doing.db.execute(update(outbox_job).where(*mine).values(done))
    if held.rowcount:
        _tell(doing, claimed, outcome, str(values["state"]))
        _heed(doing, claimed, outcome, terms)
    doing.touch("message", claimed.message_id)
    return bool(held.rowcount)


def put_back(doing: Doing, claimed: Claimed, terms: Terms) -> None:
    """Queue again what did not leave, since nobody could say that it is ours to send."""
    later = wire(doing.now + terms.turn_again)
    _let_go(doing, claimed, "NoTurn", {"state": "queued", "next_at": later, "turn": "asked"})
    _uncount(doing, claimed)


def leave_to_another(doing: Doing, claimed: Claimed) -> None:
    """Drop what another computer of the school sends, or has sent."""
    if _let_go(doing, claimed, "NotOurs", {"state": "cancelled"}):
        note(doing, claimed.message_id, "cancelled", reason="elsewhere")


def _let_go(doing: Doing, claimed: Claimed, outcome: str, values: dict[str, Any]) -> bool:
    a, j = outbox_attempt.c, outbox_job.c
    ended = update(outbox_attempt).where(a.attempt_id == claimed.attempt_id)
    doing.db.execute(ended.values(ended_at=wire(doing.now), outcome=outcome))
    mine = (j.id == claimed.job_id, j.attempt_id == claimed.attempt_id, j.state == "sending")
    held = doing.db.execute(update(outbox_job).where(*mine).values({**values, "lease_until": None}))
    doing.touch("message", claimed.message_id)
    return bool(held.rowcount)


def accepted(provider_id: str, now: datetime, terms: Terms) -> dict[str, Any]:
    """Return what a job becomes once the vendor has it: asked about from now on."""
    return {
        "state": "accepted", "provider_id": provider_id, "last_error": None,
        "next_at": wire(now + terms.polls[0]), "status_checks": 0, "uncertain_since": None,
    }  # fmt: skip


def uncertain(now: datetime) -> dict[str, Any]:
    """Return what a job becomes when nobody knows whether it left: looked up at once."""
    return {
        "state": "uncertain", "uncertain_since": wire(now), "checks": 0, "next_at": wire(now),
    }  # fmt: skip


def _end_attempt(doing: Doing, claimed: Claimed, outcome: Outcome) -> None:
    a = outbox_attempt.c
    came_to: dict[str, Any] = {"ended_at": wire(doing.now), "outcome": type(outcome).__name__}
    match outcome:
        case Accepted(provider_id):
            came_to["provider_id"] = provider_id
        case Refused(code) | ChannelBroken(code=code):
            came_to["code"] = code
        case Uncertain(detail):
            came_to["code"] = detail
        case _:
            pass
    ended = update(outbox_attempt).where(a.attempt_id == claimed.attempt_id)
    doing.db.execute(ended.values(**came_to))


def _again(
    doing: Doing,
    claimed: Claimed,
    retry_after: timedelta | None,
    *,
    terms: Terms,
    chance: float,
) -> dict[str, Any]:
    # With nobody at the other end a message waits until it expires: an outage is not its fault.
    if claimed.attempts >= terms.tries and retry_after is not None:
        return {"state": "dead", "last_error": channel.spelled(_GAVE_UP)}
    wait = backoff(terms, claimed.attempts, chance)
    return {"state": "queued", "next_at": wire(doing.now + max(wait, retry_after or wait))}


_GAVE_UP: Text = text("Kunne ikke sendes efter mange forsøg.")


def _tell(doing: Doing, claimed: Claimed, outcome: Outcome, state: str) -> None:
    """Put into the message's record what everybody may know by now."""
    match outcome:
        case Accepted(provider_id):
            note(doing, claimed.message_id, "accepted", provider_id=provider_id)
        case Refused(code):
            said = suppression.of_code(claimed.channel, code)
            reason = said if said == suppression.OPTED_OUT else code
            note(doing, claimed.message_id, "failed", reason=reason, code=code)
        case _ if state == "dead":
            note(doing, claimed.message_id, "failed", reason="gave_up")
        case _:
            pass


def _heed(doing: Doing, claimed: Claimed, outcome: Outcome, terms: Terms) -> None:
    """Draw what follows from an outcome for the channel and the address."""
    match outcome:
        case ChannelBroken(reason):
            channel.pause(doing.db, claimed.channel, doing.now + terms.pause, reason)
            _uncount(doing, claimed)
        case NothingSent(timedelta() as retry_after):
            until = doing.now + retry_after
            channel.pause(doing.db, claimed.channel, until, None)
            channel.empty(doing.db, claimed.channel, until, terms)
        case Accepted():
            channel.clear(doing.db, claimed.channel)
        case Refused(code, _, lasting):
            heed(
                doing,
                claimed.message_id,
                suppression.of_code(claimed.channel, code, lasting=lasting),
            )
        case _:
            pass


def _uncount(doing: Doing, claimed: Claimed) -> None:
    """A broken channel is not the message's fault: it costs it no try."""
    j = outbox_job.c
    mine = update(outbox_job).where(j.id == claimed.job_id)
    doing.db.execute(mine.values(attempts=j.attempts - 1))
