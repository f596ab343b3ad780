from __future__ import annotations

from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPException,
    SMTPHeloError,
    SMTPNotSupportedError,
    SMTPResponseException,
    SMTPServerDisconnected,
)
from socket import gaierror
from ssl import SSLCertVerificationError, SSLError

import pytest

from jd_desktop.domain.message import ChannelBroken, NothingSent, Refused, Uncertain
from jd_desktop.integrations.smtp_answers import (
    of_content,
    of_data,
    of_opening,
    of_recipient,
    of_sender,
)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (ConnectionRefusedError(), NothingSent),
        (gaierror(), NothingSent),
        (TimeoutError(), NothingSent),
        (SSLError(), NothingSent),
        (SMTPServerDisconnected("gone"), NothingSent),
        (SMTPConnectError(554, b"no service"), NothingSent),
        (SMTPConnectError(421, b"busy"), NothingSent),
        (SMTPHeloError(421, b"busy"), NothingSent),
        (SMTPResponseException(454, b"TLS not available due to temporary reason"), NothingSent),
        (SMTPAuthenticationError(454, b"Temporary authentication failure"), NothingSent),
        (SMTPAuthenticationError(535, b"5.7.8 Sorry."), ChannelBroken),
        (SMTPAuthenticationError(535, b"5.7.0 The email limit is reached"), ChannelBroken),
        (SMTPResponseException(501, b"no"), ChannelBroken),
        (SMTPNotSupportedError("STARTTLS extension not supported"), ChannelBroken),
        (SMTPException("No suitable authentication method found."), ChannelBroken),
        (SSLCertVerificationError(), ChannelBroken),
    ],
)
def test_before_a_message_is_named_nothing_has_left(error: Exception, expected: type) -> None:
    assert isinstance(of_opening(error), expected)


@pytest.mark.parametrize(
    ("code", "said", "expected"),
    [
        (451, b"4.3.0 later", NothingSent),
        (421, b"closing", NothingSent),
        (452, b"4.2.2 mailbox full", NothingSent),
        (550, b"5.7.0 Requested action not taken: too many emails per second", NothingSent),
        (550, b"5.7.1 Unconfigured Sending Domain <x.dk>", ChannelBroken),
        (554, b"5.7.1 Sending from domain x.dk is not allowed", ChannelBroken),
        (550, b"5.7.1 Exceed Sending Limit (daily)", ChannelBroken),
        (550, b"5.1.1 user unknown", Refused),
        (554, b"5.7.1 Message content rejected", Refused),
        (552, b"5.3.4 too big", Refused),
        (554, b"", Refused),
        (354, b"go on", Uncertain),
        (0, b"", Uncertain),
        (-1, b"what?", Uncertain),
    ],
)
def test_each_reply_to_a_message_has_its_outcome(code: int, said: bytes, expected: type) -> None:
    assert isinstance(of_content(code, said), expected)


@pytest.mark.parametrize(
    ("code", "said", "lasting"),
    [(550, b"5.1.1 no such user", True), (553, b"5.1.3 bad", True), (554, b"5.7.1 policy", False)],
)
def test_a_refused_recipient_is_the_addresss_fault(code: int, said: bytes, lasting: bool) -> None:
    outcome = of_recipient(code, said)
    assert isinstance(outcome, Refused)
    assert outcome.lasting == lasting
    assert isinstance(of_recipient(450, b"4.2.1 greylisted"), NothingSent)
    assert isinstance(of_recipient(550, b"Exceed Sending Limit"), ChannelBroken)


def test_a_refused_sender_is_everybodys() -> None:
    assert isinstance(of_sender(550, b"5.7.1 no"), ChannelBroken)
    assert isinstance(of_sender(451, b"4.3.0 later"), NothingSent)
    assert isinstance(of_sender(-1, b"what?"), NothingSent)


def test_a_message_that_was_not_asked_for_has_not_left() -> None:
    for code in (-1, 250, 421, 451):
        assert isinstance(of_data(code, b""), NothingSent)
    assert isinstance(of_data(554, b"5.5.1 no valid recipients"), Refused)
