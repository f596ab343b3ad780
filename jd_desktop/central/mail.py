"""Sends the central's few mails, by the server that its environment names."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from urllib.parse import SplitResult, unquote, urlsplit

from jd_desktop.domain.errors import BadInput, Offline
from jd_desktop.domain.language import text

SECONDS = 20
_PORTS = {"smtp": 587, "smtps": 465}
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class MailSettings:
    """Where mails go out, whom they are from, and the address that people reach the central at."""

    server: str = field(default="", repr=False)
    sender: str = ""
    central: str = ""

    @property
    def can_send(self) -> bool:
        """Whether everything is there that a mail with a link needs."""
        return bool(self.server and self.sender and self.central)


NO_MAIL = MailSettings()


def mail_settings(environ: Mapping[str, str]) -> MailSettings:
    """Read JD_CENTRAL_SMTP, JD_CENTRAL_MAIL_FROM and JD_CENTRAL_URL.

    The link's address is a setting: what a request claims to have reached can be forged.
    Raises BadInput for what cannot be used.
    """
    server, central = environ.get("JD_CENTRAL_SMTP", ""), environ.get("JD_CENTRAL_URL", "")
    if server:
        _read(server)
    reached = urlsplit(central)
    is_safe = reached.scheme == "https" or reached.hostname in _LOOPBACK
    if central and not (is_safe and reached.hostname):
        raise BadInput(
            text("JD_CENTRAL_URL kan ikke bruges."), hint=text("Skriv den som https://navn.dk.")
        )
    return MailSettings(server, environ.get("JD_CENTRAL_MAIL_FROM", ""), central.rstrip("/"))


class Mailer:
    """Hands mails to one server; a password is sent over TLS only."""

    def __init__(self, settings: MailSettings, tls: ssl.SSLContext | None = None):
        """Take the settings, and whom to trust instead of everybody the computer does."""
        self.settings = settings
        self._tls = tls

    def send(self, to: str, subject: str, body: str) -> None:
        """Send a mail; raises Offline where the server does not take it."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self.settings.sender, to, subject
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(body)
        at = _read(self.settings.server)
        try:
            with self._connect(at) as server:
                if at.username:
                    server.login(unquote(at.username), unquote(at.password or ""))
                server.send_message(mail)
        except (smtplib.SMTPException, OSError, ValueError) as e:
            title = text("Mailen kunne ikke sendes.")
            raise Offline(title, detail=type(e).__name__) from e

    def _connect(self, at: SplitResult) -> smtplib.SMTP:
        tls = self._tls or ssl.create_default_context()
        host, port = at.hostname or "", at.port or _PORTS[at.scheme]
        if at.scheme == "smtps":
            return smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=tls)
        server = smtplib.SMTP(host, port, timeout=SECONDS)
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=tls)
        elif host not in _LOOPBACK:
            server.close()
            raise smtplib.SMTPNotSupportedError("no TLS")
        return server


def _read(address: str) -> SplitResult:
    try:
        at = urlsplit(address)
        is_right = at.scheme in _PORTS and bool(at.hostname) and at.port != 0
    except ValueError:
        is_right = False
    if not is_right:
        raise BadInput(
            text("JD_CENTRAL_SMTP kan ikke bruges."),
            hint=text("Skriv den som smtps://bruger:kode@vært:465."),
        )
    return at
