"""What the log keeps of requests and faults: never who, never what they sent."""

from __future__ import annotations

import json
import logging
import os
import re
import secrets
import time
import traceback
from types import TracebackType
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from jd_desktop.central.metrics import Metrics

_log = logging.getLogger("jd_desktop.central.access")
_HEADER = "x-request-id"
_GIVEN = re.compile(r"[A-Za-z0-9._-]{1,64}")


class AccessLog:
    """Writes one line of JSON for each request when it has ended, a stream of hints too.

    Its number, which a proxy may have given, is answered, so that a complaint finds its line.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics):
        """Wrap an application; its figures are kept with its log."""
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and write its line when it ends, however it ends."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, told = time.perf_counter(), {"status": 0, "bytes": 0}
        number = _number_of(scope)

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                told["status"] = message["status"]
                MutableHeaders(scope=message).append(_HEADER, number)
            told["bytes"] += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, counted)
        finally:
            # The route's pattern, not the address: addresses may hold what people typed.
            route = getattr(scope.get("route"), "path", "")
            seconds = time.perf_counter() - begun
            self._metrics.request(scope["method"], route, told["status"], told["bytes"], seconds)
            line = {"request": number, "worker": os.getpid(), "method": scope["method"]}
            ms = round(seconds * 1000, 1)
            _log.info(json.dumps({**line, "route": route, **told, "ms": ms}))


def _number_of(scope: Scope) -> str:
    """Return the request's number as given by a proxy, else a new one."""
    given = Headers(scope=scope).get(_HEADER, "")
    return given if _GIVEN.fullmatch(given) else secrets.token_hex(8)


class QuietFormatter(logging.Formatter):
    """Formats faults by type and place; their texts may quote what people sent."""

    def formatException(
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        """Return the chain of faults, each with the lines of code it passed."""
        lines: list[str] = []
        fault: BaseException | None = ei[1]
        while fault is not None:
            lines.append(f"{type(fault).__module__}.{type(fault).__qualname__}")
            frames = traceback.extract_tb(fault.__traceback__)
            lines += [f"  {f.filename}:{f.lineno} {f.name}" for f in frames]
            fault = fault.__cause__ or fault.__context__
        return "\n".join(lines)


def log_config() -> dict[str, Any]:
    """Return the logging of a central process: to stderr, times in UTC, nothing personal."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "quiet": {"()": QuietFormatter, "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s"}
        },
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "quiet",
                "stream": "ext://sys.stderr",
            }
        },
        "loggers": {
            name: {"handlers": ["stderr"], "level": "INFO", "propagate": False}
            for name in ("uvicorn", "jd_desktop.central")
        },
    }
