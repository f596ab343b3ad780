"""A stand-in for Twilio on loopback: its wire format, a memory, and faults on demand."""

from __future__ import annotations

import asyncio
import json
from base64 import b64decode
from collections import deque
from html import escape
from random import Random
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from jd_desktop.sandbox.twilio_ledger import Ledger, problem

SLOW_S = 30.0


class Hangup(Exception):
    """Ends the connection without an answer, as a reset does."""


class TwilioStandIn:
    """The messages resource of Twilio's API 2010-04-01, and a control panel beside it."""

    def __init__(self, ledger: Ledger, *, seed: int = 0):
        """Take where messages are kept; faults are drawn by the seed."""
        self.ledger = ledger
        self._next: deque[str] = deque()
        self._rates: dict[str, float] = {}
        self._random = Random(seed)
        self._stop_waiting = asyncio.Event()
        self.traffic: list[dict[str, Any]] = []

    def app(self) -> Starlette:
        """Return the ASGI application."""
        base = "/2010-04-01/Accounts/{account}/Messages"
        routes = [
            Route(f"{base}.json", self._create, methods=["POST"]),
            Route(f"{base}.json", self._list, methods=["GET"]),
            Route(base + "/{sid}.json", self._fetch, methods=["GET"]),
            Route(base + "/{sid}.json", self._update, methods=["POST"]),
            Route("/_control/faults", self._faults, methods=["POST"]),
            Route("/_control/messages", self._all, methods=["GET"]),
            Route("/_control/traffic", self._traffic, methods=["GET"]),
            Route("/", self._page, methods=["GET"]),
        ]
        return Starlette(routes=routes)

    async def _create(self, request: Request) -> Response:
        refused = self._refused(request)
        fields = await _form(request)
        if refused:
            return self._answer(request, fields, 401, refused)
        fault = self._fault()
        early = await self._before(fault)
        if early is not None:
            return self._answer(request, fields, *early)
        wrong = self.ledger.refusal(fields)
        if wrong:
            return self._answer(request, fields, 400, wrong)
        made = self.ledger.add(request.path_params["account"], fields)
        await self._after(fault)
        if fault == "500_after":
            return self._answer(request, fields, 500, problem(20500, "Internal Server Error", 500))
        if fault == "cut_after":
            return Response(json.dumps(made)[:40], 201, media_type="application/json")
        return self._answer(request, fields, 201, made)

    async def _list(self, request: Request) -> Response:
        refused = self._refused(request)
        if refused:
            return self._answer(request, {}, 401, refused)
        page = self.ledger.page(request.path_params["account"], dict(request.query_params))
        return self._answer(request, {}, 200, page)

    async def _fetch(self, request: Request) -> Response:
        refused = self._refused(request)
        if refused:
            return self._answer(request, {}, 401, refused)
        found = self.ledger.look(request.path_params["sid"])
        if found is None:
            return self._answer(
                request, {}, 404, problem(20404, "The requested resource was not found", 404)
            )
        return self._answer(request, {}, 200, found)

    async def _update(self, request: Request) -> Response:
        refused = self._refused(request)
        fields = await _form(request)
        if refused:
            return self._answer(request, fields, 401, refused)
        found = self.ledger.cancel(request.path_params["sid"])
        if found is None:
            return self._answer(request, fields, 404, problem(20404, "Not found", 404))
        return self._answer(request, fields, 200, found)

    def _refused(self, request: Request) -> dict[str, Any] | None:
        given = request.headers.get("authorization", "")
        scheme, _, rest = given.partition(" ")
        if scheme.lower() == "basic":
            user, _, password = b64decode(rest).decode(errors="replace").partition(":")
            if self.ledger.admits(user, password):
                return None
        return problem(20003, "Authenticate", 401)

    def _fault(self) -> str:
        if self._next:
            return self._next.popleft()
        drawn = self._random.random()
        for name, rate in self._rates.items():
            drawn -= rate
            if drawn < 0:
                return name
        return ""

    async def _before(self, fault: str) -> tuple[int, dict[str, Any]] | None:
        if fault == "429":
            return 429, problem(20429, "Too Many Requests", 429)
        if fault == "503":
            return 503, problem(20503, "Service Unavailable", 503)
        if fault == "reset_before":
            raise Hangup
        return None

    async def _after(self, fault: str) -> None:
        if fault == "reset_after":
            raise Hangup
        if fault == "slow":
            await asyncio.sleep(SLOW_S)

    async def _faults(self, request: Request) -> Response:
        told = json.loads(await request.body())
        self._next.extend(told.get("next", ()))
        if "rates" in told:
            self._rates = dict(told["rates"])
        if "seed" in told:
            self._random = Random(told["seed"])
        return JSONResponse({"next": list(self._next), "rates": self._rates})

    async def _all(self, _request: Request) -> Response:
        return JSONResponse({"messages": self.ledger.everything()})

    async def _traffic(self, _request: Request) -> Response:
        return JSONResponse({"traffic": self.traffic})

    def _answer(
        self, request: Request, fields: dict[str, str], status: int, document: dict[str, Any]
    ) -> Response:
        """Answer, and keep what was said for the contract checks: never who said it."""
        self.traffic.append(
            {
                "method": request.method, "path": request.url.path, "query": request.url.query,
                "fields": fields, "status": status, "answer": document,
            }
        )  # fmt: skip
        headers = {"Retry-After": "1"} if status == 429 else {}
        return JSONResponse(document, status, headers)

    async def _page(self, _request: Request) -> Response:
        rows = "".join(
            f"<tr><td>{escape(m['to'])}<td>{escape(m['status'])}<td>{escape(m['body'])}"
            for m in self.ledger.everything()
        )
        return HTMLResponse(
            f"<!doctype html><meta charset=utf-8><title>TEST – SMS</title><h1>TEST: SMS that went "
            f"nowhere</h1><table border=1 cellpadding=6>{rows}</table>"
        )


async def _form(request: Request) -> dict[str, str]:
    return dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
