"""Builds the central's application, and its description for others to build against."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema
from sqlalchemy import Engine

from jd_desktop import __version__
from jd_desktop.central import (
    routes_account,
    routes_devices,
    routes_doors,
    routes_files,
    routes_health,
    routes_hooks,
    routes_leaving,
    routes_live,
    routes_reads,
    routes_split,
    routes_sync,
    routes_turns,
    routes_users,
    routing,
)
from jd_desktop.central.access_log import AccessLog
from jd_desktop.central.chores import both, done_daily
from jd_desktop.central.database import open_engine
from jd_desktop.central.doors import make_doors
from jd_desktop.central.limits import LIMITS, Admission, Limits
from jd_desktop.central.live import Heads
from jd_desktop.central.live_postgres import PostgresCourier
from jd_desktop.central.live_watch import Courier, FileCourier, Watch, kept_right
from jd_desktop.central.mail import NO_MAIL, MailSettings
from jd_desktop.central.metrics import Metrics
from jd_desktop.central.passwords import Passwords
from jd_desktop.central.people import People
from jd_desktop.central.problems import Problems
from jd_desktop.central.request import Central
from jd_desktop.domain.clock import Clock
from jd_desktop.domain.language import DANISH, Language
from jd_desktop.protocol.session import PATH, Problem

ROUTES = (
    *routes_doors.ROUTES,
    *routes_account.ROUTES,
    *routes_users.ROUTES,
    *routes_sync.ROUTES,
    *routes_live.ROUTES,
    *routes_leaving.ROUTES,
    *routes_devices.ROUTES,
    *routes_split.ROUTES,
    *routes_files.ROUTES,
    *routes_hooks.ROUTES,
    *routes_health.ROUTES,
    *routes_turns.ROUTES,
    *routes_reads.ROUTES,  # last: it takes any word where the others have their own
)


def create_app(  # noqa: PLR0913 - the composition root takes what the parts need
    database: str | Engine,
    clock: Clock,
    *,
    languages: Sequence[Language] = (DANISH,),
    passwords: Passwords | None = None,
    oldest: int = 1,
    limits: Limits = LIMITS,
    mail: MailSettings = NO_MAIL,
) -> FastAPI:
    """Build the application over a migrated database, given by address or engine.

    `languages` are those its sentences can be told in; `oldest` the lowest schema spoken,
    `limits` what it grants to whom, `mail` how its mails go out.
    """
    engine = open_engine(database) if isinstance(database, str) else database
    heads = Heads()
    watch = Watch(engine, heads, limits.ping_seconds)
    app = FastAPI(
        lifespan=lambda _app: both(
            kept_right(heads, watch, courier(engine, heads, watch)), done_daily(engine, clock)
        ),
        title="Just Driving Central",
        version=__version__,
        openapi_url=f"{PATH}/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    keeper = passwords or Passwords()
    metrics = Metrics(engine)
    problems = Problems(languages)
    app.state.central = Central(
        engine, clock, People(engine, clock, keeper), oldest, heads, watch, limits, metrics,
        make_doors(engine, clock, keeper, mail=mail, language=problems.language), mail.central,
    )  # fmt: skip
    problems.install(app)
    routing.add(app, ROUTES)
    app.add_middleware(Admission, limits, problems)
    app.add_middleware(AccessLog, metrics)
    app.openapi = lambda: describe(app)  # type: ignore[method-assign] # FastAPI's documented way
    return app


def courier(engine: Engine, heads: Heads, watch: Watch) -> Courier:
    """Choose what carries heads between the processes that share a database."""
    if engine.dialect.name == "postgresql":
        return PostgresCourier(engine.url, heads, watch.reread)
    return FileCourier(engine, heads, watch)


def describe(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI description, with the bodies that routes read for themselves."""
    told = get_openapi(title=app.title, version=app.version, routes=app.routes)
    read = [(r.takes, "validation") for r in ROUTES if r.takes]
    _, found = models_json_schema(
        [*read, (Problem, "serialization")],  # type: ignore[list-item] # a mode is any string here
        ref_template=routing.REF,
    )
    told["components"]["schemas"] |= found["$defs"]
    return told
