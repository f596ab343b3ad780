"""What stands beside every e-mail vendor's stand-in: its faults, and what was said to it."""

from __future__ import annotations

import json
from collections import deque
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from jd_desktop.sandbox.faults import Faults
from jd_desktop.sandbox.wire import reset

SLOW_S = 30.0
_REMEMBERED = 5_000


class Panel:
    """Remembers the talk and knows what is to go wrong."""

    def __init__(self, faults: Faults):
        """Take what may go wrong."""
        self.faults = faults
        self.traffic: deque[dict[str, Any]] = deque(maxlen=_REMEMBERED)

    def routes(self) -> list[Route]:
        """Return the panel's own addresses."""
        return [
            Route("/_control/faults", self._faults, methods=["POST"]),
            Route("/_control/traffic", self._traffic, methods=["GET"]),
        ]

    def answer(self, request: Request, body: str, document: Any, status: int = 200) -> Response:
        """Answer, and remember it."""
        self.remember(request, body, status, document)
        headers = {"Retry-After": self.faults.retry_after} if status == 429 else {}
        if status == 204:
            return Response(status_code=204)
        return JSONResponse(document, status, headers)

    def cut(self, request: Request, body: str) -> Response:
        """Reset the connection instead of an answer."""
        self.remember(request, body, 0, None)
        reset(request.scope)
        return Response()

    def remember(self, request: Request, body: str, status: int, answer: Any) -> None:
        """Keep what was said for the contract checks, never who said it; 0 is no answer."""
        self.traffic.append(
            {
                "method": request.method, "path": request.url.path, "query": request.url.query,
                "body": body, "status": status, "answer": answer,
            }
        )  # fmt: skip

    async def _faults(self, request: Request) -> Response:
        try:
            return JSONResponse(self.faults.tell(json.loads(await request.body())))
        except ValueError as e:
            return JSONResponse({"error": str(e)}, 400)

    async def _traffic(self, _request: Request) -> Response:
        return JSONResponse({"traffic": list(self.traffic)})
