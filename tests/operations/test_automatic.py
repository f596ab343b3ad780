"""Reminders: made when they are due, once, and never of what is not so any more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jd_desktop.domain.clock import wire
from jd_desktop.domain.language import text
from jd_desktop.domain.rules import rule_id
from jd_desktop.operations import automatic, bookings, students
from jd_desktop.operations.work import entity
from tests.outbox.school import School


def generate(school: School) -> list[str]:
    """Let time be told of; returns what is now queued of it, by event."""
    while automatic.generate(school.work):
        pass
    waiting = {j.message_id for j in school.jobs() if j.state == "queued"}
    return [m.event for m in school.messages() if m.id in waiting and m.origin == "generated"]


def sent(school: School) -> None:
    for job in school.jobs():
        if job.state == "queued":
            school.end(job.id, "delivered")


def rule(school: School, event: str, n: int, lead: int, *by: str, **more: object) -> None:
    with school.work.doing(text("Regel")) as doing:
        values = {"event": event, "channels": list(by), "lead_minutes": lead, **more}
        doing.create("message_rule", values, rule_id("alone", event, n))


def test_a_lesson_is_reminded_of_the_day_before_once(school: School) -> None:
    school.book(day=3)
    sent(school)
    assert generate(school) == []
    school.later(days=2, hours=2)
    assert generate(school) == ["reminder"]
    assert generate(school) == ["reminder"], "asked again, nothing more is made"
    (job,) = [j for j in school.jobs() if j.origin == "generated"]
    assert job.dedupe_key.startswith("g:reminder:")
    assert job.next_at == wire(school.at(2, 10))
    assert "Husk" in job.payload


def test_it_is_made_shortly_before_it_leaves(school: School) -> None:
    school.book(day=3)
    sent(school)
    school.later(days=2, hours=1, minutes=49)
    assert generate(school) == []
    school.later(minutes=1)
    assert generate(school) == ["reminder"]


def test_who_was_told_of_the_lesson_just_now_is_not_reminded_too(school: School) -> None:
    school.book(day=1, hour=8)
    sent(school)
    school.later(minutes=5)
    assert generate(school) == []


def test_a_moved_lesson_is_reminded_of_anew_and_never_of_the_old_time(school: School) -> None:
    booking = school.book(day=3)
    sent(school)
    school.later(days=2, hours=2)
    assert generate(school) == ["reminder"]
    school.move(booking, day=5)
    assert generate(school) == []
    sent(school)
    school.later(days=2, hours=2)
    assert generate(school) == ["reminder"]
    (job,) = [j for j in school.jobs() if j.state == "queued"]
    assert school.wire(5, 12) in job.dedupe_key


def test_a_lesson_moved_away_and_back_is_reminded_of_still(school: School) -> None:
    rule(school, "moved", 1, 0)
    booking = school.book(day=3, hour=12)
    sent(school)
    school.later(days=2, hours=4)
    assert generate(school) == ["reminder"]
    school.move(booking, day=6)
    assert generate(school) == []
    school.move(booking, day=3, hour=12)
    assert generate(school) == ["reminder"]
    states = sorted(m.state for m in school.messages() if m.event == "reminder")
    assert states == ["cancelled", "queued"]


def test_a_cancelled_lesson_is_not_reminded_of(school: School) -> None:
    booking = school.book(day=3)
    sent(school)
    school.later(days=2, hours=2)
    generate(school)
    bookings.cancel(school.work, booking, by="school")
    assert generate(school) == []


def test_a_laptop_that_slept_past_the_lesson_makes_no_reminder(school: School) -> None:
    school.book(day=3)
    sent(school)
    school.later(days=4)
    assert generate(school) == []


def test_a_laptop_that_slept_past_the_first_reminder_makes_only_the_second(school: School) -> None:
    rule(school, "reminder", 2, 120, "sms")
    school.book(day=3, hour=12)
    sent(school)
    school.later(days=3, hours=2, minutes=30)
    assert generate(school) == ["reminder"]
    (job,) = [j for j in school.jobs() if j.state == "queued"]
    assert job.not_before == wire(school.at(3, 10))


def test_two_reminders_both_leave_in_their_time(school: School) -> None:
    rule(school, "reminder", 2, 120, "sms")
    school.book(day=3, hour=12)
    sent(school)
    for days, hours in ((2, 4), (0, 22)):
        school.later(days=days, hours=hours)
        assert generate(school) == ["reminder"]
        sent(school)
    assert generate(school) == []


@pytest.mark.parametrize(
    "values",
    [{"sms_refused": True}, {"phone": ""}, {"messages_off": ["reminder"]}, {"active": False}],
)
def test_who_must_not_be_written_to_is_not(school: School, values: dict[str, object]) -> None:
    school.book(day=3)
    sent(school)
    students.edit(school.work, school.mia, {"first_name": "Mia", **values})
    school.later(days=2, hours=2)
    assert generate(school) == []


def test_a_corrected_number_takes_the_place_of_the_old(school: School) -> None:
    school.book(day=3)
    sent(school)
    school.later(days=2, hours=2)
    generate(school)
    students.edit(school.work, school.mia, {"first_name": "Mia", "phone": "+4520000099"})
    generate(school)
    queued = [j.recipient for j in school.jobs() if j.state == "queued"]
    assert queued == ["+4520000099"]


def test_nobody_is_woken_and_nobody_is_told_too_late(school: School) -> None:
    rule(school, "reminder", 1, 120, "sms")
    school.book(day=3, hour=7)
    sent(school)
    school.later(days=2, hours=10, minutes=30)
    assert generate(school) == ["reminder"]
    (job,) = [j for j in school.jobs() if j.state == "queued"]
    assert job.not_before == "2026-11-25T18:30:00.000Z", "19.30 the evening before"


def test_a_test_is_counted_down_to_where_the_school_wants_it(school: School) -> None:
    with school.work.doing(text("Type")) as doing:
        kind = doing.create("booking_type", {"name": "Prøve", "minutes": 60, "purpose": "test_car"})
    rule(school, "test_countdown", 1, 7 * 24 * 60, "sms")
    starts = school.at(10, 12)
    draft = bookings.Draft(
        school.ali, starts, starts + timedelta(hours=1), (school.mia,), booking_type_id=kind
    )
    bookings.create(school.work, draft)
    school.book(day=10, hour=9)
    sent(school)
    school.later(days=3, hours=4)
    assert generate(school) == ["test_countdown"]
    assert "7 dage" in next(j.payload for j in school.jobs() if j.state == "queued")


def test_many_are_made_a_few_at_a_time(school: School) -> None:
    for hour in range(8, 16, 2):
        school.book(day=3, hour=hour)
    sent(school)
    school.later(days=2, hours=8)
    assert len(automatic.generate(school.work, at_once=3).touched["message"]) == 3
    assert len(automatic.generate(school.work, at_once=3).touched["message"]) == 1
    assert not automatic.generate(school.work, at_once=3)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("move"), st.integers(1, 4), st.sampled_from([8, 11, 14])),
        st.tuples(st.just("wait"), st.integers(1, 30), st.just(0)),
        st.tuples(st.just("send"), st.just(0), st.just(0)),
        st.tuples(st.just("ask"), st.just(0), st.just(0)),
    ),
    max_size=10,
)


@settings(max_examples=20)
@given(STEPS)
def test_however_a_lesson_is_moved_each_time_is_reminded_of_at_most_once(
    school: School, steps: list[tuple[str, int, int]]
) -> None:
    school.began = school.clock.now().replace(hour=8, minute=0)
    booking = school.book(day=3, hour=11)
    for what, days, hour in [*steps, ("ask", 0, 0)]:
        if what == "move" and school.at(days, hour) > school.clock.now():
            school.move(booking, day=days, hour=hour)
        elif what == "wait":
            school.later(hours=days)
        elif what == "send":
            sent(school)
        generate(school)
        assert not automatic.generate(school.work), "all that is due was made"
        mine = [j for j in school.jobs() if j.booking_id == booking and j.origin == "generated"]
        with school.reading() as db:
            starts = entity(db, "booking", booking)["starts"]
        assert all(starts in j.dedupe_key for j in mine if j.state == "queued")
        left = [j.dedupe_key for j in mine if j.state != "cancelled"]
        assert len(left) == len(set(left))
