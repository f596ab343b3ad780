"""The two addresses that are open to a computer without access; runs in worker threads."""

from __future__ import annotations

from fastapi import Response

from jd_desktop.central import leaving, refusals
from jd_desktop.central.database import writing
from jd_desktop.central.request import Body, Here, Leaver, read, told
from jd_desktop.central.routing import Route
from jd_desktop.protocol.mutations import Push, PushAnswer


def hand_over(here: Here, who: Leaver, body: Body) -> Response:
    """Take what a computer without access still carries; an empty batch says that was all.

    Numbers count as in a push. Nothing applies: each becomes a conflict for the office to judge.
    """
    asked, sender = read(Push, body), who.sender
    if not sender.has_left:
        raise refusals.has_access()
    with writing(here.engine, sender.school_id) as connection:
        answer = leaving.hand_over(connection, sender, asked, here.clock.now())
    here.heads.publish(sender.school_id, answer.head, answer.epoch)
    return told(answer)


def erased(here: Here, who: Leaver) -> Response:
    """Hear that a computer without access has erased its copy."""
    if not who.sender.has_left:
        raise refusals.has_access()
    with writing(here.engine, who.sender.school_id) as connection:
        leaving.erased(connection, who.sender, here.clock.now())
    return Response(b"{}", media_type="application/json")


ROUTES = (
    Route("POST", "/v1/sync/hand-over", hand_over, takes=Push, gives=PushAnswer),
    Route("POST", "/v1/devices/erased", erased),
)
