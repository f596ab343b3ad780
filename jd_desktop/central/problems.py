"""Every failure leaves as a problem: a code for programs, a sentence in the asker's language."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DataError, DBAPIError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException

from jd_desktop.central import refusals
from jd_desktop.central.database import has_no_room
from jd_desktop.domain.language import Language

MEDIA_TYPE = "application/problem+json"


class Problems:
    """Writes problems in the languages that the central has; the first is the one to fall to."""

    def __init__(self, languages: Sequence[Language]):
        """Take at least one language."""
        self._languages = languages

    def install(self, app: FastAPI) -> None:
        """Answer every kind of failure of an application."""
        app.add_exception_handler(refusals.Refusal, self._refusal)
        app.add_exception_handler(RequestValidationError, self._unreadable)
        app.add_exception_handler(DataError, self._unreadable)
        app.add_exception_handler(OperationalError, self._busy)
        app.add_exception_handler(InternalError, self._busy)  # a replica, until it is promoted
        app.add_exception_handler(PoolTimeout, self._busy)
        app.add_exception_handler(HTTPException, self._http)
        app.add_exception_handler(Exception, self._fault)

    def answer(self, request: Request, refusal: refusals.Refusal) -> Response:
        """Write a refusal for whoever asked."""
        sentence = refusal.sentence(self.language(request))
        body = {
            "title": refusal.status.phrase, "status": refusal.status, "code": refusal.code,
            "sentence": sentence, **refusal.told,
        }  # fmt: skip
        headers = {"Cache-Control": "no-store", **refusal.headers}
        after = BackgroundTask(refusal.afterwards) if refusal.afterwards else None
        return JSONResponse(body, refusal.status, headers, MEDIA_TYPE, after)

    async def _refusal(self, request: Request, raised: Exception) -> Response:
        known = raised if isinstance(raised, refusals.Refusal) else refusals.invalid()
        return self.answer(request, known)

    async def _unreadable(self, request: Request, _raised: Exception) -> Response:
        return self.answer(request, refusals.invalid())

    async def _busy(self, request: Request, raised: Exception) -> Response:
        is_full = isinstance(raised, DBAPIError) and has_no_room(raised)
        return self.answer(request, refusals.full() if is_full else refusals.busy())

    async def _http(self, request: Request, raised: Exception) -> Response:
        status = getattr(raised, "status_code", HTTPStatus.INTERNAL_SERVER_ERROR)
        return self.answer(request, refusals.other(HTTPStatus(status)))

    async def _fault(self, request: Request, _raised: Exception) -> Response:
        return self.answer(request, refusals.other(HTTPStatus.INTERNAL_SERVER_ERROR))

    def language(self, request: Request) -> Language:
        """Return the language that is wanted most, of those we have."""
        wanted = []
        for part in request.headers.get("accept-language", "").split(","):
            code, _, written = part.strip().partition(";q=")
            wanted.append((_weight(written), code[:2].lower()))
        by_code = {language.code: language for language in self._languages}
        for weight, code in sorted(wanted, key=lambda w: -w[0]):
            if weight > 0 and code in by_code:
                return by_code[code]
        return self._languages[0]


def _weight(written: str) -> float:
    try:
        return float(written) if written else 1.0
    except ValueError:
        return 0.0
