"""Signing in and out; runs in worker threads."""

from __future__ import annotations

from fastapi import Request, Response

from jd_desktop.central import hooks, refusals
from jd_desktop.central.database import reading
from jd_desktop.central.request import Body, Here, Who, address_of, read, told
from jd_desktop.central.routing import Route
from jd_desktop.protocol.session import Me, Session, SignIn


def sign_in(here: Here, request: Request, body: Body) -> Response:
    """Give a device token to somebody with an e-mail and a password."""
    asked = read(SignIn, body)
    if asked.version < here.oldest:
        raise refusals.too_old()
    session = here.people.sign_in(asked, address_of(request))
    with reading(here.engine, session.school_id) as connection:
        session.sms_hook = hooks.sms_hook(connection, session.school_id, here.address)
    return told(session)


def sign_out(here: Here, who: Who, request: Request) -> Response:
    """Forget the device's token."""
    here.people.sign_out(who.sender, address_of(request))
    return Response(b"{}", media_type="application/json")


def me(who: Who) -> Response:
    """Tell who is signed in."""
    return told(who.me)


ROUTES = (
    Route("POST", "/v1/sign-in", sign_in, takes=SignIn, gives=Session),
    Route("POST", "/v1/sign-out", sign_out),
    Route("GET", "/v1/me", me, gives=Me),
)
