"""A person's own account; and the new password by mail. Runs in worker threads."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import parse_qs

from fastapi import Query, Request, Response
from fastapi.responses import HTMLResponse
from starlette.background import BackgroundTask

from jd_desktop.central import audit, pages, refusals
from jd_desktop.central.database import reading
from jd_desktop.central.request import Body, Here, Who, address_of, read, told
from jd_desktop.central.routing import Route
from jd_desktop.domain.language import text
from jd_desktop.protocol.account import (
    Account,
    Factor,
    FactorCode,
    FactorOff,
    FactorWanted,
    Forgotten,
    ForgottenAnswer,
    PasswordChange,
    SignIns,
)

Cursor = Annotated[str, Query(max_length=200, pattern=r"^[^\x00]*$")]
_FIELD_AT_MOST = 1024


def account(here: Here, who: Who) -> Response:
    """Tell of the person's own account."""
    return told(here.doors.accounts.tell(who.sender))


def change_password(here: Here, who: Who, request: Request, body: Body) -> Response:
    """Change the password, by the old one; the person's other computers are signed out."""
    asked = read(PasswordChange, body)
    address = address_of(request)
    here.doors.accounts.change_password(who.sender, address, old=asked.old, new=asked.new)
    return told(here.doors.accounts.tell(who.sender))


def enrol_second_factor(here: Here, who: Who, request: Request, body: Body) -> Response:
    """Give out a second factor's secret; nothing is asked for until it is confirmed."""
    asked = read(FactorWanted, body)
    return told(here.doors.accounts.enrol(who.sender, address_of(request), asked.password))


def confirm_second_factor(here: Here, who: Who, request: Request, body: Body) -> Response:
    """Switch the second factor on, by a code of its secret."""
    here.doors.accounts.confirm(who.sender, address_of(request), read(FactorCode, body).code)
    return told(here.doors.accounts.tell(who.sender))


def remove_second_factor(here: Here, who: Who, request: Request, body: Body) -> Response:
    """Switch the second factor off, by the password and a code."""
    asked, address = read(FactorOff, body), address_of(request)
    here.doors.accounts.remove(who.sender, address, asked.password, asked.code)
    return told(here.doors.accounts.tell(who.sender))


def own_sign_ins(here: Here, who: Who, before: Cursor = "") -> Response:
    """Tell what happened at the person's own doors, newest first."""
    whose = who.sender
    with reading(here.engine, whose.school_id) as connection:
        return told(audit.page(connection, whose.school_id, user_id=whose.user_id, before=before))


def forgotten_password(here: Here, request: Request, body: Body) -> Response:
    """Mail a link for a new password; answers the same whether or not there is such a person."""
    asked, address = read(Forgotten, body), address_of(request)
    here.doors.resets.count(asked.email, address)
    language = here.doors.language(request)
    if here.doors.resets.is_mailed:
        words = text(
            "Hvis e-mailen er kendt, er der en mail på vej. Linket i den virker i en time."
        )
    else:
        words = text("Bed skolens administrator om en ny adgangskode; centralen sender ikke mails.")
    answer = told(
        ForgottenAnswer(is_mailed=here.doors.resets.is_mailed, sentence=language.say(words))
    )
    # Only after the answer is anything looked up: its time can tell nothing.
    answer.background = BackgroundTask(here.doors.resets.mail_link, asked.email, address, language)
    return answer


def new_password(here: Here, request: Request, token: Cursor = "") -> HTMLResponse:
    """Show the form behind the link of a mail."""
    language = here.doors.language(request)
    return (
        pages.ask(language, token) if here.doors.resets.is_open(token) else pages.closed(language)
    )


def set_new_password(here: Here, request: Request, body: Body) -> HTMLResponse:
    """Take the form: the same password twice."""
    language = here.doors.language(request)
    token, new, again = _form(body, "token", "new", "again")
    if not here.doors.resets.is_open(token):
        return pages.closed(language)
    if new != again or len(new) > _FIELD_AT_MOST:
        return pages.ask(language, token, text("De to adgangskoder er ikke ens."))
    try:
        why = here.doors.resets.use(token, new, address_of(request))
    except LookupError:
        return pages.closed(language)
    return pages.ask(language, token, why) if why else pages.done(language)


def _form(body: bytes, *names: str) -> list[str]:
    """Read the fields of a form; raises Refusal `invalid`."""
    try:
        fields = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=10)
    except ValueError as e:
        raise refusals.invalid() from e
    return [fields.get(name, [""])[0] for name in names]


_FACTOR = "/v1/account/second-factor"
ROUTES = (
    Route("GET", "/v1/account", account, gives=Account),
    Route("POST", "/v1/account/password", change_password, takes=PasswordChange, gives=Account),
    Route("POST", _FACTOR, enrol_second_factor, takes=FactorWanted, gives=Factor),
    Route(
        "POST", f"{_FACTOR}/confirm", confirm_second_factor, takes=FactorCode, gives=Account
    ),
    Route("DELETE", _FACTOR, remove_second_factor, takes=FactorOff, gives=Account),
    Route("GET", "/v1/account/sign-ins", own_sign_ins, gives=SignIns),
    Route(
        "POST", "/v1/password/forgotten", forgotten_password,
        takes=Forgotten, gives=ForgottenAnswer,
    ),
    Route("GET", pages.RESET_PATH, new_password, is_published=False),
    Route("POST", pages.RESET_PATH, set_new_password, is_published=False),
)  # fmt: skip
