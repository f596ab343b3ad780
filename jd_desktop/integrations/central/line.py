"""One central over HTTP: who asks, what a refusal means, what is no whole answer."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from jd_desktop import __version__
from jd_desktop.domain.errors import (
    BadInput,
    Busy,
    Cloned,
    JdError,
    Offline,
    SignInNeeded,
    StartOver,
)
from jd_desktop.domain.language import Text, text
from jd_desktop.integrations.central.door_refusals import MEANINGS
from jd_desktop.integrations.central.patience import (
    TIMEOUT,
    Connections,
    PatientStream,
    retry_after,
)
from jd_desktop.protocol.session import PATH, SCHEMA

NOTHING_LOST = text("Intet er tabt: dine ændringer ligger her og sendes, når der er forbindelse.")
_PLATFORM = f"{platform.system()} {platform.release()}"
T = TypeVar("T", bound=BaseModel)
_TRY_LATER = (httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE)


class TooOld(JdError):
    """The central no longer speaks with this version; work goes on offline."""


class Revoked(SignInNeeded):
    """An administrator took this computer's access away."""


class Line:
    """A connection to one central with a device's token; knows no database."""

    def __init__(self, client: httpx.Client, token: str = ""):
        """Take an HTTP client whose base address is the central's."""
        self.client = client
        self._token = token
        self._connections = Connections()
        self._standing: dict[str, str] = {}

    def tell(self, *, waiting: int, cursor: int, clock_off_s: int) -> None:
        """Say from now on how it stands here: what waits, how far our copy goes, our clock."""
        self._standing = {
            "Sync-Waiting": str(waiting),
            "Sync-Cursor": str(cursor),
            "Sync-Clock-Off": str(clock_off_s),
        }

    def cut(self) -> None:
        """Break off what is under way, from any thread; whoever waits gets Offline."""
        self._connections.cut()

    def headers(self) -> dict[str, str]:
        """Return what every request says: which schema, which program, who, how it stands."""
        bearer = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        ours = {"Sync-Schema": str(SCHEMA), "Sync-App": __version__, "Sync-Platform": _PLATFORM}
        return {**ours, **bearer, **self._standing}

    def send(
        self, method: str, path: str, body: str = "", *, asked: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """Send a request and return its whole answer; raises what a refusal means, and Offline."""
        request = self._request(method, path, content=body or None, params=asked)
        if body:
            request.headers["Content-Type"] = "application/json"
        return self._sent(request)

    def send_bytes(self, path: str, body: bytes, asked: Mapping[str, str]) -> httpx.Response:
        """Put bytes as they are; raises as `send` does."""
        request = self._request("PUT", path, content=body, params=asked)
        request.headers["Content-Type"] = "application/octet-stream"
        return self._sent(request)

    def _sent(self, request: httpx.Request) -> httpx.Response:
        with self._answer(request) as answer:
            answer.read()
            if answer.status_code >= httpx.codes.BAD_REQUEST:
                raise refusal(answer)
            return answer

    @contextmanager
    def stream(
        self,
        path: str,
        asked: Mapping[str, str],
        *,
        silence_s: float | None = None,
        start: int = 0,
    ) -> Iterator[httpx.Response]:
        """Open a long answer; raises as `send` does, also while it is read.

        One that may be silent says for how many seconds at most; it may trickle then, too. Where
        a `start` is given, the bytes before it are not wanted.
        """
        request = self._request("GET", path, params=asked)
        if start:
            request.headers["Range"] = f"bytes={start}-"
        if silence_s is not None:
            quiet = httpx.Timeout(silence_s, connect=TIMEOUT.connect, pool=TIMEOUT.pool)
            request.extensions["timeout"] = quiet.as_dict()
        with self._answer(request, may_trickle=silence_s is not None) as answer:
            if answer.status_code != (httpx.codes.PARTIAL_CONTENT if start else httpx.codes.OK):
                answer.read()
                raise refusal(answer)
            yield answer

    def _request(self, method: str, path: str, **more: Any) -> httpx.Request:
        return self.client.build_request(
            method,
            f"{PATH}{path}",
            headers=self.headers(),
            timeout=TIMEOUT,
            extensions={"trace": self._connections.trace},
            **more,
        )

    @contextmanager
    def _answer(
        self, request: httpx.Request, *, may_trickle: bool = False
    ) -> Iterator[httpx.Response]:
        """Send and yield the answer before its body; transport errors are Offline throughout."""
        with translated():
            if self._connections.is_cut:
                raise httpx.ConnectError("broken off here")
            answer = self.client.send(request, stream=True)
            try:
                if not may_trickle and isinstance(answer.stream, httpx.SyncByteStream):
                    answer.stream = PatientStream(answer.stream)
                yield answer
            finally:
                answer.close()


@contextmanager
def translated() -> Iterator[None]:
    """Turn what the transport raises into one sentence."""
    try:
        yield
    except (httpx.HTTPError, httpx.StreamError) as e:
        if "CERTIFICATE_VERIFY_FAILED" in str(e):
            raise _not_trusted(e) from e
        unreachable = text("Centralen kan ikke nås lige nu.")
        raise Offline(unreachable, hint=NOTHING_LOST, detail=type(e).__name__) from e
    except httpx.InvalidURL as e:
        raise BadInput(
            text("Centralens adresse kan ikke læses."),
            hint=text("Skriv den som https://navn.dk."),
        ) from e


def _not_trusted(error: Exception) -> Offline:
    return Offline(
        text("Centralens certifikat kan ikke godkendes."),
        hint=text("Se efter, om computerens ur og dato er rigtige. Intet er tabt."),
        detail=type(error).__name__,
    )


def read_answer(model: type[T], answer: httpx.Response) -> T:
    """Read a JSON answer; raises Offline where it is none: nothing is known then."""
    try:
        return model.model_validate_json(answer.content)
    except ValidationError as e:
        raise Offline(garbled(), hint=NOTHING_LOST, detail=model.__name__) from e


def garbled() -> Text:
    """Say that an answer could not be read."""
    return text("Centralens svar kunne ikke læses.")


def refusal(answer: httpx.Response) -> JdError:
    """Return the error that a refusing answer means."""
    try:
        told: Any = answer.json()
    except ValueError:
        told = None
    problem: dict[str, Any] = told if isinstance(told, dict) else {}
    code = str(problem.get("code", ""))
    made: dict[str, Callable[[], JdError]] = {
        **MEANINGS,
        "bad_credentials": lambda: SignInNeeded(
            text("E-mail eller adgangskode er forkert."), hint=text("Prøv igen.")
        ),
        "revoked": lambda: Revoked(
            text("Denne computer har ikke længere adgang til skolen."),
            hint=text("Tal med skolens administrator. Ændringer herfra er ikke slettet."),
        ),
        "not_signed_in": lambda: SignInNeeded(
            text("Du er logget ud af centralen."), hint=text("Log ind igen for at synkronisere.")
        ),
        "clone": lambda: Cloned(int(problem.get("n", 0))),
        "gone": lambda: StartOver(str(problem.get("epoch", ""))),
        "too_old": lambda: TooOld(
            text("Programmet er for gammelt til at synkronisere."),
            hint=text("Hent den nye version. Du kan arbejde videre uden forbindelse så længe."),
        ),
    }
    if code == "throttled" and "/sync/" not in answer.request.url.path:
        return SignInNeeded(
            text("Der er forsøgt for mange gange."),
            hint=text("Vent et par minutter, og prøv igen."),
        )
    return made[code]() if code in made else _passing(answer, code)


def _passing(answer: httpx.Response, code: str) -> Offline:
    """Return what may be over soon: too many at once, or something in between that refuses."""
    error: Offline
    if answer.status_code in _TRY_LATER:
        error = Busy(text("Centralen har travlt lige nu."), hint=NOTHING_LOST, detail=code)
    elif code == "full":
        full = text("Centralen har ikke plads til mere. Sig det til den, der passer den.")
        error = Busy(full, hint=NOTHING_LOST, detail=code)
    else:
        refused = text("Centralen afviste med fejl {kode}.", kode=answer.status_code)
        error = Offline(refused, hint=NOTHING_LOST, detail=code)
    error.retry_after = retry_after(answer)
    return error
