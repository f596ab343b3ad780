"""One address of the central: how it is called, what it takes and what it gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from jd_desktop.central.problems import MEDIA_TYPE
from jd_desktop.protocol.session import Problem

REF = "#/components/schemas/{model}"


@dataclass(frozen=True, slots=True)
class Route:
    """A method and path with its answer; `takes` and `gives` are what OpenAPI publishes.

    `media_type` tells an answer that is no JSON object, such as a stream, of which `is_partial`
    may be only a part; `takes_type` a body that is none.
    """

    method: str
    path: str
    answer: Callable[..., Any]
    takes: type[BaseModel] | None = None
    gives: type[BaseModel] | None = None
    media_type: str = ""
    takes_type: str = ""
    is_partial: bool = False
    is_published: bool = True


def add(app: FastAPI, routes: Iterable[Route]) -> None:
    """Give the application these addresses, with their description."""
    for route in routes:
        responses: dict[int | str, dict[str, Any]] = {
            "4XX": {"description": "Refused.", "content": {MEDIA_TYPE: _schema(Problem)}}
        }
        if route.media_type:
            stream = {"description": "A stream.", "content": {route.media_type: {}}}
            responses |= dict.fromkeys((200, 206) if route.is_partial else (200,), stream)
        app.add_api_route(
            route.path,
            route.answer,
            methods=[route.method],
            operation_id=route.answer.__name__,
            response_model=route.gives,
            response_class=Response if route.media_type else JSONResponse,
            responses=responses,
            openapi_extra=_taken(route),
            include_in_schema=route.is_published,
        )


def _schema(model: type[BaseModel]) -> dict[str, Any]:
    return {"schema": {"$ref": REF.format(model=model.__name__)}}


def _taken(route: Route) -> dict[str, Any] | None:
    if route.takes_type:
        octets = {"schema": {"type": "string", "format": "binary"}}
        return {"requestBody": {"required": True, "content": {route.takes_type: octets}}}
    if route.takes is None:
        return None
    content = {"application/json": _schema(route.takes)}
    return {"requestBody": {"required": True, "content": content}}
