"""What becomes of a message by what its attempt came to, and how a look-up ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from jd_desktop.domain.clock import instant, wire
from jd_desktop.domain.language import text
from jd_desktop.domain.message import (
    Accepted,
    ChannelBroken,
    NothingSent,
    Outcome,
    Refused,
    Uncertain,
)
from jd_desktop.domain.ports import SmsStatus
from jd_desktop.operations import messages
from jd_desktop.outbox import claim, dispatch, reconcile, status
from jd_desktop.outbox.claim import Claimed
from jd_desktop.outbox.reconcile import Found
from jd_desktop.outbox.terms import Terms
from jd_desktop.queries.messages import channel_problems, failed_count, outbox_list, waiting_count
from jd_desktop.store.tables import outbox_attempt, outbox_job, suppression
from tests.outbox.school import School

TERMS = Terms()


def take(school: School) -> Claimed | None:
    with school.work.doing(text("Status"), undoable=False) as doing:
        return claim.due(doing, TERMS)


def claimed(school: School) -> Claimed:
    school.book()
    school.later(minutes=2)
    taken = take(school)
    assert taken is not None
    return taken


def finish(school: School, taken: Claimed, outcome: Outcome, chance: float = 0.5) -> bool:
    with school.work.doing(text("Status"), undoable=False) as doing:
        return dispatch.finish(doing, taken, outcome, terms=TERMS, chance=chance)


def job(school: School) -> Any:
    return school.jobs()[-1]


def record(school: School) -> Any:
    return school.message(job(school).message_id)


def attempts(school: School) -> list[Any]:
    with school.reading() as db:
        return list(db.execute(select(outbox_attempt).order_by(outbox_attempt.c.started_at)))


def test_accepted_is_kept_with_the_vendors_id_and_asked_about_in_15_seconds(
    school: School,
) -> None:
    taken = claimed(school)
    assert finish(school, taken, Accepted("SM1"))
    assert (job(school).state, job(school).provider_id) == ("accepted", "SM1")
    assert job(school).next_at == wire(school.clock.now() + timedelta(seconds=15))
    assert (record(school).state, record(school).provider_id) == ("accepted", "SM1")


def test_nothing_sent_is_tried_again_after_a_random_wait(school: School) -> None:
    taken = claimed(school)
    finish(school, taken, NothingSent(), chance=0.5)
    assert job(school).state == "queued"
    assert job(school).next_at == wire(school.clock.now() + timedelta(seconds=2.5))
    assert record(school).state == "queued"


def test_retry_after_is_honoured_by_the_whole_channel(school: School) -> None:
    taken = claimed(school)
    school.book(school.ida, day=2)
    finish(school, taken, NothingSent(timedelta(seconds=90)))
    school.later(seconds=89)
    assert take(school) is None
    school.later(seconds=1)
    assert take(school) is not None
    assert take(school) is None, "after a vendor's no it goes slowly"
    school.later(seconds=1)
    assert take(school) is not None


def test_after_eight_tries_it_is_given_up_with_words(school: School) -> None:
    school.book(day=2)
    school.later(minutes=2)
    for _ in range(8):
        assert job(school).state == "queued"
        taken = take(school)
        assert taken is not None
        finish(school, taken, NothingSent(retry_after=timedelta(seconds=2)))
        school.later(minutes=30)
    assert job(school).state == "dead"
    assert (record(school).state, record(school).reason) == ("failed", "gave_up")
    with school.reading() as db:
        (row,) = outbox_list(db, state="dead")
        assert failed_count(db) == 1
    assert str(row.reason) == "Kunne ikke sendes efter mange forsøg."
    assert row.next_step is not None


def test_an_outage_costs_a_message_no_try(school: School) -> None:
    school.book(day=2)
    school.later(minutes=2)
    for _ in range(12):
        taken = take(school)
        assert taken is not None
        finish(school, taken, NothingSent())
        school.later(minutes=30)
    assert job(school).state == "queued"


def test_uncertain_is_never_queued_blindly(school: School) -> None:
    taken = claimed(school)
    finish(school, taken, Uncertain("ReadTimeout"))
    school.later(hours=1)
    assert take(school) is None
    assert job(school).state == "uncertain"


def test_a_definite_no_fails_with_the_vendors_reason(school: School) -> None:
    taken = claimed(school)
    finish(school, taken, Refused("21211", text("Nummeret findes ikke.")))
    assert (job(school).state, record(school).state) == ("failed", "failed")
    with school.reading() as db:
        (row,) = outbox_list(db)
    assert str(row.reason) == "Nummeret findes ikke."
    assert attempts(school)[0].code == "21211"


def test_one_who_said_no_to_the_vendor_is_never_written_to_again(school: School) -> None:
    taken = claimed(school)
    finish(school, taken, Refused("21610", text("Modtageren har afmeldt.")))
    with school.reading() as db:
        (barred,) = db.execute(select(suppression)).all()
    assert (barred.channel, barred.address) == ("sms", "+4520000001")
    school.book(day=3)
    assert school.messages()[-1].state == "suppressed"


def test_a_broken_channel_pauses_all_costs_no_try_and_says_why(school: School) -> None:
    taken = claimed(school)
    school.book(school.ida, day=2)
    school.later(minutes=2)
    finish(school, taken, ChannelBroken(text("Nøglen til Twilio er forkert."), "20003"))
    assert take(school) is None
    assert [(j.state, j.attempts) for j in school.jobs()] == [("queued", 0), ("queued", 0)]
    with school.reading() as db:
        assert str(channel_problems(db)["sms"]) == "Nøglen til Twilio er forkert."
        assert waiting_count(db) == 2
    messages.resume(school.work)
    with school.reading() as db:
        assert channel_problems(db) == {}
    assert take(school) is not None


def test_an_answer_that_comes_too_late_changes_nothing_but_leaves_its_id(school: School) -> None:
    taken = claimed(school)
    school.later(seconds=61)
    assert take(school) is None
    assert job(school).state == "uncertain"
    assert not finish(school, taken, Accepted("SM7"))
    assert job(school).state == "uncertain"
    assert attempts(school)[0].provider_id == "SM7"
    with school.work.doing(text("Status"), undoable=False) as doing:
        assert reconcile.next_lookup(doing, TERMS) is None, "the attempt tells, no need to ask"
    assert (job(school).state, job(school).provider_id) == ("accepted", "SM7")


def uncertain(school: School, **values: Any) -> None:
    finish(school, claimed(school), Uncertain())
    if values:
        with school.work.transaction() as db:
            db.execute(update(outbox_job).values(**values))


def look_up(school: School, said: str | None) -> bool:
    """Look the message up if it is time; the vendor says an id, "" or nothing at all."""
    with school.work.doing(text("Status"), undoable=False) as doing:
        lookup = reconcile.next_lookup(doing, TERMS)
    if lookup is None:
        return False
    with school.work.doing(text("Status"), undoable=False) as doing:
        reconcile.settle(doing, lookup, Found(said), TERMS)
    return True


def test_what_the_vendor_has_is_accepted(school: School) -> None:
    uncertain(school)
    assert look_up(school, "SM3")
    assert (job(school).state, record(school).state) == ("accepted", "accepted")


def test_what_the_vendor_does_not_have_waits_out_the_quarantine(school: School) -> None:
    uncertain(school)
    assert look_up(school, "")
    assert (job(school).state, record(school).state) == ("uncertain", "uncertain")
    assert not look_up(school, ""), "not at once again"
    school.later(minutes=9, seconds=59)
    look_up(school, "")
    assert job(school).state == "uncertain"
    school.later(seconds=1)
    look_up(school, "")
    assert job(school).state == "queued"
    assert take(school) is not None


def test_one_check_is_not_enough_however_late(school: School) -> None:
    uncertain(school)
    school.later(minutes=20)
    look_up(school, "")
    assert job(school).state == "uncertain"


@pytest.mark.parametrize(("policy", "state"), [("drop", "expired"), ("ask", "needs_decision")])
def test_the_kind_decides_what_happens_then(school: School, policy: str, state: str) -> None:
    uncertain(school, on_uncertain=policy)
    look_up(school, "")
    school.later(minutes=10)
    look_up(school, "")
    assert (job(school).state, record(school).state) == (state, state)


def test_a_vendor_that_cannot_be_asked_leaves_it_to_a_person_at_expiry(school: School) -> None:
    uncertain(school)
    look_up(school, None)
    assert job(school).state == "uncertain"
    school.clock.at = instant(job(school).expires_at)
    look_up(school, None)
    assert (job(school).state, record(school).state) == ("needs_decision", "needs_decision")


def test_a_resend_that_the_booking_has_overtaken_is_dropped(school: School) -> None:
    school.book()
    school.later(minutes=2)
    taken = take(school)
    assert taken is not None
    finish(school, taken, Uncertain())
    booking = school.jobs()[0].booking_id
    school.move(booking, hour=15)
    look_up(school, "")
    school.later(minutes=10)
    look_up(school, "")
    then = take(school)
    assert school.jobs()[0].state == "cancelled"
    assert then is not None
    assert then.job_id == school.jobs()[1].id


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
