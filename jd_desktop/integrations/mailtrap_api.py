"""E-mail to Mailtrap's sandbox: it reaches nobody, and can be read back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from jd_desktop.domain.bounces import REFUSED
from jd_desktop.domain.clock import instant
from jd_desktop.domain.errors import BadInput, Offline
from jd_desktop.domain.language import text
from jd_desktop.domain.message import (
    Accepted,
    ChannelBroken,
    NothingSent,
    Outcome,
    Refused,
    Uncertain,
)
from jd_desktop.domain.ports import EmailStatus, Finding, OutgoingEmail
from jd_desktop.integrations.findings import of_outcome, of_silence, trial
from jd_desktop.integrations.http import Answer, JsonLine, Transport, Unanswered, checked_address
from jd_desktop.integrations.letter import (
    BAD_ADDRESS,
    OUTBOX_HEADER,
    Unwritable,
    checked,
    own_headers,
    plain_address,
)
from jd_desktop.integrations.reach import refuse_wrong

KEY = text("Mailtrap kender ikke nøglen. Ret den i indstillingerne.")
NOT_YOURS = text("Nøglen hører ikke til Mailtraps postkasse. Ret den eller mailtrap.sandbox_id.")
LIMIT = text("Mailtrap-kontoen har nået sin grænse. Log ind hos Mailtrap.")

_LIMIT = re.compile(r"billing|plan|upgrade|exhausted", re.IGNORECASE)
_NAME = "Mailtrap"
_OK, _TOO_MANY = 200, 429
_CHANNEL: Mapping[int, ChannelBroken] = {
    401: ChannelBroken(KEY, "401"),
    403: ChannelBroken(NOT_YOURS, "403"),
    404: ChannelBroken(NOT_YOURS, "404"),
}
_EARLIER, _PAGES = timedelta(minutes=2), 10


@dataclass(frozen=True, slots=True)
class MailtrapAccount:
    """Whose sandbox it is, and its number."""

    token: str = field(repr=False)
    sandbox_id: str
    base_url: str = "https://sandbox.api.mailtrap.io"
    mode: str = "test"


class MailtrapApi:
    """Sends to a sandbox and reads back what lies there."""

    can_look_up = True

    def __init__(self, account: MailtrapAccount, *, transport: Transport | None = None):
        """Take the account; raises BadInput where it cannot work, and where it is live."""
        self._account, self._transport = _checked(account), transport

    @cached_property
    def _sending(self) -> JsonLine:
        return self._line(self._account.base_url)

    @cached_property
    def _reading(self) -> JsonLine:
        """A sandbox is read at another host than it is sent to; a stand-in is both."""
        return self._line(
            self._account.base_url.replace("//sandbox.api.mailtrap.io", "//mailtrap.io")
        )

    def _line(self, address: str) -> JsonLine:
        who = {"Authorization": f"Bearer {self._account.token}"}
        return JsonLine(address, who, self._transport)

    def prepare(self) -> None:
        """Make what several threads will share, before there is more than one."""
        _ = self._sending

    def close(self) -> None:
        """Close the connections, if any were opened."""
        for opened in ("_sending", "_reading"):
            if opened in self.__dict__:
                self.__dict__[opened].close()

    def send(self, message: OutgoingEmail) -> Outcome:
        """Try once; what came of it is in the outcome, never in an exception."""
        try:
            body = _email(checked(message))
        except Unwritable as e:
            return e.said
        try:
            path = f"/api/send/{self._account.sandbox_id}"
            return _outcome(self._sending.post(path, body))
        except Unanswered as e:
            return e.outcome

    def status(self, provider_id: str) -> EmailStatus | None:  # noqa: ARG002 - the port has it
        """What a sandbox has taken lies in it: there is nowhere further to go."""
        return EmailStatus("delivered")

    def find(
        self, message: OutgoingEmail, *, since: datetime, taken: frozenset[str] = frozenset()
    ) -> str | None:
        """Look through the sandbox by our own header; raises Offline where nobody answers."""
        try:
            address = plain_address(message.to)
        except ValueError:
            return None  # nobody was ever asked to send it
        for page in range(1, _PAGES + 1):
            rows = self._ask("", search=address, page=page)
            young = [row for row in rows if _made(row) >= since - _EARLIER]
            for row in young:
                if str(row["id"]) not in taken and self._is_ours(row["id"], message.id):
                    return str(row["id"])
            if len(young) < len(rows) or not rows:
                return None
        raise _unanswered("too many pages")

    def check(self, sender: str) -> Finding:
        """Read the sandbox and send to it: a test that reaches nobody."""
        path = f"/api/sandboxes/{self._account.sandbox_id}/messages"
        try:
            status = self._reading.get(path).status
        except Unanswered as e:
            return of_silence(e, _NAME)
        return of_outcome(_CHANNEL.get(status) or self.send(trial(sender, sender)), _NAME)

    def _is_ours(self, number: Any, outbox_id: str) -> bool:
        told = self._ask(f"/{number}/mail_headers")
        headers = told[0].get("headers") if told else None
        if not isinstance(headers, dict):
            raise _unanswered("garbled")
        return any(
            str(name).lower() == OUTBOX_HEADER.lower() and value == outbox_id
            for name, value in headers.items()
        )

    def _ask(self, below: str, **query: str | int) -> list[dict[str, Any]]:
        path = f"/api/sandboxes/{self._account.sandbox_id}/messages{below}"
        try:
            answer = self._reading.get(path, **query)
        except Unanswered as e:
            raise _unanswered(str(e)) from e
        rows = answer.document if isinstance(answer.document, list) else [answer.document]
        if answer.status != _OK or not all(isinstance(row, dict) for row in rows):
            raise _unanswered(str(answer.status))
        return rows


def _email(message: OutgoingEmail) -> dict[str, Any]:
    body: dict[str, Any] = {
        "from": _named(message.from_name, message.from_address),
        "to": [_named(message.to_name, message.to)],
        "subject": message.subject,
        "text": message.text,
        "headers": own_headers(message),
        "custom_variables": {"outbox_id": message.id},
    }
    if message.html:
        body["html"] = message.html
    if message.reply_to:
        body["reply_to"] = {"email": message.reply_to}
    return body


def _named(name: str, address: str) -> dict[str, str]:
    return {"email": address, "name": name} if name else {"email": address}


def _outcome(answer: Answer) -> Outcome:
    if answer.status in _CHANNEL:
        return _CHANNEL[answer.status]
    if answer.status == _TOO_MANY:
        over = _LIMIT.search(answer.text)
        return ChannelBroken(LIMIT, "429") if over else NothingSent(answer.retry_after)
    if answer.is_ambiguous:
        return Uncertain(str(answer.status))
    if answer.status >= 400:
        bad = "'to'" in answer.text
        return Refused(str(answer.status), BAD_ADDRESS if bad else REFUSED.reason)
    try:
        return Accepted(str(answer.document["message_ids"][0]))
    except (LookupError, TypeError):
        return Uncertain("an answer without an id")


def _made(row: dict[str, Any]) -> datetime:
    try:
        return instant(row["created_at"])
    except (LookupError, TypeError, ValueError) as e:
        raise _unanswered("garbled") from e


def _unanswered(detail: str) -> Offline:
    return Offline(text("Mailtrap kan ikke spørges lige nu."), detail=detail)


def _checked(account: MailtrapAccount) -> MailtrapAccount:
    refuse_wrong("mailtrap", account.mode, checked_address(account.base_url).host)
    if account.mode == "live":
        raise BadInput(
            text("Mailtraps postkasse er kun til test."),
            hint=text("Vælg SparkPost, eller sæt «mode» til test."),
        )
    missing = ""
    if not account.token or not account.token.isascii() or not account.token.isprintable():
        missing = "mailtrap.token"
    elif not account.sandbox_id.isdecimal():
        missing = "mailtrap.sandbox_id"
    if missing:
        raise BadInput(
            text("E-mail er ikke sat op: {felt} mangler eller kan ikke bruges.", felt=missing),
            hint=text("Udfyld det med jd-desktop settings set og secret set."),
        )
    return account
