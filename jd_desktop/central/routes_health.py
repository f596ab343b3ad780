"""Whether the central stands, whether it can work, and its figures."""

from __future__ import annotations

from secrets import compare_digest
from typing import Annotated

from fastapi import Header, Response
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.exceptions import HTTPException

from jd_desktop.central import refusals
from jd_desktop.central.migrate import is_current
from jd_desktop.central.request import Here
from jd_desktop.central.routing import Route

_OK = b'{"ok":true}'


async def healthz() -> Response:
    """Say that the process lives; asks nobody else, so that nobody else can make it look dead."""
    return Response(_OK, media_type="application/json")


def readyz(here: Here) -> Response:
    """Say that the database answers and has what this version needs; `busy` where not."""
    if not is_current(here.engine):
        raise refusals.busy()
    return Response(_OK, media_type="application/json")


def metrics(here: Here, authorization: Annotated[str, Header()] = "") -> Response:
    """Tell the figures to whom has their token; there is no such address without one."""
    token = here.limits.metrics_token
    if not token:
        raise HTTPException(404)
    if not compare_digest(authorization.encode(), f"Bearer {token}".encode()):
        raise refusals.not_signed_in()
    return Response(here.metrics.told(), media_type=CONTENT_TYPE_LATEST)


ROUTES = (
    Route("GET", "/healthz", healthz),
    Route("GET", "/readyz", readyz),
    Route("GET", "/metrics", metrics, media_type="text/plain", is_published=False),
)
