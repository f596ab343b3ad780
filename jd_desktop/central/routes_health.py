"""Whether the central stands."""

from __future__ import annotations

from fastapi import Response
from sqlalchemy import select

from jd_desktop.central.request import Here
from jd_desktop.central.routing import Route


def healthz(here: Here) -> Response:
    """Say that the central and its database answer."""
    with here.engine.connect() as connection:
        connection.execute(select(1))
    return Response(b'{"ok":true}', media_type="application/json")


ROUTES = (Route("GET", "/healthz", healthz),)
