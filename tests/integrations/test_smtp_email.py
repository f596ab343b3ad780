from __future__ import annotations

import email
import json
import ssl
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from socket import create_server
from typing import Any

import pytest

from jd_desktop.documents.mail import Sender, compose
from jd_desktop.domain.errors import BadInput, Offline
from jd_desktop.domain.message import (
    Accepted,
    ChannelBroken,
    NothingSent,
    Outcome,
    Refused,
    Uncertain,
)
from jd_desktop.integrations.smtp_email import SmtpAccount, SmtpEmail
from tests.integrations.test_letter import LETTER
from tests.support.certificate import Certificate
from tests.support.mailbox import WORD, Mailbox, mail_served


@pytest.fixture
def sender(mailbox: Mailbox, certificate: Certificate) -> SmtpEmail:
    return SmtpEmail(mailbox.account(), context=certificate.trusted())


def opened(raw: bytes) -> EmailMessage:
    """Return a message as a mail program reads it."""
    found = email.message_from_bytes(raw.replace(b"\r\n", b"\n"), policy=default)
    assert isinstance(found, EmailMessage)
    return found


def test_what_arrives_is_what_a_mail_program_shows_well(
    sender: SmtpEmail, mailbox: Mailbox
) -> None:
    assert sender.send(LETTER) == Accepted(LETTER.message_id)
    (kept,) = mailbox.kept
    assert (kept.sender, kept.recipients) == (LETTER.from_address, (LETTER.to,))
    got = opened(kept.raw)
    assert got.defects == []
    assert got["Subject"] == LETTER.subject
    assert got["From"].addresses[0].display_name == LETTER.from_name
    assert got["To"].addresses[0].display_name == LETTER.to_name
    assert got["Message-ID"] == f"<{LETTER.message_id}>"
    assert got["X-JD-Outbox"] == LETTER.id
    text, html = got.get_body(("plain",)), got.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content() == LETTER.text
    assert html.get_content().strip() == LETTER.html


def test_sparkpost_is_told_whose_it_is_and_to_change_no_link(
    sender: SmtpEmail, mailbox: Mailbox
) -> None:
    sender.send(LETTER)
    told = json.loads(str(opened(mailbox.kept[0].raw)["X-MSYS-API"]))
    assert told["metadata"] == {"outbox_id": LETTER.id}
    assert told["options"] == {
        "open_tracking": False, "click_tracking": False, "transactional": True,
    }  # fmt: skip


def test_mailtrap_gets_no_header_of_sparkposts(mailbox: Mailbox, certificate: Certificate) -> None:
    account = replace(mailbox.account(), vendor="mailtrap")
    SmtpEmail(account, context=certificate.trusted()).send(LETTER)
    assert opened(mailbox.kept[0].raw)["X-MSYS-API"] is None


def test_a_line_that_begins_with_a_dot_ends_nothing(sender: SmtpEmail, mailbox: Mailbox) -> None:
    written = replace(LETTER, text="Før\n.\n..to\n.RSET\nefter\n", html="")
    assert isinstance(sender.send(written), Accepted)
    assert opened(mailbox.kept[0].raw).get_content() == written.text


@pytest.mark.parametrize(
    ("fault", "expected", "kept"),
    [
        ("451_mail", NothingSent(timedelta(seconds=2)), 0),
        ("451_rcpt", NothingSent(timedelta(seconds=2)), 0),
        ("451_data", NothingSent(timedelta(seconds=2)), 0),
        ("550_busy", NothingSent(timedelta(seconds=2)), 0),
        ("die_before", NothingSent(), 0),
        ("die_inside", Uncertain("SMTPServerDisconnected"), 0),
        ("die_after", Uncertain("SMTPServerDisconnected"), 1),
    ],
)
def test_what_may_have_arrived_is_never_called_anything_else(
    sender: SmtpEmail, mailbox: Mailbox, fault: str, expected: Outcome, kept: int
) -> None:
    mailbox.fails(fault)
    assert sender.send(LETTER) == expected
    assert len(mailbox.kept) == kept
    assert isinstance(sender.send(LETTER), Accepted)


@pytest.mark.parametrize(
    ("fault", "expected", "word", "lasting"),
    [
        ("550_rcpt", Refused, "e-mail", True),
        ("550_data", Refused, "Ret teksten", False),
        ("552_data", Refused, "Ret teksten", False),
        ("550_mail", ChannelBroken, "afsenderen", False),
        ("550_domain", ChannelBroken, "afsenderen", False),
        ("limit", ChannelBroken, "grænse", False),
    ],
)
def test_a_no_is_one_to_this_message_or_to_all_and_says_what_to_do(
    sender: SmtpEmail, mailbox: Mailbox, fault: str, expected: type, word: str, lasting: bool
) -> None:
    mailbox.fails(fault)
    outcome = sender.send(LETTER)
    assert isinstance(outcome, expected)
    assert word in str(outcome.reason)  # type: ignore[attr-defined]  # both have one
    assert getattr(outcome, "lasting", False) == lasting
    assert mailbox.kept == []


def test_a_wrong_key_pauses_the_channel(mailbox: Mailbox, certificate: Certificate) -> None:
    wrong = SmtpEmail(mailbox.account(password="wrong"), context=certificate.trusted())
    outcome = wrong.send(LETTER)
    assert isinstance(outcome, ChannelBroken)
    assert outcome.code == "535"
    assert "adgangskoden" in str(outcome.reason)


def test_a_certificate_that_nobody_vouches_for_gets_no_password(mailbox: Mailbox) -> None:
    outcome = SmtpEmail(mailbox.account()).send(LETTER)
    assert isinstance(outcome, ChannelBroken)
    assert outcome.code == "certificate"
    assert mailbox.kept == []


