"""Finding out what became of a message that may have left; never by sending it again blindly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from jd_desktop.domain.clock import instant, wire
from jd_desktop.domain.message import RANKS
from jd_desktop.operations.outcome import note
from jd_desktop.operations.work import Doing
from jd_desktop.outbox.dispatch import accepted
from jd_desktop.outbox.slip import Slip, slip
from jd_desktop.outbox.terms import Terms
from jd_desktop.store.tables import outbox_attempt, outbox_job


@dataclass(frozen=True, slots=True)
class Lookup:
    """A message to look up: first tried at `since`; `taken` ids belong to others."""

    job_id: str
    message_id: str
    slip: Slip
    since: datetime
    taken: frozenset[str]


@dataclass(frozen=True, slots=True)
class Found:
    """What a look-up said: the provider id, "" where it is not there, None where unanswered.

    `never` says that nobody can ever tell, as of an SMTP server.
    """

    provider_id: str | None
    never: bool = False


def next_lookup(doing: Doing, way: str, terms: Terms) -> Lookup | None:
    """Return a channel's next uncertain message to look up.

    Those whose id is known meanwhile, from a late answer or the vendor's word, are settled.
    """
    j = outbox_job.c
    waiting = select(outbox_job).where(
        j.state == "uncertain", j.channel == way, j.next_at <= wire(doing.now)
    )
    for job in doing.db.execute(waiting.order_by(j.next_at, j.id)).all():
        known = _kept_id(doing, job)
        if not known:
            return _lookup(doing, job)
        _accept(doing, job, known, terms)
    return None


def settle(doing: Doing, lookup: Lookup, found: Found, terms: Terms) -> None:
    """Write what a look-up said; a message that somebody settled meanwhile is left alone."""
    j = outbox_job.c
    job = doing.db.execute(
        select(outbox_job).where(j.id == lookup.job_id, j.state == "uncertain")
    ).one_or_none()
    if job is None:
        return
    provider_id = _kept_id(doing, job) or found.provider_id
    if provider_id:
        _accept(doing, job, provider_id, terms)
    elif found.never:
        _unknowable(doing, job, terms)
    elif provider_id is None:
        _unanswered(doing, job, terms)
    else:
        _not_found(doing, job, terms)


def _unanswered(doing: Doing, job: Any, terms: Terms) -> None:
    if instant(job.expires_at) <= doing.now:
        _become(doing, job, "needs_decision", reason="lookup_failed")
    else:
        note(doing, job.message_id, "uncertain")
        _ask_again(doing, job, terms, checks=job.checks)


def _unknowable(doing: Doing, job: Any, terms: Terms) -> None:
    """Send once more what matters more than a repeat: the same Message-ID lets mail programs see
    that it is one. A second time a person decides."""
    a = outbox_attempt.c
    unknown = select(func.count()).where(a.job_id == job.id, a.outcome.in_(("Uncertain", "Lost")))
    if job.on_uncertain == "drop" or instant(job.expires_at) <= doing.now:
        _become(doing, job, "expired", reason="too_late")
    elif job.on_uncertain == "ask" or doing.db.execute(unknown).scalar_one() > 1:
        _become(doing, job, "needs_decision", reason="not_knowable")
    else:
        later = doing.now + terms.backoff
        _set(doing, job, state="queued", next_at=wire(later), uncertain_since=None)


def _not_found(doing: Doing, job: Any, terms: Terms) -> None:
    checks = job.checks + 1
    over = instant(job.uncertain_since) + terms.quarantine <= doing.now
    if not over or checks < terms.checks:
        note(doing, job.message_id, "uncertain")
        _ask_again(doing, job, terms, checks=checks)
    elif job.on_uncertain == "ask":
        _become(doing, job, "needs_decision", reason="not_found")
    elif job.on_uncertain == "drop" or instant(job.expires_at) <= doing.now:
        _become(doing, job, "expired", reason="too_late")
    else:
        _set(doing, job, state="queued", next_at=wire(doing.now), uncertain_since=None)


def _ask_again(doing: Doing, job: Any, terms: Terms, *, checks: int) -> None:
    """Look again in a quarter of the quarantine; exactly at its end too, or at expiry."""
    over = instant(job.uncertain_since) + terms.quarantine
    soon = doing.now + terms.quarantine / 4
    _set(doing, job, checks=checks, next_at=wire(min(soon, over) if over > doing.now else soon))


def _accept(doing: Doing, job: Any, provider_id: str, terms: Terms) -> None:
    _set(doing, job, **accepted(provider_id, doing.now, terms))
    note(doing, job.message_id, "accepted", provider_id=provider_id)


def _become(doing: Doing, job: Any, state: str, *, reason: str) -> None:
    _set(doing, job, state=state)
    note(doing, job.message_id, state, reason=reason)


def _set(doing: Doing, job: Any, **values: Any) -> None:
    doing.db.execute(update(outbox_job).where(outbox_job.c.id == job.id).values(**values))
    doing.touch("message", job.message_id)


def _kept_id(doing: Doing, job: Any) -> str:
    """Return the provider id that a late answer left, or the vendor told the central of."""
    message = doing.get("message", job.message_id) or {}
    if message.get("provider_id") and RANKS[message["state"]] >= RANKS["accepted"]:
        return str(message["provider_id"])
    a = outbox_attempt.c
    kept = select(a.provider_id).where(a.job_id == job.id, a.provider_id.is_not(None))
    return str(doing.db.execute(kept).scalar() or "")


def _lookup(doing: Doing, job: Any) -> Lookup:
    j = outbox_job.c
    bound = select(j.provider_id).where(
        j.channel == job.channel, j.recipient == job.recipient, j.provider_id.is_not(None)
    )
    told = slip(doing, job, job.recipient)
    began = instant(job.first_attempt_at or job.created_at)
    return Lookup(job.id, job.message_id, told, began, frozenset(doing.db.execute(bound).scalars()))
