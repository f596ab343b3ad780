"""Asking the vendor for a page or a refund: written down, asked, and what came of it, in steps.

Whatever is broken off between two steps is asked again by the same key with the same words, so
that the vendor makes it once. Where a key can bring nothing new, it is looked up what was made.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select, update

from jd_desktop.domain import message
from jd_desktop.domain.clock import instant, wire
from jd_desktop.domain.language import Text, text
from jd_desktop.domain.payment_books import News
from jd_desktop.domain.payments_port import LINK, REFUND, Asked, Frozen, Made, Spent
from jd_desktop.integrations.stripe_bodies import page_url
from jd_desktop.operations.payment_telling import tell_opened
from jd_desktop.operations.work import Doing
from jd_desktop.outbox import channel
from jd_desktop.outbox.desk_books import heed, may
from jd_desktop.outbox.terms import Terms, backoff
from jd_desktop.store.tables import payment_job

CHANNEL = "stripe"
KEY_KEPT = timedelta(hours=23)
"""The vendor keeps a key for 24 hours: after that a second try would be a new request."""
READY, ASKING, UNCERTAIN, LOOKING = "ready", "asking", "uncertain", "looking"
DONE, REFUSED, LEFT = "done", "refused", "left"

ELSEWHERE = text("En anden computer har lavet en betalingsside for det samme.")
NO_RETURN = text("Skriv i indstillingerne, hvilken side man ser, når der er betalt.")
TOO_LATE = text("Tiden til at betale var gået, før siden kunne laves. Bed om en ny.")

_OPEN = (READY, ASKING, UNCERTAIN, LOOKING)
_j = payment_job.c


@dataclass(frozen=True, slots=True)
class Asking:
    """A request that this process alone may send now.

    `looks_first` where it may have been carried out by a key that the vendor has forgotten;
    `was_asked` says whether this computer has used its key. `under` is the payment of which a
    refund is looked for.
    """

    record_id: str
    kind: str
    frozen: Frozen
    tries: int
    looks_first: bool
    was_asked: bool
    under: str = ""


@dataclass(frozen=True, slots=True)
class Nothing:
    """A look-up found that nothing was made: another key may be used."""


def put_down(
    doing: Doing, kind: str, record_id: str, frozen: tuple[str, dict[str, Any]], *, looks: bool
) -> None:
    """Write a request down, what and with what body, before anything is asked.

    `looks` where another computer, or this one before it was put back, may have asked already.
    """
    what, body = frozen
    row = {
        "id": record_id, "kind": kind, "what": what, "body": body, "key": _key(record_id, 1),
        "tries": 1, "state": LOOKING if looks else READY, "next_at": wire(doing.now),
    }  # fmt: skip
    doing.db.execute(insert(payment_job).values(row))
    doing.touch(kind, record_id)


def next_asking(doing: Doing, terms: Terms) -> Asking | None:
    """Take the next request that is due, and write down that it is being asked."""
    if not channel.may_send(doing.db, CHANNEL, doing.now, terms):
        return None
    due = select(payment_job).where(_j.state.in_(_OPEN), _j.next_at <= wire(doing.now))
    for job in doing.db.execute(due.order_by(_j.next_at, _j.id)).all():
        if not _is_wanted(doing, job):
            continue
        is_old = bool(job.asked_at) and instant(job.asked_at) + KEY_KEPT < doing.now
        looks = is_old or job.state == LOOKING
        lease = {"next_at": wire(doing.now + terms.lease), "asked_at": job.asked_at}
        if not looks:
            lease |= {"state": ASKING, "asked_at": job.asked_at or wire(doing.now)}
        _put(doing, job.id, **lease)
        channel.spend(doing.db, CHANNEL, doing.now, terms)
        under = str(job.body.get("payment_intent") or "") if job.what == REFUND else ""
        frozen = Frozen(job.what, job.key, job.body)
        return Asking(job.id, job.kind, frozen, job.tries, looks, bool(job.asked_at), under)
    return None


def finish(
    doing: Doing, asking: Asking, came_to: Asked | Nothing, *, terms: Terms, chance: float
) -> None:
    """Write what a request came to; `chance` in [0, 1) spreads the next try."""
    wait = backoff(terms, asking.tries, chance)
    match came_to:
        case Made():
            _made(doing, asking, came_to)
        case Nothing():
            # Another computer may use the first key at this moment: then it is made once.
            tries = asking.tries + 1 if asking.was_asked else asking.tries
            _put(
                doing, asking.record_id, state=READY, key=_key(asking.record_id, tries),
                tries=tries, asked_at=None, next_at=wire(doing.now),
            )  # fmt: skip
        case Spent():
            _put(doing, asking.record_id, state=LOOKING, next_at=wire(doing.now))
        case message.Refused(_, reason):
            _refused(doing, asking, reason)
        case message.ChannelBroken(reason):
            channel.pause(doing.db, CHANNEL, doing.now + terms.pause, reason)
            _put(doing, asking.record_id, next_at=wire(doing.now + terms.pause))
        case message.NothingSent(retry_after):
            _put(doing, asking.record_id, next_at=wire(doing.now + max(wait, retry_after or wait)))
        case message.Uncertain():
            _put(doing, asking.record_id, state=UNCERTAIN, next_at=wire(doing.now + wait))
    doing.touch(asking.kind, asking.record_id)


def is_asked(doing: Doing, record_id: str) -> bool:
    """Whether something may still come of a request that this computer has put down."""
    mine = select(_j.id).where(_j.id == record_id, _j.state.in_(_OPEN))
    return doing.db.execute(mine).first() is not None


def is_due(doing: Doing) -> bool:
    """Whether a request is to be asked now."""
    due = select(_j.id).where(_j.state.in_(_OPEN), _j.next_at <= wire(doing.now)).limit(1)
    return doing.db.execute(due).first() is not None


def _is_wanted(doing: Doing, job: Any) -> bool:
    """Whether it is still ours to ask; what was never asked and nobody wants is let go."""
    if not may(doing, job.kind):
        return False  # it waits for somebody who may write what comes of it
    row = doing.get(job.kind, job.id)
    if row is None or row.get("owner_device") != doing.device:
        _put(doing, job.id, state=LEFT)
        return False
    if job.kind == "payment_request" and row["state"] not in ("making", "closing"):
        _put(doing, job.id, state=LEFT)
        return False
    if row["state"] == "closing" and job.state == READY and not job.asked_at and job.tries == 1:
        _put(doing, job.id, state=LEFT)
        doing.set(job.kind, job.id, {"state": "closed"})
        return False
    return True


def _made(doing: Doing, asking: Asking, came_to: Made) -> None:
    document, record_id = came_to.document, asking.record_id
    _put(doing, record_id, state=DONE, provider_id=came_to.id, last_error=None)
    channel.clear(doing.db, CHANNEL)
    if asking.kind == "refund":
        heed(doing, News("", "refund.created", doing.now, document))
        return
    if asking.kind == "subscription":
        link = {"session_id": came_to.id, "url": document.get("url")}
        doing.set("subscription", record_id, {"state": "pending", **link})
        return
    row, url = doing.get("payment_request", record_id), str(document.get("url") or "")
    if row is None:
        return
    link = {"provider_id": came_to.id, "url": url}
    if asking.frozen.what == LINK:
        language = doing.get("student", row["student_id"]) or {}
        link["url"] = page_url(
            url, language="en" if language.get("language") == "en" else "da",
            email=str(row.get("email") or ""),
        )  # fmt: skip
    else:
        link["session_id"] = came_to.id
    if row["state"] == "making":
        link["state"] = "open"
    doing.set("payment_request", record_id, link)
    if "state" in link:
        tell_opened(doing, record_id)


def _refused(doing: Doing, asking: Asking, reason: Text) -> None:
    said = channel.spelled(reason)
    _put(doing, asking.record_id, state=REFUSED, last_error=said)
    if asking.kind == "refund":
        doing.set("refund", asking.record_id, {"state": "failed", "failure": str(reason)})
    elif asking.kind == "subscription":
        doing.set("subscription", asking.record_id, {"state": "cancelled", "refused": str(reason)})
    else:
        let_go(doing, asking.record_id, reason)


def let_go(doing: Doing, record_id: str, reason: Text) -> None:
    """Say that a request for payment cannot be made, and why; it is over."""
    doing.set("payment_request", record_id, {"state": "closed", "refused": str(reason)})


def _key(record_id: str, tries: int) -> str:
    return f"jd:{record_id}:{tries}"


def _put(doing: Doing, record_id: str, **values: Any) -> None:
    doing.db.execute(update(payment_job).where(_j.id == record_id).values(**values))
