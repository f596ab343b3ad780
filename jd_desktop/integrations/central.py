"""The central over HTTP: sign in, push, pull. An answer counts only when it is whole."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, TypeVar

import httpx
import msgspec
from pydantic import BaseModel, ValidationError

from jd_desktop import __version__
from jd_desktop.domain.errors import BadInput, JdError, Offline, SignInNeeded, StartOver
from jd_desktop.domain.language import Text, text
from jd_desktop.protocol import feed
from jd_desktop.protocol.mutations import PushAnswer, WireMutation
from jd_desktop.protocol.session import PATH, SCHEMA, Session, SignIn

_NOTHING_LOST = text("Intet er tabt: dine ændringer ligger her og sendes, når der er forbindelse.")
_LINE_AT_MOST = 4 << 20
T = TypeVar("T", bound=BaseModel)


class TooOld(JdError):
    """The central no longer speaks with this version; work goes on offline."""


class CentralClient:
    """Speaks with one central; knows no database and keeps nothing but the token."""

    def __init__(self, client: httpx.Client, token: str = ""):
        """Take an HTTP client whose base address is the central's."""
        self._client = client
        self._token = token

    def __enter__(self) -> CentralClient:
        """Use as a block that closes the connections."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, e: BaseException | None, t: TracebackType | None
    ) -> None:
        """Close the connections."""
        self._client.close()

    def sign_in(
        self, email: str, password: str, device_name: str, *, device_id: str = ""
    ) -> Session:
        """Ask for a device token; raises SignInNeeded for a wrong password, Offline."""
        asked = SignIn(
            email=email, password=password, device_name=device_name, device_id=device_id,
            app=__version__, version=SCHEMA,
        )  # fmt: skip
        answer = self._send("POST", "/sign-in", asked.model_dump_json())
        return _read(Session, answer)

    def sign_out(self) -> None:
        """Give the token back; the central forgets it."""
        self._send("POST", "/sign-out", "{}")

    def health(self) -> None:
        """Ask whether anybody is there; raises Offline."""
        with _translated():
            answer = self._client.get("/healthz")
        if answer.status_code != httpx.codes.OK:
            raise _refusal(answer)

    def push(self, epoch: str, mutations: list[WireMutation]) -> PushAnswer:
        """Send a batch; whatever the failure, the batch may be sent again unchanged."""
        body = {
            "epoch": epoch,
            "mutations": [m.model_dump(mode="json") for m in mutations],
        }
        return _read(PushAnswer, self._send("POST", "/sync/push", json.dumps(body)))

    @contextmanager
    def pull(self, cursor: int, epoch: str) -> Iterator[Iterator[feed.AnyLine]]:
        """Open the feed after a cursor; the lines end early where the answer was cut."""
        asked = {"cursor": str(cursor), "epoch": epoch}
        with (
            _translated(),
            self._client.stream(
                "GET", f"{PATH}/sync/pull", params=asked, headers=self._headers()
            ) as answer,
        ):
            if answer.status_code != httpx.codes.OK:
                answer.read()
                raise _refusal(answer)
            yield _lines(answer)

    def _headers(self) -> dict[str, str]:
        bearer = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        return {"Sync-Schema": str(SCHEMA), "Sync-App": __version__, **bearer}

    def _send(self, method: str, path: str, body: str) -> httpx.Response:
        headers = {**self._headers(), "Content-Type": "application/json"}
        with _translated():
            answer = self._client.request(method, f"{PATH}{path}", content=body, headers=headers)
        if answer.status_code >= httpx.codes.BAD_REQUEST:
            raise _refusal(answer)
        return answer


@contextmanager
def _translated() -> Iterator[None]:
    """Turn what the transport raises into one sentence."""
    try:
        yield
    except (httpx.HTTPError, httpx.StreamError) as e:
        unreachable = text("Centralen kan ikke nås lige nu.")
        raise Offline(unreachable, hint=_NOTHING_LOST, detail=type(e).__name__) from e
    except httpx.InvalidURL as e:
        raise BadInput(
            text("Centralens adresse kan ikke læses."),
            hint=text("Skriv den som https://navn.dk."),
        ) from e


def _lines(answer: httpx.Response) -> Iterator[feed.AnyLine]:
    """Yield whole lines; what follows the last newline was cut and does not count."""
    rest = b""
    for piece in answer.iter_bytes():
        *whole, rest = (rest + piece).split(b"\n")
        for line in whole:
            try:
                yield feed.decode(line)
            except msgspec.MsgspecError as e:
                raise Offline(_garbled(), hint=_NOTHING_LOST, detail=str(e)) from e
        if len(rest) > _LINE_AT_MOST:
            raise Offline(_garbled(), hint=_NOTHING_LOST, detail="line too long")


def _read(model: type[T], answer: httpx.Response) -> T:
    try:
        return model.model_validate_json(answer.content)
    except ValidationError as e:
        raise Offline(_garbled(), hint=_NOTHING_LOST, detail=model.__name__) from e


def _garbled() -> Text:
    return text("Centralens svar kunne ikke læses.")


def _refusal(answer: httpx.Response) -> JdError:
    """Return the error that a refusing answer means."""
    try:
        told: Any = answer.json()
    except ValueError:
        told = None
    problem: dict[str, Any] = told if isinstance(told, dict) else {}
    code = str(problem.get("code", ""))
    made: dict[str, Callable[[], JdError]] = {
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
        "clone": lambda: SignInNeeded(
            text("Centralen har set andre ændringer fra denne computer end dem, der ligger her."),
            hint=text("Log ind igen, så sendes de som nye. Intet er tabt."),
        ),
        "gone": lambda: StartOver(str(problem.get("epoch", ""))),
        "too_old": lambda: TooOld(
            text("Programmet er for gammelt til at synkronisere."),
            hint=text("Hent den nye version. Du kan arbejde videre uden forbindelse så længe."),
        ),
        "throttled": lambda: SignInNeeded(
            text("Der er forsøgt for mange gange."),
            hint=text("Vent et par minutter, og prøv igen."),
        ),
    }
    if code in made:
        return made[code]()
    refused = text("Centralen afviste med fejl {kode}.", kode=answer.status_code)
    return Offline(refused, hint=_NOTHING_LOST, detail=code)


class Revoked(SignInNeeded):
    """An administrator took this computer's access away."""
