"""What becomes of a message by what its attempt came to."""

from __future__ import annotations

from datetime import timedelta

from jd_desktop.domain.clock import wire
from jd_desktop.domain.language import text
from jd_desktop.domain.message import (
    Accepted,
    ChannelBroken,
    NothingSent,
    Refused,
    Uncertain,
)
from jd_desktop.operations import messages
from jd_desktop.operations.work import entity
from jd_desktop.outbox import reconcile
from jd_desktop.queries.messages import channel_problems, failed_count, outbox_list, waiting_count
from jd_desktop.queries.suppressions import suppressions
from tests.outbox.jobs import TERMS, attempts, claimed, finish, job, record, take
from tests.outbox.school import School


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


def test_a_number_that_never_works_is_flagged_with_the_students_record(school: School) -> None:
    finish(school, claimed(school), Refused("21614", text("Nummeret er ikke en mobil.")))
    with school.reading() as db:
        assert (entity(db, "student", school.mia) or {})["phone_bad"] == "bad"
    assert record(school).code == "21614"


def test_one_who_said_no_to_the_vendor_is_never_written_to_again(school: School) -> None:
    taken = claimed(school)
    finish(school, taken, Refused("21610", text("Modtageren har afmeldt.")))
    with school.reading() as db:
        (barred,) = suppressions(db)
        mia = entity(db, "student", school.mia) or {}
    assert (barred.channel, barred.address, barred.source) == ("sms", "+4520000001", "twilio")
    assert mia["sms_refused"] is True
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
        assert reconcile.next_lookup(doing, "sms", TERMS) is None, (
            "the attempt tells, no need to ask"
        )
    assert (job(school).state, job(school).provider_id) == ("accepted", "SM7")
