"""What becomes of a message that was accepted: it is asked about until it is known."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from jd_desktop.domain.clock import instant, wire
from jd_desktop.domain.language import text
from jd_desktop.domain.message import Accepted
from jd_desktop.domain.ports import EmailStatus, SmsStatus
from jd_desktop.operations import students
from jd_desktop.operations.work import entity
from jd_desktop.outbox import status
from jd_desktop.queries.messages import failed_count, outbox_list
from jd_desktop.queries.suppressions import suppressions
from jd_desktop.store.tables import outbox_job
from tests.outbox.jobs import TERMS, claimed, finish, job, record
from tests.outbox.school import School


def ask(school: School, said: SmsStatus | None) -> bool:
    with school.work.doing(text("Status"), undoable=False) as doing:
        way = school.jobs()[-1].channel
        question = status.next_question(doing, way, TERMS)
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
    assert str(row.reason) == "Telefonen var slukket eller uden dækning."
    assert record(school).code == "30003"


def test_a_number_that_turns_out_to_be_a_landline_is_flagged(school: School) -> None:
    finish(school, claimed(school), Accepted("SM1"))
    school.later(seconds=15)
    ask(school, SmsStatus("undelivered", text("Nummeret kan ikke modtage SMS."), "30006"))
    with school.reading() as db:
        assert (entity(db, "student", school.mia) or {})["phone_bad"] == "bad"
        assert [s.reason for s in suppressions(db)] == ["bad"]


def test_an_e_mail_that_is_called_spam_closes_its_address(school: School) -> None:
    finish(school, claimed(school), Accepted("T1"))
    with school.work.transaction() as db:
        db.execute(update(outbox_job).values(channel="email", recipient="mia@example.dk"))
    students.edit(school.work, school.mia, {"first_name": "Mia", "email": "Mia@example.dk"})
    school.later(seconds=15)
    ask(school, EmailStatus("delivered", complained=True))
    with school.reading() as db:
        assert (entity(db, "student", school.mia) or {})["email_refused"] is True
        (one,) = suppressions(db)
    assert (one.channel, one.address, one.reason) == ("email", "mia@example.dk", "complained")
    assert record(school).complained_at == wire(school.clock.now())
