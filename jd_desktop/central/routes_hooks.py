"""Where vendors tell what became of messages; only a word that is not proven is refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import Depends, Path, Query, Request, Response
from fastapi.responses import HTMLResponse

from jd_desktop.central import (
    hooks,
    hooks_mailtrap,
    hooks_sparkpost,
    hooks_stripe,
    hooks_twilio,
    pages,
    refusals,
)
from jd_desktop.central.database import reading, writing
from jd_desktop.central.hook_effects import Word
from jd_desktop.central.hooks_mailtrap import MAILTRAP
from jd_desktop.central.hooks_sparkpost import SPARKPOST
from jd_desktop.central.hooks_twilio import TWILIO, Fields
from jd_desktop.central.request import Central, Here, read_body, told
from jd_desktop.central.routing import Route
from jd_desktop.protocol.hooks import Taken

FORM_AT_MOST, BATCH_AT_MOST = 64 * 1024, 4 * 1024 * 1024
"""Bytes that a vendor may send at a time: a form of Twilio's, a batch of events."""

_AT_ONCE = 200
_FORM = "application/x-www-form-urlencoded"
_TWIML = "text/xml"
_NOTHING_TO_SAY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
School = Annotated[str, Path(max_length=200, pattern=r"^[^\x00]+$")]


async def _form(request: Request) -> bytes:
    return await read_body(request, FORM_AT_MOST)


async def _batch(request: Request) -> bytes:
    return await read_body(request, BATCH_AT_MOST)


Form = Annotated[bytes, Depends(_form)]
Batch = Annotated[bytes, Depends(_batch)]


def twilio_status(
    here: Here,
    request: Request,
    school_id: School,
    body: Form,
    m: Annotated[str, Query(max_length=200, pattern=r"^[^\x00]*$")] = "",
) -> Response:
    """Take what Twilio says of an SMS; `m` is the message that we gave it."""
    fields = _proven_form(here, request, school_id, body)
    word = hooks_twilio.status_word(m, fields)
    _take(here, school_id, TWILIO, [word] if word else [])
    return Response(_NOTHING_TO_SAY, media_type=_TWIML)


def twilio_answer(here: Here, request: Request, school_id: School, body: Form) -> Response:
    """Take an SMS that somebody answered: who says STOP gets no more."""
    fields = _proven_form(here, request, school_id, body)
    word = hooks_twilio.answer_word(fields)
    _take(here, school_id, TWILIO, [word] if word else [])
    return Response(_NOTHING_TO_SAY, media_type=_TWIML)


def sparkpost_events(here: Here, request: Request, school_id: School, body: Batch) -> Response:
    """Take a batch of SparkPost's events, from a webhook that shows our secret."""
    if not hooks_sparkpost.shows(request.headers, _secret(here, school_id, SPARKPOST)):
        raise refusals.not_proven()
    return _told(here, school_id, SPARKPOST, body)


def mailtrap_events(here: Here, request: Request, school_id: School, body: Batch) -> Response:
    """Take a batch of Mailtrap's events, signed with its secret."""
    secret = _secret(here, school_id, MAILTRAP)
    if not hooks_mailtrap.is_signed(body, request.headers, secret):
        raise refusals.not_proven()
    return _told(here, school_id, MAILTRAP, body)


def stripe_event(here: Here, request: Request, school_id: School, body: Batch) -> Response:
    """Take an event of Stripe's, signed just now; of what kind we do not know is only noted."""
    now = here.clock.now()
    with reading(here.engine, school_id) as connection:
        secrets = hooks_stripe.secrets_of(connection, school_id, now)
    at = hooks_stripe.signed_at(body, request.headers.get(hooks_stripe.SIGNATURE, ""), secrets)
    if at is None:
        raise refusals.not_signed()
    if not hooks_stripe.is_recent(at, now):
        raise refusals.signed_long_ago()
    try:
        news = hooks_stripe.read(body)
    except ValueError as e:
        raise refusals.invalid() from e
    with writing(here.engine, school_id) as connection:
        meant = (news.id, lambda book: tuple(hooks_stripe.ops(news, connection, book, school_id)))
        changed = hooks.take_meant(connection, school_id, hooks_stripe.STRIPE, [meant], now)
    if changed is not None:
        here.heads.publish(school_id, changed.head, changed.epoch)
    return told(Taken(events=1))


def paid_page(here: Here, request: Request) -> HTMLResponse:
    """Thank somebody who comes from the vendor's page; whether they paid is said by its news."""
    return pages.paid(here.doors.language(request))


def _told(here: Central, school_id: str, vendor: str, body: bytes) -> Response:
    read = hooks_sparkpost.words if vendor == SPARKPOST else hooks_mailtrap.words
    try:
        words = list(read(body))
    except ValueError as e:
        raise refusals.invalid() from e
    _take(here, school_id, vendor, words)
    return told(Taken(events=len(words)))


def _take(here: Central, school_id: str, vendor: str, words: Sequence[Word]) -> None:
    """Take words, some at a time, so that nobody waits long for the school's gate."""
    for start in range(0, len(words), _AT_ONCE):
        some = words[start : start + _AT_ONCE]
        with writing(here.engine, school_id) as connection:
            changed = hooks.take(connection, school_id, vendor, some, here.clock.now())
        if changed is not None:
            here.heads.publish(school_id, changed.head, changed.epoch)


def _secret(here: Central, school_id: str, vendor: str) -> str:
    with reading(here.engine, school_id) as connection:
        return hooks.secret_of(connection, school_id, vendor)


def _proven_form(here: Central, request: Request, school_id: str, body: bytes) -> Fields:
    try:
        fields = hooks_twilio.read_form(body)
    except ValueError as e:
        raise refusals.not_proven() from e
    secret = _secret(here, school_id, TWILIO)
    if not hooks_twilio.is_signed(_addresses(here, request), fields, request.headers, secret):
        raise refusals.not_proven()
    return fields


def _addresses(here: Central, request: Request) -> list[str]:
    """Return by what addresses we may have been called: as we are known, and as it looks here."""
    asked = request.scope["raw_path"].decode("latin-1")
    if request.url.query:
        asked += f"?{request.url.query}"
    seen = f"{request.url.netloc}{asked}"
    known = [f"{here.address}{asked}"] if here.address else []
    return [*known, f"https://{seen}", f"http://{seen}"]


ROUTES = (
    Route(
        "POST", "/hooks/twilio/{school_id}/status", twilio_status,
        takes_type=_FORM, media_type=_TWIML,
    ),
    Route(
        "POST", "/hooks/twilio/{school_id}/answer", twilio_answer,
        takes_type=_FORM, media_type=_TWIML,
    ),
    Route(
        "POST", "/hooks/sparkpost/{school_id}", sparkpost_events,
        takes_type="application/json", gives=Taken,
    ),
    Route(
        "POST", "/hooks/mailtrap/{school_id}", mailtrap_events,
        takes_type="application/json", gives=Taken,
    ),
    Route(
        "POST", "/hooks/stripe/{school_id}", stripe_event,
        takes_type="application/json", gives=Taken,
    ),
    Route("GET", pages.PAID_PATH, paid_page, is_published=False),
)  # fmt: skip
