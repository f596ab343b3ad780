"""A stand-in for Twilio on loopback: its wire format, a memory, and faults on demand."""

from __future__ import annotations

import asyncio
import binascii
import json
from base64 import b64decode
from collections import deque
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from jd_desktop.sandbox.faults import Faults
from jd_desktop.sandbox.page import page
from jd_desktop.sandbox.twilio_callbacks import Callbacks
from jd_desktop.sandbox.twilio_ledger import Ledger, problem
from jd_desktop.sandbox.twilio_rules import numbers_page
from jd_desktop.sandbox.wire import reset

SLOW_S = 30.0
OWNED = frozenset({"+4552000001", "+15005550006"})
"""The numbers of every account here."""

_REMEMBERED = 5_000
_NOT_FOUND = problem(20404, "The requested resource was not found", 404)
_BEFORE = {
    "429": problem(20429, "Too Many Requests", 429),
    "daily_limit": problem(63038, "Account exceeded the 50 daily messages limit", 429),
    "503": problem(20503, "Service Unavailable", 503),
}


class TwilioStandIn:
    """The messages resource of Twilio's API 2010-04-01, and a control panel beside it."""

    def __init__(self, ledger: Ledger, *, seed: int = 0):
        """Take where messages are kept; faults are drawn by the seed."""
        self.ledger, self.faults = ledger, Faults(seed)
        self.traffic: deque[dict[str, Any]] = deque(maxlen=_REMEMBERED)
        self.callbacks, self.answers = Callbacks(ledger.accounts), list[int]()

    def app(self) -> Starlette:
        """Return the ASGI application."""
        base = "/2010-04-01/Accounts/{account}/Messages"
        routes = [
            Route(f"{base}.json", self._create, methods=["POST"]),
            Route(f"{base}.json", self._list, methods=["GET"]),
            Route(base + "/{sid}.json", self._fetch, methods=["GET"]),
            Route(base + "/{sid}.json", self._update, methods=["POST"]),
            Route("/2010-04-01/Accounts/{account}/IncomingPhoneNumbers.json", self._numbers),
            Route("/_control/faults", self._faults, methods=["POST"]),
            Route("/_control/advance", self._advance, methods=["POST"]),
            Route("/_control/messages", self._all, methods=["GET"]),
            Route("/_control/traffic", self._traffic, methods=["GET"]),
            Route("/", self._page, methods=["GET"]),
        ]
        return Starlette(routes=routes, exception_handlers={404: self._nowhere})

    async def _create(self, request: Request) -> Response:
        fields = await _form(request)
        refused = self._refused(request)
        if refused:
            return self._answer(request, fields, refused)
        fault = self.faults.of_send()
        if fault in _BEFORE:
            return self._answer(request, fields, _BEFORE[fault])
        if fault == "reset_before":
            return self._cut(request, fields)
        wrong = self.ledger.refusal(fields)
        if wrong:
            return self._answer(request, fields, wrong)
        made = self.ledger.add(request.path_params["account"], fields)
        self.callbacks.ask(made, fields)
        return await self._accepted(request, fields, made, fault)

    async def _accepted(
        self, request: Request, fields: dict[str, str], made: dict[str, Any], fault: str
    ) -> Response:
        """Answer, or fail to, for a message that is taken."""
        if fault == "reset_after":
            return self._cut(request, fields)
        if fault == "500_after":
            return self._answer(request, fields, problem(20500, "Internal Server Error", 500))
        if fault == "cut_after":
            self._remember(request, fields, 0, None)
            return Response(json.dumps(made)[:40], 201, media_type="application/json")
        if fault == "slow":
            await asyncio.sleep(SLOW_S)
        return self._answer(request, fields, made, 201)

    async def _list(self, request: Request) -> Response:
        account, asked = request.path_params["account"], dict(request.query_params)
        return self._looked(request, lambda: self.ledger.page(account, asked))

    async def _numbers(self, request: Request) -> Response:
        account, asked = request.path_params["account"], dict(request.query_params)
        return self._looked(request, lambda: numbers_page(OWNED, account, asked))

    async def _fetch(self, request: Request) -> Response:
        account, sid = request.path_params["account"], request.path_params["sid"]
        return self._looked(request, lambda: self.ledger.look(account, sid))

    async def _update(self, request: Request) -> Response:
        fields = await _form(request)
        account, sid = request.path_params["account"], request.path_params["sid"]
        found = self._refused(request) or self.ledger.update(account, sid, fields)
        return self._answer(request, fields, found or _NOT_FOUND)

    def _looked(self, request: Request, look: Any) -> Response:
        refused = self._refused(request)
        fault = "" if refused else self.faults.of_look()
        if fault == "reset_before":
            return self._cut(request, {})
        return self._answer(request, {}, refused or _BEFORE.get(fault) or look() or _NOT_FOUND)

    def _refused(self, request: Request) -> dict[str, Any] | None:
        scheme, _, rest = request.headers.get("authorization", "").partition(" ")
        try:
            user, _, password = b64decode(rest).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            user = password = ""
        if scheme.lower() == "basic" and self.ledger.admits(user, password):
            return None
        return problem(20003, "Authenticate", 401)

    async def _faults(self, request: Request) -> Response:
        try:
            return JSONResponse(self.faults.tell(json.loads(await request.body())))
        except ValueError as e:
            return JSONResponse({"error": str(e)}, 400)

    async def _advance(self, _request: Request) -> Response:
        self.ledger.advance()
        self.answers += await asyncio.to_thread(self.callbacks.tell, self.ledger.everything())
        return await self._all(_request)

    async def _all(self, _request: Request) -> Response:
        return JSONResponse({"messages": self.ledger.everything(), "answers": self.answers})

    async def _traffic(self, _request: Request) -> Response:
        return JSONResponse({"traffic": list(self.traffic)})

    async def _page(self, _request: Request) -> Response:
        return HTMLResponse(page(self.ledger.everything()))

    async def _nowhere(self, request: Request, _why: Exception) -> Response:
        return self._answer(request, await _form(request), _NOT_FOUND)

    def _answer(
        self, request: Request, fields: dict[str, str], document: dict[str, Any], status: int = 200
    ) -> Response:
        """Answer; a problem carries its own status."""
        told = int(document["status"]) if "more_info" in document else status
        self._remember(request, fields, told, document)
        headers = {"Retry-After": self.faults.retry_after} if told == 429 else {}
        return JSONResponse(document, told, headers)

    def _cut(self, request: Request, fields: dict[str, str]) -> Response:
        self._remember(request, fields, 0, None)
        reset(request.scope)
        return Response()

    def _remember(
        self, request: Request, fields: dict[str, str], status: int, answer: dict[str, Any] | None
    ) -> None:
        """Keep what was said for the contract checks, never who said it; 0 is no answer."""
        self.traffic.append(
            {
                "method": request.method, "path": request.url.path, "query": request.url.query,
                "fields": fields, "status": status, "answer": answer,
            }
        )  # fmt: skip


async def _form(request: Request) -> dict[str, str]:
    return dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
