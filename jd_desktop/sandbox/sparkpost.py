"""A stand-in for SparkPost on loopback: its wire format, a memory, and faults on demand."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from jd_desktop.sandbox.faults import Faults
from jd_desktop.sandbox.page import EMAIL, page
from jd_desktop.sandbox.panel import SLOW_S, Panel
from jd_desktop.sandbox.sparkpost_ledger import SparkPostLedger

FAULTS = frozenset(
    {"", "429", "420", "401", "503", "reset_before", "reset_after", "500_after", "cut_after",
     "slow"}
)  # fmt: skip
_ADDRESS = re.compile(r"[^@\s,]+@[^@\s,]+\.[^@\s,]+")


def _problem(code: str, message: str, description: str = "") -> dict[str, Any]:
    said = {"message": message, "code": code}
    return {"errors": [{**said, "description": description} if description else said]}


_BEFORE: Mapping[str, tuple[dict[str, Any], int]] = {
    "429": ({"errors": [{"message": "Too many requests"}]}, 429),
    "420": (_problem("2101", "Exceed Sending Limit (daily)"), 420),
    "401": ({"errors": [{"message": "Unauthorized."}]}, 401),
    "503": ({"errors": [{"message": "Service unavailable"}]}, 503),
}
_UNKNOWN_KEY = ({"errors": [{"message": "Unauthorized."}]}, 401)
_NO_RIGHT = ({"errors": [{"message": "Forbidden."}]}, 403)


class SparkPostStandIn:
    """Transmissions, message events and the suppression list, and a control panel beside them.

    `keys` says what each key may do ("send", "events"); mail from a domain that is not among
    `domains` is refused, where any are given.
    """

    def __init__(
        self,
        ledger: SparkPostLedger,
        keys: Mapping[str, frozenset[str]],
        *,
        domains: frozenset[str] = frozenset(),
        seed: int = 0,
    ):
        """Take where messages are kept, the keys, the domains; faults are drawn by the seed."""
        self.ledger, self._keys, self._domains = ledger, keys, domains
        self.panel = Panel(Faults(seed, sending=FAULTS))

    def app(self) -> Starlette:
        """Return the ASGI application."""
        return Starlette(
            routes=[
                Route("/api/v1/transmissions", self._send, methods=["POST"]),
                Route("/api/v1/events/message", self._events, methods=["GET"]),
                Route("/api/v1/suppression-list/{who}", self._look, methods=["GET"]),
                Route("/api/v1/suppression-list/{who}", self._suppress, methods=["PUT"]),
                Route("/api/v1/suppression-list/{who}", self._release, methods=["DELETE"]),
                Route("/_control/advance", self._advance, methods=["POST"]),
                Route("/_control/messages", self._all, methods=["GET"]),
                Route("/", self._page, methods=["GET"]),
                *self.panel.routes(),
            ],
        )

    async def _send(self, request: Request) -> Response:
        body = (await request.body()).decode()
        refused = self._refused(request, "send")
        fault = "" if refused else self.panel.faults.of_send()
        before = refused or _BEFORE.get(fault)
        if before:
            return self.panel.answer(request, body, *before)
        if fault == "reset_before":
            return self.panel.cut(request, body)
        read = _read(body)
        wrong = _wrong(read, self._domains)
        if wrong:
            return self.panel.answer(request, body, *wrong)
        return await self._accepted(request, body, self.ledger.add(read), fault)

    async def _accepted(self, request: Request, body: str, made: str, fault: str) -> Response:
        """Answer, or fail to, for a message that is taken."""
        told = {"total_rejected_recipients": 0, "total_accepted_recipients": 1, "id": made}
        if fault == "reset_after":
            return self.panel.cut(request, body)
        if fault == "500_after":
            error = {"errors": [{"message": "Internal Server Error"}]}
            return self.panel.answer(request, body, error, 500)
        if fault == "cut_after":
            self.panel.remember(request, body, 0, None)
            return Response(b'{"results": {"total_rej', 200, media_type="application/json")
        if fault == "slow":
            await asyncio.sleep(SLOW_S)
        return self.panel.answer(request, body, {"results": told})

    async def _events(self, request: Request) -> Response:
        refused = self._refused(request, "events")
        fault = "" if refused else self.panel.faults.of_look()
        if fault == "reset_before":
            return self.panel.cut(request, "")
        before = refused or _BEFORE.get(fault)
        if before:
            return self.panel.answer(request, "", *before)
        try:
            told = self.ledger.page(request.url.path, dict(request.query_params))
        except ValueError:
            return self.panel.answer(request, "", _problem("1200", "invalid params"), 400)
        return self.panel.answer(request, "", told)

    async def _look(self, request: Request) -> Response:
        entry = self.ledger.suppressed.get(request.path_params["who"].lower())
        refused = self._refused(request, "events")
        missing = ({"errors": [{"message": "Recipient could not be found"}]}, 404)
        found = {"results": [entry], "links": [], "total_count": 1}
        return self.panel.answer(request, "", *(refused or ((found, 200) if entry else missing)))

    async def _suppress(self, request: Request) -> Response:
        body, who = (await request.body()).decode(), request.path_params["who"].lower()
        refused = self._refused(request, "send")
        kind = _read(body).get("type")
        if refused or kind not in ("transactional", "non_transactional"):
            wrong = ({"errors": [{"message": "Must supply a suppression type"}]}, 400)
            return self.panel.answer(request, body, *(refused or wrong))
        self.ledger.suppressed[who] = {"recipient": who, "type": kind, "source": "Manually Added"}
        told = {"results": {"message": "Suppression list successfully updated"}}
        return self.panel.answer(request, body, told)

    async def _release(self, request: Request) -> Response:
        body, who = (await request.body()).decode(), request.path_params["who"].lower()
        refused = self._refused(request, "send")
        gone = None if refused else self.ledger.suppressed.pop(who, None)
        missing = ({"errors": [{"message": "Recipient could not be found"}]}, 404)
        return self.panel.answer(request, body, *(refused or ((None, 204) if gone else missing)))

    async def _advance(self, request: Request) -> Response:
        self.ledger.advance()
        return await self._all(request)

    async def _all(self, _request: Request) -> Response:
        return JSONResponse({"messages": list(self.ledger.messages.values())})

    async def _page(self, _request: Request) -> Response:
        return HTMLResponse(page(self.ledger.messages.values(), EMAIL))

    def _refused(self, request: Request, right: str) -> tuple[dict[str, Any], int] | None:
        rights = self._keys.get(request.headers.get("authorization", ""))
        if rights is None:
            return _UNKNOWN_KEY
        return None if right in rights else _NO_RIGHT


def _read(body: str) -> dict[str, Any]:
    try:
        read = json.loads(body or "{}")
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def _wrong(body: dict[str, Any], domains: frozenset[str]) -> tuple[dict[str, Any], int] | None:
    """Return why a transmission is refused, None where it is not."""
    content, recipients = body.get("content"), body.get("recipients")
    if not isinstance(content, dict) or not isinstance(recipients, list):
        what = "content object or template_id required"
        return _problem("1400", "required field is missing", what), 422
    sender = content.get("from")
    address = sender.get("email", "") if isinstance(sender, dict) else str(sender or "")
    if not content.get("subject") or not (content.get("text") or content.get("html")):
        what = "At least one of text or html needs to exist in content"
        return _problem("1400", "required field is missing", what), 422
    if not _ADDRESS.fullmatch(address) or (domains and address.rpartition("@")[2] not in domains):
        return _problem("7001", "Invalid domain", "Unconfigured or unverified sending domain."), 400
    to = [r.get("address") for r in recipients if isinstance(r, dict)]
    plain = [a.get("email", "") if isinstance(a, dict) else str(a or "") for a in to]
    if not plain or not all(map(_ADDRESS.fullmatch, plain)):
        return _problem("5002", "At least one valid recipient is required"), 400
    return None
