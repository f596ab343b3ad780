"""One e-mail as any mail program reads it: headers, a text part, an HTML part."""

from __future__ import annotations

import re
from dataclasses import replace
from email.charset import QP, Charset
from email.header import Header
from email.message import Message
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.policy import compat32
from email.utils import formataddr, formatdate
from unicodedata import category

from jd_desktop.domain.language import text
from jd_desktop.domain.message import ChannelBroken, Refused
from jd_desktop.domain.ports import OutgoingEmail

OUTBOX_HEADER = "X-JD-Outbox"
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[\w-]+(?:\.[\w-]+)+")

BAD_ADDRESS = text("E-mail-adressen kan ikke bruges. Ret elevens e-mail.")
BAD_SENDER = text("Afsenderens e-mail-adresse kan ikke bruges. Ret den i indstillingerne.")
EMPTY = text("E-mailen er tom.")


class Unwritable(Exception):
    """This e-mail cannot be written; `said` is what its sending comes to."""

    def __init__(self, said: Refused | ChannelBroken):
        """Take the outcome."""
        super().__init__(said.code)
        self.said = said


def one_line(written: str) -> str:
    """Return a header's text: no line breaks, nothing invisible, no space at its ends."""
    shown = "".join(c if category(c)[0] != "C" else " " for c in written)
    return " ".join(shown.split())


def plain_address(written: str) -> str:
    """Return an address as the mail system takes it, the domain in ASCII; raises ValueError."""
    address = written.strip()
    if not _ADDRESS.fullmatch(address):
        raise ValueError("not an address")
    local, _, domain = address.rpartition("@")
    if local.startswith(".") or local.endswith(".") or ".." in local:
        raise ValueError("dots that do not stand between something")
    return f"{local}@{domain.encode('idna').decode()}"


def checked(message: OutgoingEmail) -> OutgoingEmail:
    """Return an e-mail whose headers are fit to send; raises Unwritable."""
    try:
        sender = plain_address(message.from_address)
        reply = plain_address(message.reply_to) if message.reply_to else ""
    except ValueError as e:
        raise Unwritable(ChannelBroken(BAD_SENDER, "sender")) from e
    try:
        to = plain_address(message.to)
    except ValueError as e:
        raise Unwritable(Refused("address", BAD_ADDRESS, lasting=True)) from e
    if not message.text.strip() or not one_line(message.subject):
        raise Unwritable(Refused("empty", EMPTY))
    return replace(
        message,
        to=to,
        from_address=sender,
        reply_to=reply,
        to_name=one_line(message.to_name),
        from_name=one_line(message.from_name),
        subject=one_line(message.subject),
        message_id=_identity(message, sender),
    )


def _identity(message: OutgoingEmail, sender: str) -> str:
    """A Message-ID is ASCII, whatever domain a person wrote; the same at each try."""
    try:
        return plain_address(message.message_id)
    except ValueError:
        return f"{message.id}@{sender.rpartition('@')[2]}"


def own_headers(message: OutgoingEmail) -> dict[str, str]:
    """Return the headers that are ours, whatever carries the e-mail."""
    return {
        "Message-ID": f"<{message.message_id}>",
        OUTBOX_HEADER: message.id,
        "Auto-Submitted": "auto-generated",
    }


def composed(message: OutgoingEmail, **more: str) -> bytes:
    """Return an e-mail that `checked` let through as it goes over the wire.

    Every part is quoted-printable, so that each relay passes æøå on untouched. The older classes
    of the standard library write it: the newer lose spaces between words that they encode.
    """
    parts = [_part("plain", message.text)]
    if message.html:
        parts.append(_part("html", message.html))
    made: Message = MIMEMultipart("alternative", _subparts=parts) if message.html else parts[0]
    made["From"] = _mailbox("From", message.from_name, message.from_address)
    made["To"] = _mailbox("To", message.to_name, message.to)
    if message.reply_to:
        made["Reply-To"] = message.reply_to
    subject = Header(message.subject, _charset_of(message.subject), header_name="Subject")
    made["Subject"] = subject.encode()
    made["Date"] = formatdate(localtime=True)
    for name, value in {**own_headers(message), **more}.items():
        made[name] = value
    return made.as_bytes(policy=compat32.clone(linesep="\r\n"))


def _part(subtype: str, written: str) -> Message:
    charset = Charset("utf-8")
    charset.body_encoding = QP
    part = MIMENonMultipart("text", subtype)
    part.set_payload(written, charset)
    return part


def _charset_of(written: str) -> str:
    """An encoded word is never left out where its look alike stands in the text."""
    return "us-ascii" if written.isascii() and "=?" not in written else "utf-8"


def _mailbox(header: str, name: str, address: str) -> str:
    if _charset_of(name) == "us-ascii":
        return formataddr((name, address))
    return f"{Header(name, 'utf-8', header_name=header).encode()} <{address}>"
