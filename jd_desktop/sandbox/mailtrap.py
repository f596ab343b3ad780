"""A stand-in for Mailtrap's sandbox on loopback: mail is taken, kept and read back."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping, Set
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from jd_desktop.sandbox.faults import Faults
from jd_desktop.sandbox.page import EMAIL, page
from jd_desktop.sandbox.panel import SLOW_S, Panel

FAULTS = frozenset(
    {"", "429", "limit", "503", "reset_before", "reset_after", "500_after", "cut_after", "slow"}
)
_ADDRESS = re.compile(r"[^@\s,]+@[^@\s,]+\.[^@\s,]+")
_PER_PAGE = 30


def _no(*errors: str) -> dict[str, Any]:
    return {"success": False, "errors": list(errors)}


_FORBIDDEN = ({"errors": "Account access forbidden"}, 403)
_BEFORE: Mapping[str, tuple[dict[str, Any], int]] = {
    "429": (_no("Rate limit exceeded"), 429),
    "limit": (_no("Billing plan limit exhausted. Please upgrade."), 429),
    "503": (_no("Service unavailable"), 503),
}
_LOOKED: Mapping[str, tuple[dict[str, Any], int]] = {
    "429": ({"errors": "Rate limit exceeded"}, 429),
    "503": ({"error": "Service unavailable"}, 503),
}


class MailtrapStandIn:
    """One sandbox: its sending address, its messages, and a control panel beside them."""

    def __init__(self, tokens: Set[str], sandbox_id: int, *, seed: int = 0):
        """Take whose tokens it knows and its number; faults are drawn by the seed."""
        self._tokens, self._sandbox = tokens, sandbox_id
        self.messages: list[dict[str, Any]] = []
        self.panel = Panel(Faults(seed, sending=FAULTS))

    def app(self) -> Starlette:
        """Return the ASGI application."""
        home = "/api/sandboxes/{sandbox:int}/messages"
        return Starlette(
            routes=[
                Route("/api/send/{sandbox:int}", self._send, methods=["POST"]),
                Route(home, self._list, methods=["GET"]),
                Route(home + "/{message:int}/mail_headers", self._headers, methods=["GET"]),
                Route("/_control/messages", self._all, methods=["GET"]),
                Route("/", self._page, methods=["GET"]),
                *self.panel.routes(),
            ],
        )

    async def _send(self, request: Request) -> Response:
        body = (await request.body()).decode()
        refused = self._refused(request)
        fault = "" if refused else self.panel.faults.of_send()
        before = refused or _BEFORE.get(fault)
        if before:
            return self.panel.answer(request, body, *before)
        if fault == "reset_before":
            return self.panel.cut(request, body)
        read = json.loads(body)
        errors = _errors(read)
        if errors:
            return self.panel.answer(request, body, _no(*errors), 400)
        self._keep(read)
        return await self._accepted(request, body, fault)

    async def _accepted(self, request: Request, body: str, fault: str) -> Response:
        """Answer, or fail to, for a message that is taken."""
        if fault == "reset_after":
            return self.panel.cut(request, body)
        if fault == "500_after":
            return self.panel.answer(request, body, _no("Internal server error"), 500)
        if fault == "cut_after":
            self.panel.remember(request, body, 0, None)
            return Response(b'{"success": tr', 200, media_type="application/json")
        if fault == "slow":
            await asyncio.sleep(SLOW_S)
        told = {"success": True, "message_ids": [str(uuid4())]}
        return self.panel.answer(request, body, told)

    async def _list(self, request: Request) -> Response:
        refused = self._refused(request, {"error": "Incorrect API token"})
        fault = "" if refused else self.panel.faults.of_look()
        if fault == "reset_before":
            return self.panel.cut(request, "")
        before = refused or _LOOKED.get(fault)
        if before:
            return self.panel.answer(request, "", *before)
        sought = request.query_params.get("search", "").lower()
        fitting = [
            message["row"]
            for message in reversed(self.messages)
            if any(
                sought in message["row"][name].lower()
                for name in ("subject", "to_email", "to_name")
            )
        ]
        first = (max(1, int(request.query_params.get("page", "1"))) - 1) * _PER_PAGE
        return self.panel.answer(request, "", fitting[first : first + _PER_PAGE])

    async def _headers(self, request: Request) -> Response:
        refused = self._refused(request, {"error": "Incorrect API token"})
        number = request.path_params["message"]
        found = [m for m in self.messages if m["row"]["id"] == number]
        told = ({"headers": found[0]["headers"]}, 200) if found else ({"error": "Not Found"}, 404)
        return self.panel.answer(request, "", *(refused or told))

    async def _all(self, _request: Request) -> Response:
        return JSONResponse({"messages": [message["sent"] for message in self.messages]})

    async def _page(self, _request: Request) -> Response:
        shown = [{**m["sent"], "at": m["row"]["created_at"]} for m in self.messages]
        return HTMLResponse(page(shown, EMAIL))

    def _keep(self, sent: dict[str, Any]) -> None:
        now = datetime.now(UTC).isoformat(timespec="milliseconds")  # noqa: TID251 - its own clock
        number, to = len(self.messages) + 1, sent["to"][0]
        row = {
            "id": number, "sandbox_id": self._sandbox, "subject": sent["subject"],
            "sent_at": now, "created_at": now, "updated_at": now,
            "from_email": sent["from"]["email"], "from_name": sent["from"].get("name", ""),
            "to_email": to["email"], "to_name": to.get("name", ""), "is_read": False,
            "email_size": len(json.dumps(sent)), "text_body_size": len(sent.get("text", "")),
            "html_body_size": len(sent.get("html", "")),
        }  # fmt: skip
        named = {name.lower(): value for name, value in sent.get("headers", {}).items()}
        headers = {**named, "from": row["from_email"], "to": to["email"], "subject": row["subject"]}
        self.messages.append({"row": row, "headers": headers, "sent": sent})

    def _refused(
        self, request: Request, words: dict[str, Any] | None = None
    ) -> tuple[dict[str, Any], int] | None:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or token not in self._tokens:
            return words or _no("Unauthorized"), 401
        if request.path_params["sandbox"] != self._sandbox:
            return _FORBIDDEN if words else (_no("Unauthorized"), 401)
        return None


def _errors(sent: dict[str, Any]) -> list[str]:
    """Return what Mailtrap finds wrong with a message."""
    wrong = []
    sender, to = sent.get("from") or {}, sent.get("to") or []
    if not _ADDRESS.fullmatch(sender.get("email", "")):
        wrong.append("'from' address is invalid")
    if not to or not all(_ADDRESS.fullmatch(a.get("email", "")) for a in to):
        wrong.append("'to' address is invalid")
    if not sent.get("subject"):
        wrong.append("'subject' is required")
    if not (sent.get("text") or sent.get("html")):
        wrong.append("must specify either text or html body")
    return wrong
