"""What an attempt came to, written under its fence: no other process's word is overwritten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Update, bindparam, select, update

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


@dataclass(frozen=True, slots=True)
class Ended:
    """An attempt and what it came to; `chance` in [0, 1) spreads the next try."""

    claimed: Claimed
    outcome: Outcome
    chance: float


def finish(doing: Doing, ended: Sequence[Ended], terms: Terms) -> frozenset[str]:
    """Write the outcomes of a channel's attempts; returns those that still had their job.

    A late answer still leaves its provider id with the attempt: the look-up reads that first.
    """
    if not ended:
        return frozenset()
    doing.load("message", {one.claimed.message_id for one in ended})
    doing.db.execute(_END, [_came_to(doing, one) for one in ended])
    mine = _still_ours(doing, ended)
    held = [one for one in ended if one.claimed.attempt_id in mine]
    values = [_values(doing, one, terms) for one in held]
    _settle_all(doing, [one.claimed for one in held], values)
    for one, becomes in zip(held, values, strict=True):
        _tell(doing, one.claimed, one.outcome, str(becomes["state"]))
    # A channel that something went through goes on, unless another was told to wait meanwhile.
    if any(isinstance(one.outcome, Accepted) for one in held):
        channel.clear(doing.db, held[0].claimed.channel)
    for one in held:
        _heed(doing, one.claimed, one.outcome, terms)
    for one in ended:
        doing.touch("message", one.claimed.message_id)
    return frozenset(mine)


def _values(doing: Doing, one: Ended, terms: Terms) -> dict[str, Any]:
    """Return what a job becomes by an attempt's outcome."""
    match one.outcome:
        case Accepted(provider_id):
            return accepted(provider_id, doing.now, terms)
        case NothingSent(retry_after):
            return _again(doing, one.claimed, retry_after, terms=terms, chance=one.chance)
        case Uncertain():
            return uncertain(doing.now)
        case Refused(_, reason):
            return {"state": "failed", "last_error": channel.spelled(reason)}
        case ChannelBroken(reason):
            return {"state": "queued", "last_error": channel.spelled(reason)}


def _settle_all(
    doing: Doing, claimed: Sequence[Claimed], values: Sequence[Mapping[str, Any]]
) -> None:
    """Write what each job becomes, those that come to the same in one statement."""
    together: dict[frozenset[str], list[dict[str, Any]]] = {}
    for one, becomes in zip(claimed, values, strict=True):
        written = {**becomes, "lease_until": None, "turn": "won"}
        fence = {"the_job": one.job_id, "the_attempt": one.attempt_id}
        together.setdefault(frozenset(written), []).append({**written, **fence})
    for names, rows in together.items():
        doing.db.execute(_FENCED.values({name: bindparam(name) for name in names}), rows)


_FENCED = update(outbox_job).where(
    outbox_job.c.id == bindparam("the_job"),
    outbox_job.c.attempt_id == bindparam("the_attempt"),
    outbox_job.c.state == "sending",
)


def _settle(claimed: Claimed) -> Update:
    j = outbox_job.c
    return update(outbox_job).where(
        j.id == claimed.job_id, j.attempt_id == claimed.attempt_id, j.state == "sending"
    )


def _still_ours(doing: Doing, ended: Sequence[Ended]) -> set[str]:
    """Return the attempts whose jobs no other process has taken since."""
    j = outbox_job.c
    wanted = [one.claimed.attempt_id for one in ended]
    found = select(j.attempt_id).where(j.attempt_id.in_(wanted), j.state == "sending")
    return set(doing.db.execute(found).scalars())


def put_back(doing: Doing, claimed: Claimed, terms: Terms) -> None:
    """Queue again what did not leave, since nobody could say that it is ours to send."""
    later = wire(doing.now + terms.turn_again)
    _let_go(doing, claimed, "NoTurn", {"state": "queued", "next_at": later, "turn": "asked"})
    _uncount(doing, claimed)


def not_begun(doing: Doing, claimed: Claimed) -> None:
    """Queue again what was taken and not tried, since those before it took too long."""
    if _let_go(doing, claimed, "NotBegun", {"state": "queued", "turn": "won"}):
        _uncount(doing, claimed)


def leave_to_another(doing: Doing, claimed: Claimed) -> None:
    """Drop what another computer of the school sends, or has sent."""
    if _let_go(doing, claimed, "NotOurs", {"state": "cancelled"}):
        note(doing, claimed.message_id, "cancelled", reason="elsewhere")


def _let_go(doing: Doing, claimed: Claimed, outcome: str, values: dict[str, Any]) -> bool:
    ended = {"attempt": claimed.attempt_id, "outcome": outcome, "provider_id": None, "code": None}
    doing.db.execute(_END, [{**ended, "ended_at": wire(doing.now)}])
    held = doing.db.execute(_settle(claimed).values({**values, "lease_until": None}))
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


_END = update(outbox_attempt).where(outbox_attempt.c.attempt_id == bindparam("attempt"))
_END = _END.values({n: bindparam(n) for n in ("ended_at", "outcome", "provider_id", "code")})


def _came_to(doing: Doing, one: Ended) -> dict[str, Any]:
    """Return what is kept of an attempt."""
    came_to: dict[str, Any] = {
        "attempt": one.claimed.attempt_id, "ended_at": wire(doing.now),
        "outcome": type(one.outcome).__name__, "provider_id": None, "code": None,
    }  # fmt: skip
    match one.outcome:
        case Accepted(provider_id):
            came_to["provider_id"] = provider_id
        case Refused(code) | ChannelBroken(code=code):
            came_to["code"] = code
        case Uncertain(detail):
            came_to["code"] = detail
        case _:
            pass
    return came_to


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
