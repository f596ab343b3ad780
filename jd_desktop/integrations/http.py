"""How the program speaks HTTP: with time limits, with a name, never in the clear outside."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from ssl import SSLCertVerificationError
from typing import Any, TypeAlias

import httpx

from jd_desktop import __version__
from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.language import text
from jd_desktop.domain.message import NothingSent, Uncertain

log = logging.getLogger(__name__)

TIMEOUT = httpx.Timeout(20, connect=5)
WAIT, WAIT_AT_MOST = timedelta(seconds=2), timedelta(hours=1)

Transport: TypeAlias = httpx.BaseTransport
_AMBIGUOUS = frozenset({408, *range(300, 400), *range(500, 600)})
_BEFORE_SENDING = (
    httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError,
    httpx.UnsupportedProtocol,
)  # fmt: skip


def http_client(base_address: str, *, transport: httpx.BaseTransport | None = None) -> httpx.Client:
    """Return a client for one address; raises BadInput for anything but https outside loopback."""
    address = checked_address(base_address)
    return httpx.Client(
        base_url=address,
        timeout=TIMEOUT,
        headers={"User-Agent": f"jd-desktop/{__version__}"},
        trust_env=not is_loopback(address.host),
        event_hooks={"response": [_note]},
        transport=transport,
    )


def checked_address(written: str) -> httpx.URL:
    """Return an address that may be used; raises BadInput."""
    try:
        address = httpx.URL(written)
    except (httpx.InvalidURL, TypeError) as e:
        raise _unreadable(written) from e
    if address.scheme not in ("http", "https") or not address.host or address.userinfo:
        raise _unreadable(written)
    if address.scheme != "https" and not is_loopback(address.host):
        raise BadInput(
            text("Adressen {adresse} er ikke sikker.", adresse=written),
            hint=text("Den skal begynde med https://."),
        )
    return address


def is_loopback(host: str) -> bool:
    """Whether a host is this computer."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def outcome_of(error: httpx.HTTPError) -> NothingSent | Uncertain:
    """Return what a failed call came to: unless no connection was made, it may have arrived."""
    return NothingSent() if isinstance(error, _BEFORE_SENDING) else Uncertain(type(error).__name__)


def retry_after(answer: httpx.Response) -> timedelta:
    """Return how long an answer asks us to wait, at most an hour; two seconds where unsaid."""
    return asked_wait(answer.headers)


def asked_wait(headers: Mapping[str, str]) -> timedelta:
    """Return how long an answer with these headers asks us to wait, as `retry_after` does.

    A date is held against the answer's own, so that nobody's clock matters.
    """
    said = headers.get("Retry-After", "")
    if said.isdecimal():
        wait = timedelta(seconds=min(int(said), WAIT_AT_MOST.total_seconds()))
    else:
        try:
            wait = parsedate_to_datetime(said) - parsedate_to_datetime(headers["Date"])
        except (KeyError, TypeError, ValueError):
            wait = WAIT
    return max(WAIT, min(wait, WAIT_AT_MOST))


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: `document` is None where it is cut short or no JSON."""

    status: int
    document: Any
    text: str
    retry_after: timedelta

    @property
    def is_ambiguous(self) -> bool:
        """Whether the request may have been carried out all the same."""
        return self.status < 200 or self.status in _AMBIGUOUS


class Unanswered(Exception):
    """Nobody answered; `outcome` says whether anything can have left.

    `is_distrust` where somebody would have, whose certificate cannot be trusted.
    """

    def __init__(self, error: httpx.HTTPError):
        """Take what went wrong."""
        super().__init__(type(error).__name__)
        self.outcome = outcome_of(error)
        self.is_distrust = _is_distrust(error)


class JsonLine:
    """Talks JSON with one vendor, under one name; a connection is opened when first needed."""

    def __init__(
        self, address: str, headers: Mapping[str, str], transport: Transport | None = None
    ):
        """Take the address and who we are there; raises BadInput for one that is not safe."""
        self._client = http_client(address, transport=transport)
        self._client.headers.update({"Accept": "application/json", **headers})

    def get(self, path: str, **query: str | int) -> Answer:
        """Ask; raises Unanswered."""
        return self._said(lambda: self._client.get(path, params=query))

    def post(self, path: str, body: Mapping[str, Any]) -> Answer:
        """Send a document; raises Unanswered."""
        return self._said(lambda: self._client.post(path, json=body))

    def delete(self, path: str) -> Answer:
        """Remove something; raises Unanswered."""
        return self._said(lambda: self._client.delete(path))

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def _said(self, call: Callable[[], httpx.Response]) -> Answer:
        try:
            answer = call()
        except httpx.HTTPError as e:
            raise Unanswered(e) from e
        try:
            document = answer.json()
        except ValueError:
            document = None
        return Answer(answer.status_code, document, answer.text, retry_after(answer))


class RawLine:
    """Carries the requests of a vendor's own library to one address, as it wrote them."""

    def __init__(self, address: str, transport: Transport | None = None):
        """Take the address; raises BadInput for one that is not safe."""
        self._client = http_client(address, transport=transport)

    def request(
        self, method: str, address: str, headers: Mapping[str, str], content: str | bytes | None
    ) -> tuple[str, int, Mapping[str, str]]:
        """Return body, status and headers; raises Unanswered."""
        path = httpx.URL(address).raw_path.decode()
        try:
            answer = self._client.request(method, path, headers=dict(headers), content=content)
        except httpx.HTTPError as e:
            raise Unanswered(e) from e
        return answer.text, answer.status_code, answer.headers

    def close(self) -> None:
        """Close the connection."""
        self._client.close()


def _is_distrust(error: BaseException | None) -> bool:
    """Whether a certificate is at the bottom of it."""
    while error is not None and not isinstance(error, SSLCertVerificationError):
        error = error.__cause__ or error.__context__
    return error is not None


def parameter(address: str, name: str) -> str:
    """Return a parameter of an address, "" where it has none or is none."""
    try:
        return str(httpx.URL(address).params.get(name, ""))
    except httpx.InvalidURL:
        return ""


def _note(answer: httpx.Response) -> None:
    """One line for each call, without what was said: paths hold ids, bodies hold people."""
    host = answer.request.url.host
    log.info(
        "http", extra={"method": answer.request.method, "host": host, "status": answer.status_code}
    )


def _unreadable(written: str) -> BadInput:
    shown = written.rpartition("@")[2]  # what stands before may be a password
    return BadInput(
        text("Adressen {adresse} kan ikke læses.", adresse=shown),
        hint=text("Skriv den som https://navn.dk."),
    )
