from __future__ import annotations

import email
import re
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jd_desktop.domain.ports import OutgoingEmail
from jd_desktop.integrations.letter import Unwritable, checked, composed, one_line, plain_address

LETTER = OutgoingEmail(
    id="0190-job",
    to="ella@example.dk",
    to_name="Ella Sørensen",
    from_name="Nørrebros Køreskole, Århus",
    from_address="skolen@koreskole.dk",
    reply_to="kontor@koreskole.dk",
    subject="Din køretime på fredag er flyttet – æøå ÆØÅ",
    text="Hej Ella\n\nDin køretime er flyttet til fredag.\nÆøå og ét langt " + "ord " * 60 + "\n",
    html="<p>Hej <b>Ella</b></p><p>Din køretime er flyttet. Æøå.</p>",
    message_id="0190-job@koreskole.dk",
    expires_at=datetime(2099, 1, 1, tzinfo=UTC),
)


def read(wire: bytes) -> EmailMessage:
    """Return what a mail program gets."""
    found = email.message_from_bytes(wire.replace(b"\r\n", b"\n"), policy=default)
    assert isinstance(found, EmailMessage)
    return found


def test_a_mail_program_reads_back_what_was_written() -> None:
    got = read(composed(checked(LETTER)))
    assert got.defects == []
    assert got["From"].addresses[0].display_name == LETTER.from_name
    assert got["From"].addresses[0].addr_spec == LETTER.from_address
    assert got["To"].addresses[0].display_name == "Ella Sørensen"
    assert got["Subject"] == LETTER.subject
    assert got["Reply-To"] == LETTER.reply_to
    assert got["Message-ID"] == "<0190-job@koreskole.dk>"
    assert got["X-JD-Outbox"] == LETTER.id
    assert got["Auto-Submitted"] == "auto-generated"
    assert got["List-Unsubscribe"] is None
    assert got["Date"].datetime.tzinfo is not None
    parts = [part.get_content_type() for part in got.walk()]
    assert parts == ["multipart/alternative", "text/plain", "text/html"]
    text, html = got.get_body(("plain",)), got.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content() == LETTER.text
    assert html.get_content().strip() == LETTER.html


def test_on_the_wire_it_is_ascii_in_lines_that_every_relay_takes() -> None:
    written = composed(checked(LETTER))
    assert written.isascii()
    assert max(map(len, written.split(b"\r\n"))) <= 78
    assert b"\n" not in written.replace(b"\r\n", b"")


def test_without_html_it_is_one_text_part() -> None:
    got = read(composed(checked(replace(LETTER, html="", reply_to=""))))
    assert got.get_content_type() == "text/plain"
    assert got["Reply-To"] is None


def test_nobody_writes_a_header_through_a_name_or_a_subject() -> None:
    subject, hidden = "Hej\r\nBcc: alle@example.dk", "a\x00b\u202e"
    sly = replace(LETTER, subject=subject, to_name="Ella\nX: y", from_name=hidden)
    got = read(composed(checked(sly)))
    assert got["Bcc"] is None
    assert got["X"] is None
    assert got["Subject"] == "Hej Bcc: alle@example.dk"
    assert got["From"].addresses[0].display_name == "a b"


@given(st.text(max_size=120), st.text(max_size=80))
def test_whatever_a_subject_and_a_name_are_one_line_comes_back(subject: str, name: str) -> None:
    fit = checked(replace(LETTER, subject=f"{subject}!", to_name=name))
    got = read(composed(fit))
    assert got["Subject"] == one_line(f"{subject}!")
    assert got["To"].addresses[0].addr_spec == LETTER.to
    assert len(got["To"].addresses) == 1


@pytest.mark.parametrize(
    "written",
    ["", "ella", "ella@", "@example.dk", "el la@example.dk", "a@b@c.dk", "a@b.dk, c@d.dk",
     "ella@example.dk>", "bøger@example.dk", ".ella@example.dk", "el..la@example.dk",
     "ella@exa mple.dk", "ella@.dk", "a@" + "x" * 70 + ".dk"],
)  # fmt: skip
def test_what_is_no_address_is_said_before_anybody_is_asked(written: str) -> None:
    with pytest.raises(Unwritable) as told:
        checked(replace(LETTER, to=written))
    assert told.value.said.code == "address"


def test_a_danish_domain_is_written_as_the_mail_system_has_it() -> None:
    assert plain_address(" ella@Køreskole.dk ") == "ella@xn--kreskole-54a.dk"


@pytest.mark.parametrize(
    ("change", "code"),
    [({"from_address": ""}, "sender"), ({"reply_to": "kontoret"}, "sender"),
     ({"subject": " \n"}, "empty"), ({"text": " "}, "empty")],
)  # fmt: skip
def test_what_is_missing_is_a_definite_no(change: dict[str, str], code: str) -> None:
    with pytest.raises(Unwritable) as told:
        checked(replace(LETTER, **change))  # type: ignore[arg-type]  # only texts are changed
    assert told.value.said.code == code


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("0190-job@Køreskole.dk", "0190-job@xn--kreskole-54a.dk"),
        ("", "0190-job@koreskole.dk"),
        ("x\r\nBcc: alle@example.dk", "0190-job@koreskole.dk"),
    ],
)
def test_a_message_id_is_ascii_whoever_made_it(written: str, sent: str) -> None:
    fit = checked(replace(LETTER, message_id=written))
    assert read(composed(fit))["Message-ID"] == f"<{sent}>"


@given(st.text(max_size=300), st.text(max_size=300))
def test_whatever_a_text_says_comes_back_with_its_line_breaks_alone_changed(
    written: str, html: str
) -> None:
    fit = checked(replace(LETTER, text=f"{written}.", html=f"<p>{html}</p>"))
    wire = composed(fit)
    assert wire.isascii()
    assert max(map(len, wire.split(b"\r\n"))) <= 998
    parts = [part.get_content() for part in read(wire).walk() if not part.is_multipart()]
    said = [re.sub("\r\n|\r", "\n", part) for part in (fit.text, fit.html)]
    assert [re.sub("\r\n|\r", "\n", part) for part in parts] == said
