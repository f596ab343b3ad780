"""A stand-in for the vendors' SMTP servers on loopback: STARTTLS, AUTH, faults on demand."""

from __future__ import annotations

import asyncio
import secrets
import socket
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from jd_desktop.sandbox.faults import Faults

SLOW_S = 30.0
_REPLIES: Mapping[str, str] = {
    "451_mail": "451 4.3.2 Please try again later",
    "550_mail": "550 5.7.1 Unconfigured Sending Domain",
    "451_rcpt": "451 4.7.1 Greylisted, please try again later",
    "550_rcpt": "550 5.1.1 User unknown",
    "451_data": "451 4.3.0 Temporary server error",
    "550_data": "550 5.6.0 Message content rejected",
    "550_domain": "550 5.7.1 Unconfigured Sending Domain <koreskole.dk>",
    "550_busy": "550 5.7.0 Requested action not taken: too many emails per second",
    "552_data": "552 5.3.4 Message size exceeds limit",
    "limit": "550 5.7.1 Exceed Sending Limit (daily)",
}
FAULTS = frozenset({"", *_REPLIES, "die_before", "die_inside", "die_after", "slow"})
"""What can befall a delivery: a reply, or the end of the connection before DATA, before the
message is kept, or after it is kept and before that is said."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A message that the server took: its envelope, and its bytes as they came."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    user: str


class MailStandIn:
    """Takes mail from those who sign in, and gives it to nobody."""

    def __init__(
        self, users: Mapping[str, str], context: ssl.SSLContext | None = None, *, seed: int = 0
    ):
        """Take who may sign in (user to password), and the certificate; without one no STARTTLS."""
        self._users, self._context = dict(users), context
        self.faults = Faults(seed, sending=FAULTS)
        self.kept: list[Kept] = []
        self._befalls: WeakKeyDictionary[Session, str] = WeakKeyDictionary()

    def protocol(self) -> SMTP:
        """Return a new connection's side of the talk."""
        secure = self._context is not None
        return SMTP(
            self, hostname="mail.invalid", ident="stand-in", tls_context=self._context,
            require_starttls=secure, auth_required=secure, auth_require_tls=secure,
            authenticator=self._admits, enable_SMTPUTF8=False,
        )  # fmt: skip

    async def handle_MAIL(
        self, _server: SMTP, session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        """Begin a delivery; here is drawn what befalls it."""
        fault = self._befalls[session] = self.faults.of_send()
        if fault.endswith("_mail"):
            return _REPLIES[fault]
        envelope.mail_from = address
        return "250 2.1.0 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        """Take a recipient."""
        fault = self._befalls[session]
        if fault.endswith("_rcpt"):
            return _REPLIES[fault]
        if fault == "die_before":
            return _die(server)
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take the message, or not, and say so, or not."""
        fault = self._befalls[session]
        if fault in _REPLIES:
            return _REPLIES[fault]
        if fault == "die_inside":
            return _die(server)
        raw = bytes(envelope.original_content or b"")
        user = str(session.auth_data or "")
        self.kept.append(Kept(envelope.mail_from or "", tuple(envelope.rcpt_tos), raw, user))
        if fault == "die_after":
            return _die(server)
        if fault == "slow":
            await asyncio.sleep(SLOW_S)
        return f"250 2.0.0 OK {secrets.token_hex(4)}"

    def _admits(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, said: Any
    ) -> AuthResult:
        if not isinstance(said, LoginPassword):
            return AuthResult(success=False, handled=False)
        user = said.login.decode("utf-8", "replace")
        known = self._users.get(user)
        right = known is not None and secrets.compare_digest(known.encode(), said.password)
        return AuthResult(success=right, handled=False, auth_data=user if right else None)


@dataclass(frozen=True, slots=True)
class Serving:
    """A mail server at work."""

    loop: asyncio.AbstractEventLoop
    ending: asyncio.Event

    def stop(self) -> None:
        """End it, from any thread."""
        self.loop.call_soon_threadsafe(self.ending.set)


def serve_mail(standin: MailStandIn, on: socket.socket, ready: Callable[[Serving], None]) -> None:
    """Serve until told to stop; `ready` gets the server as it begins."""
    asyncio.run(_serving(standin, on, ready))


async def _serving(
    standin: MailStandIn, on: socket.socket, ready: Callable[[Serving], None]
) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(standin.protocol, sock=on)
    serving = Serving(loop, asyncio.Event())
    ready(serving)
    await serving.ending.wait()
    server.close()


def _die(server: SMTP) -> str:
    """Cut the line without a word; the answer goes nowhere."""
    if isinstance(server.transport, asyncio.WriteTransport):
        server.transport.abort()
    return "421 4.3.2 dead"
