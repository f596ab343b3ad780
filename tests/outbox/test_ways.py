"""E-mail through the outbox: a vendor that can be asked, a mail server that cannot, neither."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from functools import partial
from random import Random
from typing import Any

import pytest

from jd_desktop.documents.outgoing import email as letter
from jd_desktop.domain.clock import FixedClock
from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.events import EMAIL
from jd_desktop.domain.language import text
from jd_desktop.domain.rules import rule_id
from jd_desktop.integrations.smtp_email import SmtpEmail
from jd_desktop.integrations.sparkpost_api import SparkPostAccount, SparkPostApi
from jd_desktop.outbox.run import Outbox
from jd_desktop.outbox.terms import Terms
from jd_desktop.outbox.ways import Sender, Way
from jd_desktop.queries.messages import channel_problems, outbox_list
from tests.outbox.school import School
from tests.support.certificate import Certificate
from tests.support.mail_vendors import KEY, Vendor
from tests.support.mailbox import Mailbox

LETTERHEAD = partial(letter, from_address="skolen@koreskole.dk", from_name="Nordre Køreskole")
MIA = "mia@example.dk"


@pytest.fixture
def office(school: School) -> School:
    """A school that tells Mia by e-mail."""
    with school.work.doing(text("Regel")) as doing:
        values = {"event": "confirmed", "channels": [EMAIL], "active": True}
        doing.create("message_rule", values, rule_id("alone", "confirmed"))
        doing.set("student", school.mia, {"email": MIA})
    return school


def outbox(school: School, sender: Sender) -> Outbox:
    ways = {EMAIL: Way(lambda: sender, LETTERHEAD, Terms.of_email())}
    return Outbox(lambda action: action(school.work), ways, school.clock, random=Random(1))


def states(school: School) -> list[str]:
    return [j.state for j in school.jobs()]


@pytest.fixture
def sparkpost_sender(sparkpost: Vendor, office: School) -> Iterator[SparkPostApi]:
    account = SparkPostAccount(KEY, sparkpost.url, mode="test")
    with closing(SparkPostApi(account, FixedClock(office.clock.now()))) as made:
        yield made


def test_a_booking_reaches_the_mailbox_with_the_schools_letterhead(
    office: School, sparkpost_sender: SparkPostApi, sparkpost: Vendor
) -> None:
    office.book()
    office.later(minutes=2)
    outbox(office, sparkpost_sender).tick()
    (kept,) = sparkpost.messages()
    assert (kept["to"], kept["from"]["name"]) == (MIA, "Nordre Køreskole")
    assert "Mia" in kept["text"]
    assert states(office) == ["accepted"]


def test_a_mail_server_that_dies_after_taking_it_is_told_once_more_and_then_asks_a_person(
    office: School, mailbox: Mailbox, certificate: Certificate
) -> None:
    sender = SmtpEmail(mailbox.account(), context=certificate.trusted())
    running = outbox(office, sender)
    office.book()
    office.later(minutes=2)
    mailbox.fails("die_after", "die_after")
    running.tick()
    assert states(office) == ["uncertain"]
    for _ in range(4):
        office.later(minutes=5)
        running.tick()
    assert states(office) == ["needs_decision"]
    read = partial(email.message_from_bytes, policy=email.policy.default)
    ids = [read(kept.raw)["Message-ID"] for kept in mailbox.kept]
    assert len(ids) == 2
    assert len(set(ids)) == 1, "mail programs see that it is one"


def test_what_is_not_set_up_says_so_loses_nothing_and_goes_once_it_is(
    office: School, mailbox: Mailbox, certificate: Certificate
) -> None:
    ready: list[Any] = []

    def opened() -> Sender:
        if not ready:
            raise BadInput(text("Nøglen mangler."))
        return SmtpEmail(mailbox.account(), context=certificate.trusted())

    ways = {EMAIL: Way(opened, LETTERHEAD, Terms.of_email())}
    running = Outbox(lambda action: action(office.work), ways, office.clock, random=Random(1))
    office.book()
    office.later(minutes=2)
    assert running.tick()
    with office.reading() as db:
        assert str(channel_problems(db)[EMAIL]) == "Nøglen mangler."
        (row,) = outbox_list(db)
        assert (row.state, str(row.reason)) == ("queued", "Nøglen mangler.")
    ready.append(True)
    office.later(seconds=5)
    running.tick()
    assert len(mailbox.kept) == 1
    assert states(office) == ["accepted"]


def test_a_mail_that_nobody_knows_of_holds_back_no_sms(
    office: School, mailbox: Mailbox, certificate: Certificate
) -> None:
    with office.work.doing(text("Regel")) as doing:
        doing.set("message_rule", rule_id("alone", "confirmed"), {"channels": [EMAIL, "sms"]})
    sender = SmtpEmail(mailbox.account(), context=certificate.trusted())
    office.book()
    office.later(minutes=2)
    mailbox.fails("die_after")
    outbox(office, sender).tick()
    with office.reading() as db:
        waiting = {r.recipient: str(r.reason) for r in outbox_list(db)}
    assert "tidligere besked" not in waiting["+4520000001"]


def test_quicker_than_an_sms_and_slower_to_give_up() -> None:
    mail, by_phone = Terms.of_email(), Terms()
    assert mail.pace < by_phone.pace
    assert mail.quarantine >= timedelta(minutes=15)
