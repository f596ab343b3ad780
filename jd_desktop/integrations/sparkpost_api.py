"""E-mail through SparkPost's API: one transmission a message, looked up by its events."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import quote

from jd_desktop.domain.clock import Clock
from jd_desktop.domain.errors import BadInput, Offline, Refused
from jd_desktop.domain.language import text
from jd_desktop.domain.message import Outcome
from jd_desktop.domain.ports import EmailEvent, EmailStatus, Finding, OutgoingEmail
from jd_desktop.integrations.findings import of_outcome, of_silence, trial
from jd_desktop.integrations.http import JsonLine, Transport, Unanswered, checked_address
from jd_desktop.integrations.letter import Unwritable, checked, own_headers, plain_address
from jd_desktop.integrations.reach import refuse_wrong
from jd_desktop.integrations.sparkpost_codes import KEY, outcome
from jd_desktop.integrations.sparkpost_events import SparkPostEvents, fold

_PATH = "/api/v1/transmissions"
_NAME = "SparkPost"
_LIST = "/api/v1/suppression-list"
_OK, _GONE, _UNAUTHORIZED, _MISSING = 200, 204, 401, 404
SINK = ".sink.sparkpostmail.com"
"""What SparkPost takes for this domain it gives to nobody."""

_EARLIER = timedelta(minutes=2)
"""Their clock and ours may differ by so much."""


@dataclass(frozen=True, slots=True)
class SparkPostAccount:
    """Who we are at SparkPost; Europe and the rest of the world are separate accounts."""

    api_key: str = field(repr=False)
    base_url: str = "https://api.eu.sparkpost.com"
    mode: str = "live"


class SparkPostApi:
    """Sends, looks up and follows e-mail."""

    can_look_up = True

    def __init__(
        self,
        account: SparkPostAccount,
        clock: Clock,
        *,
        transport: Transport | None = None,
    ):
        """Take the account; raises BadInput where it cannot work or would mix test and live."""
        self._account = _checked(account)
        self._clock, self._transport = clock, transport

    @cached_property
    def _line(self) -> JsonLine:
        who = {"Authorization": self._account.api_key}
        return JsonLine(_home(self._account.base_url), who, self._transport)

    @cached_property
    def told(self) -> SparkPostEvents:
        """What SparkPost tells of messages."""
        return SparkPostEvents(self._line, self._clock)

    def prepare(self) -> None:
        """Make what several threads will share, before there is more than one."""
        _ = self._line

    def close(self) -> None:
        """Close the connections, if any were opened."""
        if "_line" in self.__dict__:
            self._line.close()

    def send(self, message: OutgoingEmail) -> Outcome:
        """Try once; what came of it is in the outcome, never in an exception."""
        try:
            body = _transmission(checked(message))
        except Unwritable as e:
            return e.said
        try:
            return outcome(self._line.post(_PATH, body))
        except Unanswered as e:
            return e.outcome

    def find(
        self, message: OutgoingEmail, *, since: datetime, taken: frozenset[str] = frozenset()
    ) -> str | None:
        """Look for a message that may have been accepted; raises Offline where nobody answers.

        Events name our own id, so that one of the same text is never taken for it.
        """
        try:
            address = plain_address(message.to)
        except ValueError:
            return None  # nobody was ever asked to send it
        events = self.told.of_recipient(address, since - _EARLIER)
        ours = [
            e for e in events if e.outbox_id == message.id and e.provider_id not in {"", *taken}
        ]
        return min(ours, key=lambda event: event.at).provider_id if ours else None

    def status(self, provider_id: str) -> EmailStatus | None:
        """Ask what became of a message; None where SparkPost cannot be asked or knows nothing."""
        try:
            return fold(self.told.of_transmission(provider_id))
        except Offline:
            return None

    def events(self, since: datetime, cursor: str = "") -> tuple[tuple[EmailEvent, ...], str]:
        """Return a page of what SparkPost tells, and the next page's cursor; raises Offline."""
        return self.told.events(since, cursor)

    def release(self, address: str) -> bool:
        """Take an address off SparkPost's own list of those it sends nothing to.

        Returns whether it was there; raises Offline, Refused where SparkPost keeps it there.
        """
        path = f"{_LIST}/{quote(address.strip(), safe='@')}"
        try:
            status = self._line.delete(path).status
        except Unanswered as e:
            raise Offline(text("SparkPost kan ikke spørges lige nu."), detail=str(e)) from e
        if status not in (_GONE, _MISSING):
            raise Refused(
                text("SparkPost beholder adressen på sin spærreliste."),
                hint=text(
                    "Tag den af dér, eller giv nøglen retten «Suppression Lists: Read/Write»."
                ),
                detail=str(status),
            )
        return status == _GONE

    def check(self, sender: str) -> Finding:
        """Ask for an event and send to SparkPost's own sink: a test that reaches nobody."""
        try:
            status = self.told.ask()
        except Unanswered as e:
            return of_silence(e, _NAME)
        if status == _UNAUTHORIZED:
            return Finding(False, KEY)
        domain = sender.strip().rpartition("@")[2]
        found = of_outcome(self.send(trial(sender, f"test@{domain}{SINK}")), _NAME)
        if found.ok and status != _OK:
            return Finding(
                False,
                text("SparkPost-nøglen kan sende, men ikke slå op, hvad der blev af det."),
                text("Giv den også retten «Message Events: Read-only» hos SparkPost."),
            )
        return found


def _transmission(message: OutgoingEmail) -> dict[str, Any]:
    """No tracking: it would wrap every link. No templates: a person's text is not code."""
    content: dict[str, Any] = {
        "from": _named(message.from_name, message.from_address),
        "subject": _no_code(message.subject),
        "text": message.text,
        "headers": own_headers(message),
    }
    if message.html:
        content["html"] = message.html
    if message.reply_to:
        content["reply_to"] = message.reply_to
    return {
        "options": {
            "transactional": True, "open_tracking": False, "click_tracking": False,
            "perform_substitutions": False,
        },
        "metadata": {"outbox_id": message.id},
        "recipients": [{"address": _named(message.to_name, message.to)}],
        "content": content,
    }  # fmt: skip


def _named(name: str, address: str) -> dict[str, str]:
    return {"name": _no_code(name), "email": address} if name else {"email": address}


def _no_code(written: str) -> str:
    """SparkPost reads headers as templates even where it is told to read none."""
    return re.sub(r"([{}])(?=\1)", r"\1 ", written)


def _home(address: str) -> str:
    """The address with or without its version means the same."""
    return address.rstrip("/").removesuffix("/api/v1")


def _checked(account: SparkPostAccount) -> SparkPostAccount:
    refuse_wrong("sparkpost", account.mode, checked_address(account.base_url).host)
    if not account.api_key or not account.api_key.isascii() or not account.api_key.isprintable():
        raise BadInput(
            text(
                "E-mail er ikke sat op: {felt} mangler eller kan ikke bruges.",
                felt="sparkpost.api_key",
            ),
            hint=text("Udfyld det med jd-desktop settings set og secret set."),
        )
    return account
