"""What becomes of a message that was accepted: it is asked about until it is known."""

from __future__ import annotations

from datetime import timedelta

import pytest

from jd_desktop.domain.clock import instant, wire
from jd_desktop.domain.language import text
from jd_desktop.domain.message import Accepted
from jd_desktop.domain.ports import SmsStatus
from jd_desktop.outbox import status
from jd_desktop.queries.messages import failed_count, outbox_list
from tests.outbox.jobs import TERMS, claimed, finish, job, record
from tests.outbox.school import School


def ask(school: School, said: SmsStatus | None) -> bool:
    with school.work.doing(text("Status"), undoable=False) as doing:
        question = status.next_question(doing, TERMS)
    if question is None:
        return False
    with school.work.doing(text("Status"), undoable=False) as doing:
        status.store(doing, question, said, TERMS)
    return True


def test_it_is_asked_about_less_and_less_often_and_last_at_expiry(school: School) -> None:
    finish(school, claimed(school), Accepted("SM1"))
    began, asked = school.clock.now(), []
    while instant(job(school).next_at) > school.clock.now():
        school.clock.at = instant(job(school).next_at)
        if not ask(school, SmsStatus("sent")):
            break
        asked.append(school.clock.now() - began)
    expiry = instant(job(school).expires_at) - began
    assert asked == [*TERMS.polls, expiry]
    assert (job(school).state, record(school).state) == ("sent", "sent")


def test_delivered_is_the_end(school: School) -> None:
    finish(school, claimed(school), Accepted("SM1"))
    school.later(seconds=15)
    assert ask(school, SmsStatus("delivered"))
    school.later(hours=3)
    assert not ask(school, SmsStatus("sent"))
    assert (job(school).state, record(school).state) == ("delivered", "delivered")


def test_an_answer_that_is_behind_changes_nothing(school: School) -> None:
    finish(school, claimed(school), Accepted("SM1"))
    for said in ("sent", "queued", "accepted"):
        school.clock.at = instant(job(school).next_at)
        ask(school, SmsStatus(said))
    assert (job(school).state, record(school).state) == ("sent", "sent")


def test_no_answer_is_asked_again_later(school: School) -> None:
    finish(school, claimed(school), Accepted("SM1"))
    school.later(seconds=15)
    ask(school, None)
    assert job(school).state == "accepted"
    assert job(school).next_at == wire(school.clock.now() + timedelta(seconds=45))


@pytest.mark.parametrize("said", ["undelivered", "failed"])
def test_what_did_not_arrive_says_why_and_waits_for_a_person(school: School, said: str) -> None:
    finish(school, claimed(school), Accepted("SM1"))
    school.later(seconds=15)
    ask(school, SmsStatus(said, text("Telefonen er slukket."), "30003"))
    assert (job(school).state, record(school).state) == ("undelivered", "undelivered")
    with school.reading() as db:
        (row,) = outbox_list(db, state="undelivered")
        assert failed_count(db) == 1
    assert str(row.reason) == "Telefonen er slukket."
