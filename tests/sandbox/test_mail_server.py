from __future__ import annotations

import smtplib

import pytest

from tests.support.certificate import Certificate
from tests.support.mailbox import USER, WORD, Mailbox

LETTER = b"Subject: Hej\r\n\r\nHej Ella\r\n"


def line(mailbox: Mailbox) -> smtplib.SMTP:
    return smtplib.SMTP("127.0.0.1", mailbox.port, local_hostname="[127.0.0.1]", timeout=5)


def test_nothing_is_taken_in_the_clear_or_from_a_stranger(
    mailbox: Mailbox, certificate: Certificate
) -> None:
    with line(mailbox) as talk:
        assert talk.docmd("MAIL FROM:<a@koreskole.dk>")[0] == 530
        talk.starttls(context=certificate.trusted())
        talk.ehlo()
        assert talk.docmd("MAIL FROM:<a@koreskole.dk>")[0] == 530
        with pytest.raises(smtplib.SMTPAuthenticationError):
            talk.login(USER, "wrong")
    assert mailbox.kept == []


def test_one_connection_takes_several_messages_each_with_its_own_fate(
    mailbox: Mailbox, certificate: Certificate
) -> None:
    mailbox.fails("", "550_rcpt", "")
    with line(mailbox) as talk:
        talk.starttls(context=certificate.trusted())
        talk.login(USER, WORD)
        talk.sendmail("a@koreskole.dk", ["b@example.dk"], LETTER)
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            talk.sendmail("a@koreskole.dk", ["b@example.dk"], LETTER)
        talk.sendmail("a@koreskole.dk", ["c@example.dk"], LETTER)
    assert [kept.recipients for kept in mailbox.kept] == [("b@example.dk",), ("c@example.dk",)]
    assert {kept.user for kept in mailbox.kept} == {USER}
    assert mailbox.kept[0].raw == LETTER


def test_a_fault_that_is_none_is_refused(mailbox: Mailbox) -> None:
    with pytest.raises(ValueError, match="no such fault"):
        mailbox.fails("reset_before")
