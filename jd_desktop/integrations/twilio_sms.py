"""SMS through Twilio's own SDK, over our transport: the only door to twilio."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

import httpx

from jd_desktop.domain.errors import BadInput, Offline
from jd_desktop.domain.language import Text, text
from jd_desktop.domain.message import (
    Accepted,
    ChannelBroken,
    NothingSent,
    Outcome,
    Refused,
    Uncertain,
)
from jd_desktop.domain.ports import OutgoingSms, SmsStatus
from jd_desktop.integrations.http import checked_address, http_client, is_loopback
from jd_desktop.integrations.twilio_codes import BROKEN, STATES, words_for

_VALID_AT_MOST = 36_000
_NOTHING_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_LOOKED_AT = 50


@dataclass(frozen=True, slots=True)
class TwilioAccount:
    """Who we are at Twilio. `username` is an API key's or the account's SID."""

    account_sid: str
    username: str
    password: str = field(repr=False)
    sender: str = ""
    messaging_service_sid: str = ""
    base_url: str = "https://api.twilio.com"
    mode: str = "live"


class TwilioSms:
    """Sends, looks up and follows SMS."""

    def __init__(self, account: TwilioAccount, *, transport: httpx.BaseTransport | None = None):
        """Take the account; raises BadInput where it cannot work or would mix test and live."""
        self._account = _checked(account)
        self._transport = transport

    @cached_property
    def _client(self) -> Any:
        """The SDK is slow to import, so it comes with the first message."""
        from twilio.http import HttpClient
        from twilio.http.response import Response
        from twilio.rest import Client

        class OwnTransport(HttpClient):  # type: ignore[misc]  # twilio has no types
            """Twilio's requests over httpx, to the address that the settings name."""

            def __init__(self, client: httpx.Client):
                self._client = client

            def request(self, method: str, url: str, **given: Any) -> Response:
                address = httpx.URL(url).raw_path.decode()
                answer = self._client.request(
                    method, address, params=given.get("params"), data=given.get("data"),
                    headers=given.get("headers"), auth=given.get("auth"),
                )  # fmt: skip
                return Response(answer.status_code, answer.text, answer.headers)

        account = self._account
        own = OwnTransport(self._http)
        return Client(account.username, account.password, account.account_sid, http_client=own)

    @cached_property
    def _http(self) -> httpx.Client:
        return http_client(self._account.base_url, transport=self._transport)

    def close(self) -> None:
        """Close the connections, if any were opened."""
        if "_http" in self.__dict__:
            self._http.close()

    def send(self, message: OutgoingSms) -> Outcome:
        """Try once; what came of it is in the outcome, never in an exception."""
        left = message.expires_at - datetime.now(UTC)  # noqa: TID251 - Twilio counts real seconds
        valid = max(1, min(_VALID_AT_MOST, int(left / timedelta(seconds=1))))
        service = self._account.messaging_service_sid
        by = {"messaging_service_sid": service} if service else {"from_": self._account.sender}

        def create() -> Accepted:
            made = self._client.messages.create(
                to=message.to, body=message.body, validity_period=valid, smart_encoded=False, **by
            )
            return Accepted(str(made.sid))

        return self._outcome(create)

    def status(self, provider_id: str) -> SmsStatus | None:
        """Ask what became of a message; None where Twilio cannot be asked now."""
        from twilio.base.exceptions import TwilioException

        try:
            found = self._client.messages(provider_id).fetch()
        except (TwilioException, httpx.HTTPError, ValueError):
            return None
        state = STATES.get(str(found.status))
        if state is None:
            return None
        code = str(found.error_code or "")
        return SmsStatus(state, words_for(code) if code else None, code)

    def find(
        self, message: OutgoingSms, *, since: datetime, taken: frozenset[str] = frozenset()
    ) -> str | None:
        """Look for a message that may have been accepted; raises Offline where nobody answers."""
        from twilio.base.exceptions import TwilioException

        try:
            rows = self._client.messages.list(to=message.to, limit=_LOOKED_AT)
        except (TwilioException, httpx.HTTPError, ValueError) as e:
            raise Offline(text("Twilio kan ikke spørges lige nu."), detail=type(e).__name__) from e
        earliest = since - timedelta(minutes=2)
        for row in rows:
            fits = row.body == message.body and str(row.direction).startswith("outbound")
            if fits and row.sid not in taken and (row.date_created or earliest) >= earliest:
                return str(row.sid)
        return None

    def _outcome(self, call: Callable[[], Accepted]) -> Outcome:
        from twilio.base.exceptions import TwilioException, TwilioRestException

        try:
            return call()
        except _NOTHING_LEFT:
            return NothingSent()
        except httpx.HTTPError as e:
            return Uncertain(type(e).__name__)
        except TwilioRestException as e:
            return _refusal(e)
        except (TwilioException, ValueError, KeyError) as e:
            # A 201 whose body was cut or garbled: Twilio has it, we do not know its id.
            return Uncertain(type(e).__name__)


def _refusal(error: Any) -> Outcome:
    status, code = int(error.status), str(error.code or "")
    if status == httpx.codes.TOO_MANY_REQUESTS:
        return NothingSent(retry_after=timedelta(seconds=2))
    if status >= httpx.codes.INTERNAL_SERVER_ERROR:
        return Uncertain(f"{status} {code}".strip())
    if status in (401, 403) or code in BROKEN:
        return ChannelBroken(words_for(code or str(status)), code)
    if status < httpx.codes.BAD_REQUEST:
        return Uncertain(f"{status}")
    return Refused(code, words_for(code))


def _checked(account: TwilioAccount) -> TwilioAccount:
    here = is_loopback(checked_address(account.base_url).host)
    if account.mode == "test" and not here:
        raise BadInput(
            text("I test må SMS ikke sendes til Twilio selv."),
            hint=text("Sæt twilio.base_url til testserverens adresse på denne computer."),
        )
    if account.mode == "live" and here:
        raise BadInput(
            text("I drift kan SMS ikke sendes til en testserver."),
            hint=text("Sæt twilio.base_url til https://api.twilio.com."),
        )
    missing = _missing(account)
    if missing:
        raise BadInput(
            text("SMS er ikke sat op: {felt} mangler.", felt=missing),
            hint=text("Udfyld det med jd-desktop settings set og secret set."),
        )
    return account


def _missing(account: TwilioAccount) -> Text | str:
    if not account.account_sid:
        return "twilio.account_sid"
    if not account.password:
        return "twilio.auth_token"
    if not (account.sender or account.messaging_service_sid):
        return "twilio.sender"
    return ""
