"""How the program speaks HTTP: with time limits, with a name, never in the clear outside."""

from __future__ import annotations

import logging
from datetime import timedelta
from email.utils import parsedate_to_datetime
from ipaddress import ip_address

import httpx

from jd_desktop import __version__
from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.language import text
from jd_desktop.domain.message import NothingSent, Uncertain

log = logging.getLogger(__name__)

TIMEOUT = httpx.Timeout(20, connect=5)
WAIT, WAIT_AT_MOST = timedelta(seconds=2), timedelta(hours=1)

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
    """Return how long an answer asks us to wait, at most an hour; two seconds where unsaid.

    A date is held against the answer's own, so that nobody's clock matters.
    """
    said = answer.headers.get("Retry-After", "")
    if said.isdecimal():
        wait = timedelta(seconds=min(int(said), WAIT_AT_MOST.total_seconds()))
    else:
        try:
            wait = parsedate_to_datetime(said) - parsedate_to_datetime(answer.headers["Date"])
        except (KeyError, TypeError, ValueError):
            wait = WAIT
    return max(WAIT, min(wait, WAIT_AT_MOST))


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
