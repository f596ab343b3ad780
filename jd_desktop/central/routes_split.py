"""A copied computer becomes a device of its own; runs in worker threads."""

from __future__ import annotations

from fastapi import Response

from jd_desktop.central.request import Body, Here, Who, read, told
from jd_desktop.central.routing import Route
from jd_desktop.protocol.session import Session, SplitAsked


def split(here: Here, who: Who, body: Body) -> Response:
    """Give the caller a new device and token, the same person at it; the old one stays."""
    return told(here.people.split(who.sender, read(SplitAsked, body)))


ROUTES = (Route("POST", "/v1/devices/split", split, takes=SplitAsked, gives=Session),)
