"""What a mail server's answers mean: each reply code, and what goes wrong before there is one."""

from __future__ import annotations

import re
from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPException,
    SMTPNotSupportedError,
    SMTPResponseException,
)
from ssl import SSLCertVerificationError

from jd_desktop.domain.language import text
from jd_desktop.domain.message import ChannelBroken, NothingSent, Outcome, Refused, Uncertain
from jd_desktop.integrations.http import WAIT
from jd_desktop.integrations.letter import BAD_ADDRESS

KEY = text("Mailserveren kender ikke brugeren eller adgangskoden. Ret dem i indstillingerne.")
NO_TLS = text("Mailserveren tilbyder ikke en krypteret forbindelse. Der sendes ikke uden.")
CERTIFICATE = text("Mailserverens certifikat kan ikke godkendes. Er det den rigtige adresse?")
SENDER = text("Mailserveren godkender ikke afsenderen. Bekræft jeres domæne hos udbyderen.")
LIMIT = text("Kontoen til e-mail har nået sin grænse. Log ind hos udbyderen.")
CONTENT = text("Mailserveren afviste e-mailen. Ret teksten, eller ring.")

_BUSY = re.compile(r"too many|rate limit|slow down|try again|temporar", re.IGNORECASE)
_LIMIT = re.compile(r"sending limit|limit (?:is|has been) reached|quota|upgrade", re.IGNORECASE)
_SENDER = re.compile(
    r"sending (?:from )?domain|unconfigured|(?:un|not )verified|sender|from address|from header",
    re.IGNORECASE,
)
_GONE = re.compile(r"^5\.1\.|user unknown|no such (?:user|mailbox)|does not exist", re.IGNORECASE)


def of_opening(error: Exception) -> NothingSent | ChannelBroken:
    """Return what it means that a server could not be reached, trusted or signed in to."""
    if isinstance(error, SSLCertVerificationError):
        return ChannelBroken(CERTIFICATE, "certificate")
    if isinstance(error, SMTPResponseException) and not isinstance(error, SMTPConnectError):
        return _of_greeting(error)
    if isinstance(error, SMTPNotSupportedError):
        return ChannelBroken(NO_TLS, "no-tls")
    if type(error) is SMTPException:  # no way of signing in that both sides know
        return ChannelBroken(KEY, "auth")
    return NothingSent()


def _of_greeting(error: SMTPResponseException) -> NothingSent | ChannelBroken:
    said, code = _words(error.smtp_error), str(error.smtp_code)
    if _is_later(error.smtp_code) or _BUSY.search(said):
        return NothingSent()
    if _LIMIT.search(said):
        return ChannelBroken(LIMIT, code)
    return ChannelBroken(KEY if isinstance(error, SMTPAuthenticationError) else NO_TLS, code)


def of_sender(code: int, said: bytes) -> NothingSent | ChannelBroken:
    """Return what it means that the sender was not taken; an answer that is none passes."""
    if code < 500 or _BUSY.search(_words(said)):
        return NothingSent(WAIT)
    return ChannelBroken(LIMIT if _LIMIT.search(_words(said)) else SENDER, str(code))


def of_recipient(code: int, said: bytes) -> NothingSent | Refused | ChannelBroken:
    """Return what it means that the recipient was not taken."""
    words = _words(said)
    if code < 500 or _BUSY.search(words):
        return NothingSent(WAIT)
    if _LIMIT.search(words):
        return ChannelBroken(LIMIT, str(code))
    return Refused(str(code), BAD_ADDRESS, lasting=code in (550, 551, 553))


def of_data(code: int, said: bytes) -> Outcome:
    """Return what it means that the message itself was not asked for."""
    return NothingSent(WAIT) if code < 500 else of_content(code, said)


def of_content(code: int, said: bytes) -> Outcome:
    """Return what it means that a whole message was answered so, not with 250."""
    words = _words(said)
    if _is_later(code) or (code >= 500 and _BUSY.search(words)):
        return NothingSent(WAIT)
    if code < 500:
        return Uncertain(str(code))
    if _LIMIT.search(words):
        return ChannelBroken(LIMIT, str(code))
    if _GONE.search(words):
        return Refused(str(code), BAD_ADDRESS, lasting=True)
    if _SENDER.search(words):
        return ChannelBroken(SENDER, str(code))
    return Refused(str(code), CONTENT)


def _is_later(code: int) -> bool:
    return 400 <= code < 500


def _words(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said
