"""A stand-in for Stripe on loopback: its wire format, its pages, a memory, faults on demand."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from jd_desktop.sandbox import stripe_pages
from jd_desktop.sandbox.faults import LOOKING, SENDING, Faults
from jd_desktop.sandbox.panel import SLOW_S, Panel
from jd_desktop.sandbox.stripe_api import Answered, StripeApi, lacking
from jd_desktop.sandbox.stripe_form import decode
from jd_desktop.sandbox.stripe_hooks import WebHooks
from jd_desktop.sandbox.stripe_ledger import StripeLedger
from jd_desktop.sandbox.stripe_objects import Row, problem

_BEFORE = {
    "429": (429, problem("invalid_request_error", "rate_limit", "Too many requests")),
    "503": (503, problem("api_error", "", "Service unavailable")),
}
_FAILED = problem("api_error", "", "Something went wrong on our end")


class StripeStandIn:
    """What we use of Stripe's API, its hosted pages, and a control panel beside them."""

    def __init__(
        self, ledger: StripeLedger, keys: Mapping[str, frozenset[str] | None], *, seed: int = 0
    ):
        """Take where it is kept, and the keys with what each may do (None: all of it)."""
        self.ledger, self._keys = ledger, keys
        self._panel = Panel(_faults(seed))
        self._api, self.hooks, self.answers = StripeApi(ledger), WebHooks(), list[int]()

    def app(self) -> Starlette:
        """Return the ASGI application."""
        return Starlette(
            routes=[
                Route("/v1/{path:path}", self._v1, methods=["GET", "POST"]),
                Route("/pay/{link}", self._pay_link),
                Route("/c/{session}", self._checkout),
                Route("/c/{session}/pay", self._pay, methods=["POST"]),
                Route("/c/{session}/cancel", self._cancel, methods=["POST"]),
                Route("/done", self._done),
                Route("/portal/{customer}", self._done),
                Route("/_control/dispute/{intent}", self._dispute, methods=["POST"]),
                Route("/_control/do", self._do, methods=["POST"]),
                Route("/_control/state", self._state),
                *self._panel.routes(),
                Route("/", self._overview),
            ]
        )

    async def _v1(self, request: Request) -> Response:
        """Answer a request of the API, or fail to."""
        self.ledger.base = str(request.base_url).rstrip("/")
        body = (await request.body()).decode()
        refused = self._refused(request)
        if refused:
            return self._panel.answer(request, body, refused[1], refused[0])
        is_post = request.method == "POST"
        fault = self._panel.faults.of_send() if is_post else self._panel.faults.of_look()
        if fault in _BEFORE:
            return self._panel.answer(request, body, _BEFORE[fault][1], _BEFORE[fault][0])
        if fault == "reset_before":
            return self._panel.cut(request, body)
        key = request.headers.get("idempotency-key", "") if is_post else ""
        answered = self._once(request, body, key, fault)
        self.ledger.save()
        await self._tell()
        return await self._said(request, body, answered, fault)

    def _once(self, request: Request, body: str, key: str, fault: str) -> Answered:
        """Carry a request out, or say again what was said to this key."""
        said = f"{request.method} {request.url.path}\n{body}"
        before = self.ledger.answers.get(key) if key else None
        if before is not None and before["said"] != said:
            words = "Keys for idempotent requests can only be used with the same parameters"
            return Answered(400, problem("idempotency_error", "", words))
        if before is not None:
            return Answered(before["status"], before["answer"], is_repeated=True)
        if fault == "500_stored":
            answered = Answered(500, _FAILED)
        else:
            given = body if request.method == "POST" else request.url.query
            answered = self._api.answer(request.method, request.url.path, decode(given))
            as_now = json.loads(json.dumps(answered.document))  # it goes on changing
            answered = (
                Answered(500, _FAILED)
                if fault == "500_after"
                else replace(answered, document=as_now)
            )
        if key and not 400 <= answered.status < 500:
            kept = {"said": said, "status": answered.status, "answer": answered.document}
            self.ledger.answers[key] = kept
        return answered

    async def _said(self, request: Request, body: str, answered: Answered, fault: str) -> Response:
        if fault == "reset_after":
            return self._panel.cut(request, body)
        if fault == "cut_after":
            self._panel.remember(request, body, 0, None)
            cut = json.dumps(answered.document)[:40]
            return Response(cut, answered.status, media_type="application/json")
        if fault == "slow":
            await asyncio.sleep(SLOW_S)
        made = self._panel.answer(request, body, answered.document, answered.status)
        if answered.is_repeated:
            made.headers["Idempotent-Replayed"] = "true"
        return made

    def _refused(self, request: Request) -> tuple[int, Row] | None:
        key = request.headers.get("authorization", "").removeprefix("Bearer ")
        if key not in self._keys:
            return 401, problem("invalid_request_error", "", "Invalid API Key provided")
        lacks = lacking(self._keys[key], request.method, request.url.path)
        if lacks:
            words = f"The provided key does not have the required permissions ({lacks})"
            return 403, problem("invalid_request_error", "", words)
        return None

    async def _pay_link(self, request: Request) -> Response:
        link_id = request.path_params["link"]
        opened = self.ledger.open_link(link_id, request.query_params)
        if opened is None:
            closed = (self.ledger.get(link_id) or {}).get("inactive_message")
            return HTMLResponse(stripe_pages.over(closed or "Linket kan ikke bruges længere."))
        self.ledger.save()
        return RedirectResponse(f"/c/{opened['id']}", 303)

    async def _checkout(self, request: Request) -> Response:
        return self._page(request.path_params["session"])

    def _page(self, session_id: str, wrong: str = "") -> Response:
        session = self.ledger.get(session_id)
        if session is None or session["status"] == "expired":
            return HTMLResponse(stripe_pages.over("Siden er udløbet. Bed om en ny."))
        if session["status"] == "complete":
            return HTMLResponse(stripe_pages.over("Tak. Betalingen er modtaget."))
        title = self.ledger.title(session_id)
        return HTMLResponse(stripe_pages.checkout(session, title, wrong), 402 if wrong else 200)

    async def _pay(self, request: Request) -> Response:
        session_id = request.path_params["session"]
        form = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
        wrong = self.ledger.pay(session_id, form.get("card", ""))
        self.ledger.save()
        await self._tell()
        session = self.ledger.get(session_id)
        if wrong or session is None or session["status"] != "complete":
            return self._page(session_id, wrong)
        back = session["success_url"] or f"/c/{session_id}"
        return RedirectResponse(back.replace("{CHECKOUT_SESSION_ID}", session_id), 303)

    async def _cancel(self, _request: Request) -> Response:
        return HTMLResponse(stripe_pages.over("Der er ikke betalt. Siden kan bruges igen."))

    async def _done(self, _request: Request) -> Response:
        return HTMLResponse(stripe_pages.over("Tak. Betalingen er modtaget."))

    async def _overview(self, _request: Request) -> Response:
        disputed = frozenset(d["payment_intent"] for d in self.ledger.all("disputes"))
        return HTMLResponse(stripe_pages.overview(self.ledger.all("sessions"), disputed))

    async def _dispute(self, request: Request) -> Response:
        self.ledger.object_to(request.path_params["intent"])
        self.ledger.save()
        await self._tell()
        return RedirectResponse("/", 303)

    async def _do(self, request: Request) -> Response:
        """Do what people and banks do elsewhere: `{"what": …, …}`."""
        told = json.loads(await request.body())
        try:
            self._deeds()[told.pop("what")](**told)
        except (KeyError, TypeError, ValueError) as e:
            return JSONResponse({"error": str(e)}, 400)
        self.ledger.save()
        await self._tell()
        return await self._state(request)

    def _deeds(self) -> Mapping[str, Callable[..., Any]]:
        ledger = self.ledger
        return {
            "stray": ledger.stray, "pay": ledger.pay, "settle": ledger.settle,
            "expire": ledger.expire,
            "fail_refund": ledger.fail_refund, "dispute": ledger.object_to,
            "close_dispute": ledger.close_dispute, "renew": ledger.renew, "refund": ledger.refund,
            "open_link": lambda link_id: ledger.open_link(link_id, {}),
            "forget_events": ledger.forget_events, "forget_answers": ledger.answers.clear,
            "both_win": lambda: setattr(ledger, "both_win", True),
            "wipe": self._wipe, "hooks": self.hooks.want, "deliver": self._deliver,
            "forget_told": self.hooks.forget,
        }  # fmt: skip

    def _wipe(self) -> None:
        self.ledger.wipe()
        self.hooks, self.answers = WebHooks(), []
        self._panel.traffic.clear()
        self._panel.faults = _faults(0)

    def _deliver(self, times: int = 1) -> None:
        events = list(reversed(self.ledger.all("events")))
        self.answers += self.hooks.tell(events, now=self.ledger.now(), times=times)

    async def _tell(self) -> None:
        if self.hooks.is_prompt:
            await asyncio.to_thread(self._deliver)

    async def _state(self, _request: Request) -> Response:
        kinds = ("links", "sessions", "intents", "refunds", "disputes", "subscriptions", "events")
        kept = {kind: self.ledger.all(kind) for kind in kinds}
        return JSONResponse({**kept, "answers": self.answers})


def _faults(seed: int) -> Faults:
    return Faults(seed, sending=(SENDING - {"daily_limit"}) | {"500_stored"}, looking=LOOKING)
