"""What is queued, withdrawn and replaced while people change their minds."""

from __future__ import annotations

import pytest

from jd_desktop.domain.errors import BadInput, Refused
from jd_desktop.domain.language import text
from jd_desktop.operations import bookings, messages, students
from jd_desktop.operations.undo import undo
from tests.outbox.school import School


def queued(school: School) -> list[str]:
    waiting = {j.message_id for j in school.jobs() if j.state == "queued"}
    return [m.event for m in school.messages() if m.id in waiting]


def left(school: School, *, state: str = "delivered") -> None:
    """What waits has gone out and come to this."""
    for job in school.jobs():
        if job.state == "queued":
            school.end(job.id, state)


def test_a_new_booking_queues_one_sms_that_is_held_for_a_minute(school: School) -> None:
    school.book()
    (job,) = school.jobs()
    assert job.state == "queued"
    assert job.not_before == "2026-11-23T08:01:00.000Z"
    assert "Mia" in job.payload


def test_undo_within_a_minute_withdraws_the_sms(school: School) -> None:
    school.book()
    undo(school.work, school.last.action.n)
    assert queued(school) == []
    assert [m.state for m in school.messages()] == ["cancelled"]


def test_moving_twice_within_a_minute_tells_once_where_it_stands(school: School) -> None:
    booking = school.book()
    left(school)
    school.move(booking, hour=12)
    school.move(booking, hour=14)
    assert queued(school) == ["moved"]
    assert "15.00" in next(j.payload for j in school.jobs() if j.state == "queued")


def test_a_student_never_told_is_not_told_that_it_moved(school: School) -> None:
    booking = school.book()
    school.move(booking, hour=12)
    assert queued(school) == ["confirmed"]


@pytest.mark.parametrize("state", ["failed", "expired", "undelivered", "suppressed"])
def test_nor_one_whose_confirmation_never_arrived(school: School, state: str) -> None:
    booking = school.book()
    left(school, state=state)
    school.move(booking, hour=12)
    assert queued(school) == ["confirmed"]


@pytest.mark.parametrize("state", ["accepted", "sent", "delivered", "uncertain"])
def test_but_one_who_may_know_is_told_that_it_moved(school: School, state: str) -> None:
    booking = school.book()
    left(school, state=state)
    school.move(booking, hour=12)
    assert queued(school) == ["moved"]


def test_cancelling_what_nobody_was_told_of_tells_nobody(school: School) -> None:
    booking = school.book()
    bookings.cancel(school.work, booking, by="school")
    assert queued(school) == []


def test_cancelling_what_was_told_tells(school: School) -> None:
    booking = school.book()
    left(school)
    bookings.cancel(school.work, booking, by="school")
    assert queued(school) == ["cancelled"]


def test_moving_into_the_past_withdraws_and_says_nothing(school: School) -> None:
    booking = school.book()
    school.move(booking, day=-1)
    assert queued(school) == []


def test_a_move_asks_the_computer_that_has_queued_a_message_to_keep_it(school: School) -> None:
    booking = school.book()
    (job,) = school.jobs()
    school.another_computer_owns(job)
    school.move(booking, hour=12)
    assert school.message(job.message_id).state == "cancelled"
    assert queued(school) == ["moved"], (
        "it may have left over there, so this is no news of a lesson"
    )


def test_a_student_who_refused_sms_gets_none_and_the_booking_says_so(school: School) -> None:
    students.edit(school.work, school.mia, {"first_name": "Mia", "sms_refused": True})
    school.book()
    assert school.jobs() == []
    assert [(m.state, m.reason) for m in school.messages()] == [("suppressed", "opted_out")]


def test_a_late_lower_status_never_overwrites_a_higher(school: School) -> None:
    school.book()
    (message,) = school.messages()
    for state in ("accepted", "delivered", "sent", "failed", "queued"):
        messages.record(school.work, message.id, state=state)
    assert school.message(message.id).state == "delivered"


def test_a_retry_is_a_new_message_to_the_number_of_today(school: School) -> None:
    school.book()
    left(school, state="failed")
    students.edit(school.work, school.mia, {"first_name": "Mia", "phone": "+4520000099"})
    (old,) = school.jobs()
    messages.retry(school.work, old.id)
    new = school.jobs()[1]
    assert (new.state, new.recipient) == ("queued", "+4520000099")
    assert school.message(old.message_id).state == "failed", "what happened stays"


def test_retry_twice_sends_once(school: School) -> None:
    school.book()
    left(school, state="failed")
    (old,) = school.jobs()
    messages.retry(school.work, old.id)
    with pytest.raises(BadInput):
        messages.retry(school.work, old.message_id)
    assert queued(school) == ["confirmed"]


def test_retry_is_refused_once_the_booking_says_something_else(school: School) -> None:
    booking = school.book()
    left(school, state="failed")
    (old,) = school.jobs()
    bookings.cancel(school.work, booking, by="school")
    with pytest.raises(BadInput):
        messages.retry(school.work, old.id)


def test_retry_is_refused_where_no_sms_may_go(school: School) -> None:
    school.book()
    left(school, state="failed")
    (old,) = school.jobs()
    students.edit(school.work, school.mia, {"first_name": "Mia", "sms_refused": True})
    with pytest.raises(Refused):
        messages.retry(school.work, old.id)


def test_a_person_may_say_that_an_unknown_one_arrived_but_not_a_failed_one(school: School) -> None:
    school.book()
    left(school, state="failed")
    (job,) = school.jobs()
    with pytest.raises(BadInput):
        messages.mark_sent(school.work, job.id)
    school.end(job.id, "needs_decision")
    messages.mark_sent(school.work, job.id)
    assert school.jobs()[0].state == "accepted"


def test_what_has_not_left_may_be_given_up(school: School) -> None:
    school.book()
    (job,) = school.jobs()
    messages.discard(school.work, job.id)
    assert queued(school) == []
    assert school.message(job.message_id).reason == "discarded"


def test_what_was_sent_cannot_be_given_up(school: School) -> None:
    school.book()
    left(school)
    (job,) = school.jobs()
    with pytest.raises(BadInput):
        messages.discard(school.work, job.id)


def test_two_notices_in_one_action_leave_one_message(school: School) -> None:
    booking = school.book()
    left(school)
    with school.work.doing(text("Flyttede to gange")) as doing:
        for hour in (12, 14):
            starts, ends = school.wire(1, hour), school.wire(1, hour + 1)
            bookings.change_slot(doing, booking, {"starts": starts, "ends": ends})
    assert queued(school) == ["moved"]