def test_a_certificate_of_another_name_is_not_enough(certificate: Certificate) -> None:
    with mail_served(certificate.serving()) as served:
        account = replace(served.account(), host="localhost")
        outcome = SmtpEmail(account, context=certificate.trusted()).send(LETTER)
    assert isinstance(outcome, ChannelBroken)
    assert outcome.code == "certificate"


def test_without_encryption_there_is_no_password_and_no_mail(certificate: Certificate) -> None:
    with mail_served(None) as served:
        outcome = SmtpEmail(served.account(), context=certificate.trusted()).send(LETTER)
        assert served.kept == []
    assert isinstance(outcome, ChannelBroken)
    assert outcome.code == "no-tls"


def test_nobody_there_means_that_nothing_left(certificate: Certificate) -> None:
    account = SmtpAccount("mailtrap", "127.0.0.1", 1, "u", "p", mode="test")
    sender = SmtpEmail(account, context=certificate.trusted())
    assert sender.send(LETTER) == NothingSent()
    found = sender.check(LETTER.from_address)
    assert not found.ok
    assert "kan ikke nås" in str(found.sentence)


def test_a_server_that_never_speaks_is_given_up_in_time() -> None:
    with closing(create_server(("127.0.0.1", 0))) as silent:
        account = SmtpAccount("mailtrap", "127.0.0.1", silent.getsockname()[1], "u", "p", "test")
        sender = SmtpEmail(account, patience=timedelta(milliseconds=200))
        assert sender.send(LETTER) == NothingSent()


def test_an_answer_that_is_too_slow_leaves_us_unsure(
    mailbox: Mailbox, certificate: Certificate
) -> None:
    hasty = SmtpEmail(
        mailbox.account(), context=certificate.trusted(), patience=timedelta(seconds=1)
    )
    mailbox.fails("slow")
    assert isinstance(hasty.send(LETTER), Uncertain)
    assert len(mailbox.kept) == 1


def test_what_cannot_be_written_is_refused_before_anybody_is_called(mailbox: Mailbox) -> None:
    sender = SmtpEmail(mailbox.account())
    refused = sender.send(replace(LETTER, to="ella"))
    assert isinstance(refused, Refused)
    assert refused.lasting
    assert isinstance(sender.send(replace(LETTER, from_address="")), ChannelBroken)


def test_a_test_of_the_channel_signs_in_and_sends_nothing(
    sender: SmtpEmail, mailbox: Mailbox, certificate: Certificate
) -> None:
    assert sender.check(LETTER.from_address).ok
    mailbox.fails("550_mail")
    assert "afsenderen" in str(sender.check(LETTER.from_address).sentence)
    assert "Afsenderens" in str(sender.check("").sentence)
    assert "certifikat" in str(SmtpEmail(mailbox.account()).check(LETTER.from_address).sentence)
    wrong = SmtpEmail(mailbox.account(password="x"), context=certificate.trusted())
    assert "adgangskoden" in str(wrong.check(LETTER.from_address).sentence)
    assert mailbox.kept == []


def test_a_mail_server_cannot_be_asked(sender: SmtpEmail) -> None:
    assert not sender.can_look_up
    assert sender.status(LETTER.message_id) is None
    with pytest.raises(Offline):
        sender.find(LETTER, since=datetime(2026, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"host": "smtp.eu.sparkpostmail.com"}, "rigtige mennesker"),
        ({"mode": "live"}, "testserver"),
        ({"mode": "live", "host": "SANDBOX.smtp.mailtrap.io"}, "testserver"),
        ({"password": ""}, "sparkpost.api_key"),
        ({"password": "", "vendor": "mailtrap"}, "mailtrap.smtp_password"),
        ({"user": "", "vendor": "mailtrap"}, "mailtrap.smtp_user"),
        ({"password": "nøgle"}, "sparkpost.api_key"),
        ({"port": 0}, "sparkpost.smtp_port"),
        ({"port": 99_999}, "sparkpost.smtp_port"),
        ({"host": "smtp..dk", "mode": "live"}, "sparkpost.smtp_host"),
    ],
)
def test_a_set_up_that_cannot_be_right_is_said_at_once(change: dict[str, Any], says: str) -> None:
    good = SmtpAccount("sparkpost", "127.0.0.1", 9, "u", "p", mode="test")
    with pytest.raises(BadInput) as told:
        SmtpEmail(replace(good, **change))
    assert says in str(told.value)


def test_the_password_is_not_in_the_accounts_words(mailbox: Mailbox) -> None:
    assert WORD not in repr(mailbox.account())


def test_the_systems_own_certificates_are_asked_for_without_others() -> None:
    account = SmtpAccount("sparkpost", "127.0.0.1", 9, "u", "p", mode="test")
    context = SmtpEmail(account)._context
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname


def test_a_letter_of_the_school_arrives_with_its_layout_and_its_signature(
    sender: SmtpEmail, mailbox: Mailbox
) -> None:
    school = Sender("Nørrebros Køreskole", phone="32 10 20 30", address="Ægirsgade 1")
    mail = compose("Faktura", "Hej Ella\n\n[Betal nu](https://betal.example/1?æ=1)", school)
    assert isinstance(sender.send(replace(LETTER, text=mail.text, html=mail.html)), Accepted)
    got = opened(mailbox.kept[0].raw)
    text, html = got.get_body(("plain",)), got.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content() == mail.text
    assert "\n-- \nNørrebros Køreskole\n" in text.get_content()
    assert html.get_content() == mail.html
    assert "prefers-color-scheme: dark" in html.get_content()
    assert html.get_content_charset() == "utf-8"
