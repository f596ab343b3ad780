"""SMS through Twilio's own SDK, over our transport: the only door to twilio."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import urlencode

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
from jd_desktop.domain.ports import Finding, OutgoingSms, SmsStatus
from jd_desktop.domain.suppression import SMS_BAD
from jd_desktop.integrations.findings import of_outcome, of_silence, works
from jd_desktop.integrations.http import (
    WAIT,
    Unanswered,
    checked_address,
    http_client,
    outcome_of,
    retry_after,
)
from jd_desktop.integrations.reach import TWILIO_TEST_SENDER, refuse_wrong
from jd_desktop.integrations.twilio_codes import BROKEN, BUSY, STATES, words_for
from jd_desktop.integrations.twilio_senders import NOT_OURS, unfit_sender

T = TypeVar("T")
_VALID_AT_MOST = 36_000
_GARBLED = (ValueError, LookupError, AttributeError, TypeError)
"""What the SDK raises over an answer that is cut short or not Twilio's."""
_AMBIGUOUS = frozenset({408, *range(300, 400), *range(500, 600)})
_LOOKED_AT = 50


@dataclass(frozen=True, slots=True)
class TwilioAccount:
    """Who we are at Twilio. `username` is an API key's or the account's SID.

    `hook` is where Twilio may tell what became of an SMS, "" for nowhere.
    """

    account_sid: str
    username: str
    password: str = field(repr=False)
    sender: str = ""
    messaging_service_sid: str = ""
    base_url: str = "https://api.twilio.com"
    mode: str = "live"
    hook: str = ""


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
                if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
                    # The SDK's own exception would lose when to come back.
                    raise _too_many(answer)
                return Response(answer.status_code, answer.text, answer.headers)

        account = self._account
        own = OwnTransport(self._http)
        return Client(account.username, account.password, account.account_sid, http_client=own)

    @cached_property
    def _http(self) -> httpx.Client:
        return http_client(self._account.base_url, transport=self._transport)

    def prepare(self) -> None:
        """Make what several threads will share, before there is more than one."""
        _ = self._client

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
        if self._account.hook:
            by["status_callback"] = f"{self._account.hook}?{urlencode({'m': message.id})}"

        def create() -> Accepted:
            made = self._client.messages.create(
                to=message.to, body=message.body, validity_period=valid, smart_encoded=False, **by
            )
            if not made.sid:
                raise ValueError("an answer without an id")
            return Accepted(str(made.sid))

        return self._outcome(create)

    def status(self, provider_id: str) -> SmsStatus | None:
        """Ask what became of a message; None where Twilio cannot be asked now."""
        from twilio.base.exceptions import TwilioException

        try:
            found = self._client.messages(provider_id).fetch()
        except (TwilioException, httpx.HTTPError, *_GARBLED):
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
        except (TwilioException, httpx.HTTPError, *_GARBLED) as e:
            raise Offline(text("Twilio kan ikke spørges lige nu."), detail=type(e).__name__) from e
        return _first_of_ours(rows, message, since - timedelta(minutes=2), taken)

    def check(self) -> Finding:
        """Ask whether Twilio knows us and our sender: a test that sends nothing to anybody."""
        account = self._account
        wrong = unfit_sender(account.sender, account.messaging_service_sid)
        if wrong is not None:
            return wrong
        if account.sender == TWILIO_TEST_SENDER and not account.messaging_service_sid:
            # Test credentials may do nothing but send, and that reaches nobody.
            never = datetime.max.replace(tzinfo=UTC)
            to_nobody = OutgoingSms("test", TWILIO_TEST_SENDER, "Test", never)
            return of_outcome(self.send(to_nobody), "Twilio")
        try:
            owns = self._outcome(self._owns_sender)
        except Unanswered as e:
            return of_silence(e, "Twilio")
        if isinstance(owns, bool):
            return works("Twilio") if owns else NOT_OURS
        return of_outcome(owns, "Twilio")

    def _owns_sender(self) -> bool:
        """A name is nobody's; a number must be the account's. Any key may ask for both lists."""
        number = self._account.sender
        try:
            self._client.messages.list(limit=1)
            if self._account.messaging_service_sid or not number.startswith("+"):
                return True
            return bool(self._client.incoming_phone_numbers.list(phone_number=number, limit=1))
        except httpx.TransportError as e:
            raise Unanswered(e) from e

    def _outcome(self, call: Callable[[], T]) -> T | Outcome:
        from twilio.base.exceptions import (
            TwilioException,
            TwilioRestException,
            TwilioServiceException,
        )

        try:
            return call()
        except httpx.HTTPStatusError as e:
            return _waiting(e.response)
        except httpx.HTTPError as e:
            return outcome_of(e)
        except (TwilioRestException, TwilioServiceException) as e:
            return _refusal(int(e.status), str(e.code or ""))
        except (TwilioException, *_GARBLED) as e:
            # A 201 whose body was cut or garbled: Twilio has it, we do not know its id. Of a
            # list the SDK says the status only beside its words.
            status = getattr(e.args[-1] if e.args else None, "status_code", 0)
            return _refusal(status, "") if status else Uncertain(type(e).__name__)


def _first_of_ours(
    rows: Iterable[Any], message: OutgoingSms, earliest: datetime, taken: frozenset[str]
) -> str | None:
    """Return the oldest that fits: a later one of the same text belongs to a later message."""
    ours = [
        row
        for row in rows
        if str(row.direction).startswith("outbound")
        and row.sid not in taken
        and (row.date_created or earliest) >= earliest
    ]
    known = [row for row in ours if row.body == message.body]
    if known:
        return str(min(known, key=lambda row: row.date_created or earliest).sid)
    if any(not row.body for row in ours):
        # The account blanks its texts, so it cannot be told whether one of them is ours.
        raise Offline(text("Twilio kan ikke spørges lige nu."), detail="redacted")
    return None


def _too_many(answer: httpx.Response) -> httpx.HTTPStatusError:
    return httpx.HTTPStatusError("too many requests", request=answer.request, response=answer)


def _waiting(answer: httpx.Response) -> Outcome:
    """Twilio processed nothing; a day's limit is said with the same status as a second's."""
    try:
        told = answer.json()
    except ValueError:
        told = None
    code = str(told.get("code", "")) if isinstance(told, dict) else ""
    if code in BROKEN:
        return ChannelBroken(words_for(code), code)
    return NothingSent(retry_after=retry_after(answer))


def _refusal(status: int, code: str) -> Outcome:
    if status in _AMBIGUOUS:
        return Uncertain(f"{status} {code}".strip())
    if code in BUSY:
        return NothingSent(retry_after=WAIT)
    if status in (401, 403, 404) or code in BROKEN:
        return ChannelBroken(words_for(code or str(status)), code)
    return Refused(code, words_for(code), lasting=code in SMS_BAD)


def _checked(account: TwilioAccount) -> TwilioAccount:
    # A messaging service goes before the sender, and may be a real one.
    sender = "" if account.messaging_service_sid else account.sender
    host = checked_address(account.base_url).host
    refuse_wrong("twilio", account.mode, host, sender=sender)
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
