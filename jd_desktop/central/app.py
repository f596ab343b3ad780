"""Builds the central's application, and its description for others to build against."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from fastapi import FastAPI, Response
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema
from sqlalchemy import Engine

from jd_desktop import __version__
from jd_desktop.central import routes
from jd_desktop.central.access_log import AccessLog
from jd_desktop.central.database import open_engine
from jd_desktop.central.passwords import Passwords
from jd_desktop.central.people import People
from jd_desktop.central.problems import MEDIA_TYPE, Problems
from jd_desktop.domain.clock import Clock
from jd_desktop.domain.language import DANISH, Language
from jd_desktop.protocol import feed
from jd_desktop.protocol.check import CheckAnswer
from jd_desktop.protocol.mutations import Push, PushAnswer
from jd_desktop.protocol.session import PATH, Me, Problem, Session, SignIn

_REF = "#/components/schemas/{model}"


def create_app(
    database: str | Engine,
    clock: Clock,
    *,
    languages: Sequence[Language] = (DANISH,),
    passwords: Passwords | None = None,
    oldest: int = 1,
) -> FastAPI:
    """Build the application over a migrated database, given by address or engine.

    `languages` are those its sentences can be told in; `oldest` the lowest schema spoken.
    """
    engine = open_engine(database) if isinstance(database, str) else database
    app = FastAPI(
        title="Just Driving Central",
        version=__version__,
        openapi_url=f"{PATH}/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    people = People(engine, clock, passwords or Passwords())
    app.state.central = routes.Central(engine, clock, people, oldest)
    Problems(languages).install(app)
    _add_routes(app)
    app.add_middleware(AccessLog)
    app.openapi = lambda: describe(app)  # type: ignore[method-assign] # FastAPI's documented way
    return app


def _add_routes(app: FastAPI) -> None:
    def add(method: str, path: str, answer: Callable[..., Response], **more: Any) -> None:
        problem = {"description": "Refused.", "content": {MEDIA_TYPE: _schema("Problem")}}
        app.add_api_route(
            path,
            answer,
            methods=[method],
            operation_id=answer.__name__,
            responses={"4XX": problem, **more.pop("responses", {})},
            **more,
        )

    lines = {200: {"description": "The feed.", "content": {feed.MEDIA_TYPE: {}}}}
    add("POST", f"{PATH}/sign-in", routes.sign_in, response_model=Session, **_takes("SignIn"))
    add("POST", f"{PATH}/sign-out", routes.sign_out)
    add("GET", f"{PATH}/me", routes.me, response_model=Me)
    add("POST", f"{PATH}/sync/push", routes.push, response_model=PushAnswer, **_takes("Push"))
    add("GET", f"{PATH}/sync/pull", routes.pull, response_class=Response, responses=lines)
    add("GET", f"{PATH}/sync/check", routes.check, response_model=CheckAnswer)
    add("GET", "/healthz", routes.healthz)


def _schema(model: str) -> dict[str, Any]:
    return {"schema": {"$ref": _REF.format(model=model)}}


def _takes(model: str) -> dict[str, Any]:
    content = {"application/json": _schema(model)}
    return {"openapi_extra": {"requestBody": {"required": True, "content": content}}}


def describe(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI description, with the bodies that routes read for themselves."""
    told = get_openapi(title=app.title, version=app.version, routes=app.routes)
    read = [(SignIn, "validation"), (Push, "validation"), (Problem, "serialization")]
    _, found = models_json_schema(read, ref_template=_REF)  # type: ignore[arg-type] # list is invariant
    told["components"]["schemas"] |= found["$defs"]
    return told
