"""E-mail over SMTP, as SparkPost and Mailtrap take it: encrypted, signed in, one message a time."""

from __future__ import annotations

import json
import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from time import monotonic

from jd_desktop.domain.errors import BadInput, Offline
from jd_desktop.domain.language import text
from jd_desktop.domain.message import Accepted, ChannelBroken, Outcome, Uncertain
from jd_desktop.domain.ports import EmailStatus, Finding, OutgoingEmail
from jd_desktop.integrations.findings import of_outcome
from jd_desktop.integrations.letter import (
    BAD_SENDER,
    Unwritable,
    checked,
    composed,
    plain_address,
)
from jd_desktop.integrations.reach import refuse_wrong
from jd_desktop.integrations.smtp_answers import (
    of_content,
    of_data,
    of_opening,
    of_recipient,
    of_sender,
)

_CONNECT_S, _ANSWER_S = 5.0, 20.0
_DONE = 250
PATIENCE = timedelta(seconds=45)
"""A whole delivery; well within the outbox's lease, so that nobody takes it for dead."""

_OWN_NAME = "[127.0.0.1]"  # else the computer's name would stand in the message


@dataclass(frozen=True, slots=True)
class SmtpAccount:
    """A mail server and who we are there; `vendor` is "sparkpost" or "mailtrap"."""

    vendor: str
    host: str
    port: int
    user: str
    password: str = field(repr=False)
    mode: str = "live"


class _Line(smtplib.SMTP):
    """A connection that ends in time, however slowly the other side talks."""

    def __init__(self, host: str, port: int, patience: timedelta):
        self._ends = monotonic() + patience.total_seconds()
        self.at_most_s = _ANSWER_S
        super().__init__(host, port, local_hostname=_OWN_NAME, timeout=_CONNECT_S)

    def send(self, s: object) -> None:
        self._hurry()
        super().send(s)  # type: ignore[arg-type]  # typeshed's private buffer type

    def getreply(self) -> tuple[int, bytes]:
        self._hurry()
        return super().getreply()

    def _hurry(self) -> None:
        left = self._ends - monotonic()
        if left <= 0:
            self.close()
            raise TimeoutError("the delivery takes too long")
        if self.sock is not None:
            self.sock.settimeout(min(self.at_most_s, left))


class SmtpEmail:
    """Sends e-mail to a server that keeps nothing to be asked about."""

    can_look_up = False

    def __init__(
        self,
        account: SmtpAccount,
        *,
        context: ssl.SSLContext | None = None,
        patience: timedelta = PATIENCE,
    ):
        """Take the account; raises BadInput where it cannot work or would mix test and live.

        `context` says whose certificates are trusted; the system's without one.
        """
        self._account = _checked(account)
        self._context = context or ssl.create_default_context()
        self._patience = patience

    def send(self, message: OutgoingEmail) -> Outcome:
        """Try once; what came of it is in the outcome, never in an exception."""
        try:
            fit = checked(message)
        except Unwritable as e:
            return e.said
        letter = _on_the_wire(composed(fit, **self._headers(fit)))
        try:
            with self._line() as line:
                return _refused_before(line, fit) or _hand_over(line, letter, fit.message_id)
        except OSError as e:
            return of_opening(e)

    def status(self, provider_id: str) -> EmailStatus | None:  # noqa: ARG002 - the port has it
        """Nobody can be asked: what comes back comes as an event or not at all."""
        return None

    def find(
        self,
        message: OutgoingEmail,  # noqa: ARG002 - the port has it
        *,
        since: datetime,  # noqa: ARG002 - the port has it
        taken: frozenset[str] = frozenset(),  # noqa: ARG002 - the port has it
    ) -> str | None:
        """Raise Offline: a mail server cannot be asked what it took."""
        raise Offline(text("En mailserver kan ikke spørges, hvad den har taget imod."))

    def prepare(self) -> None:
        """Nothing is shared between messages."""

    def close(self) -> None:
        """Nothing stays open between messages."""

    def check(self, sender: str) -> Finding:
        """Sign in, name the sender, leave: nothing is sent."""
        return of_outcome(self._try_out(sender), self._account.host)

    def _try_out(self, sender: str) -> Outcome | None:
        try:
            address = plain_address(sender)
        except ValueError:
            return ChannelBroken(BAD_SENDER, "sender")
        try:
            with self._line() as line:
                code, said = line.mail(address)
                return None if code == _DONE else of_sender(code, said)
        except OSError as e:
            return of_opening(e)

    @contextmanager
    def _line(self) -> Iterator[_Line]:
        account = self._account
        line = _Line(account.host, account.port, self._patience)
        try:
            line.ehlo_or_helo_if_needed()
            line.starttls(context=self._context)
            line.login(account.user, account.password)
            yield line
        finally:
            with suppress(OSError):
                line.quit()
            line.close()

    def _headers(self, message: OutgoingEmail) -> dict[str, str]:
        if self._account.vendor != "sparkpost":
            return {}
        options = {"open_tracking": False, "click_tracking": False, "transactional": True}
        said = {"metadata": {"outbox_id": message.id}, "options": options}
        return {"X-MSYS-API": json.dumps(said)}


def _refused_before(line: _Line, message: OutgoingEmail) -> Outcome | None:
    """Name sender and recipient; None where both are taken and the message may follow."""
    code, said = line.mail(message.from_address)
    if code != _DONE:
        return of_sender(code, said)
    code, said = line.rcpt(message.to)
    if code not in (250, 251):
        return of_recipient(code, said)
    code, said = line.docmd("DATA")
    return None if code == 354 else of_data(code, said)


def _hand_over(line: _Line, letter: bytes, message_id: str) -> Outcome:
    """From the first byte on only the server knows, until it has answered."""
    try:
        line.send(letter)
        line.at_most_s = PATIENCE.total_seconds()  # a server may think long about a whole message
        code, said = line.getreply()
    except OSError as e:
        return Uncertain(type(e).__name__)
    return Accepted(message_id) if 200 <= code < 300 else of_content(code, said)


def _on_the_wire(letter: bytes) -> bytes:
    """A line that begins with a dot would end the message."""
    ended = letter if letter.endswith(b"\r\n") else letter + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", ended) + b".\r\n"


def _checked(account: SmtpAccount) -> SmtpAccount:
    account = replace(account, host=account.host.strip().lower())
    refuse_wrong(account.vendor, account.mode, account.host)
    word = "sparkpost.api_key" if account.vendor == "sparkpost" else "mailtrap.smtp_password"
    fit = {
        f"{account.vendor}.smtp_host": _is_host(account.host),
        f"{account.vendor}.smtp_port": 0 < account.port < 65_536,
        f"{account.vendor}.smtp_user": bool(account.user) and account.user.isascii(),
        word: bool(account.password) and account.password.isascii(),
    }
    for name, is_fit in fit.items():
        if not is_fit:
            raise BadInput(
                text("E-mail er ikke sat op: {felt} mangler eller kan ikke bruges.", felt=name),
                hint=text("Udfyld det med jd-desktop settings set og secret set."),
            )
    return account


def _is_host(written: str) -> bool:
    try:
        return bool(written.encode("idna"))
    except UnicodeError:
        return False
