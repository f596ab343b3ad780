"""Leases and claims; runs in worker threads."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Response

from jd_desktop.central import turns
from jd_desktop.central.database import writing
from jd_desktop.central.request import Body, Here, Who, read, told
from jd_desktop.central.routing import Route
from jd_desktop.protocol.turns import Claims, ClaimsAnswer, Lease, LeaseAsked

Name = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_-]{0,63}$")]


def take_lease(here: Here, who: Who, name: Name, body: Body) -> Response:
    """Ask to be the one device that does something, for a while; or renew, or give back."""
    asked = read(LeaseAsked, body)
    with writing(here.engine, who.sender.school_id) as connection:
        lease = turns.take_lease(connection, who.sender, name, asked.seconds, here.clock.now())
    return told(lease)


def make_claims(here: Here, who: Who, body: Body) -> Response:
    """Ask for what may be done once; the first device that asks has it."""
    asked = read(Claims, body)
    with writing(here.engine, who.sender.school_id) as connection:
        answer = turns.make_claims(connection, who.sender, asked.keys, here.clock.now())
    return told(answer)


ROUTES = (
    Route("POST", "/v1/leases/{name}", take_lease, takes=LeaseAsked, gives=Lease),
    Route("POST", "/v1/claims", make_claims, takes=Claims, gives=ClaimsAnswer),
)
