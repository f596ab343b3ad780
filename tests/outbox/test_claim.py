"""Which message may leave now, and which never."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from jd_desktop.domain.clock import wire
from jd_desktop.domain.language import text
from jd_desktop.domain.quiet import is_quiet
from jd_desktop.outbox import channel
from jd_desktop.outbox.terms import Terms, backoff
from jd_desktop.store.tables import outbox_attempt
from tests.outbox.jobs import TERMS, reason, set_jobs, states, take
from tests.outbox.school import School


def test_nothing_leaves_within_the_minute(school: School) -> None:
    school.book()
    school.later(seconds=59)
    assert take(school) is None
    school.later(seconds=1)
    assert take(school) is not None


def test_a_claim_is_marked_before_anything_is_sent(school: School) -> None:
    school.book()
    school.later(minutes=2)
    claimed = take(school)
    (job,) = school.jobs()
    assert claimed is not None
    assert (job.state, job.attempt_id, job.attempts) == ("sending", claimed.attempt_id, 1)
    assert job.lease_until == wire(school.clock.now() + TERMS.lease)
    with school.reading() as db:
        (attempt,) = db.execute(select(outbox_attempt)).all()
    assert (attempt.attempt_id, attempt.ended_at) == (claimed.attempt_id, None)


def test_one_message_is_claimed_once(school: School) -> None:
    school.book()
    school.later(minutes=2)
    assert take(school) is not None
    assert take(school) is None


def test_what_a_dead_process_was_sending_is_uncertain_and_never_queued_unseen(
    school: School,
) -> None:
    school.book()
    school.later(minutes=2)
    take(school)
    school.later(seconds=59)
    assert (take(school), states(school)) == (None, ["sending"]), "the lease still holds"
    school.later(seconds=1)
    assert (take(school), states(school)) == (None, ["uncertain"])


def test_too_late_is_not_sent_and_says_why(school: School) -> None:
    school.book(day=0, hour=10)
    school.later(hours=2)
    assert take(school) is None
    (job,) = school.jobs()
    assert job.state == "expired"
    assert school.message(job.message_id).state == "expired"
    assert reason(school) == "Forældet – ikke sendt."


def test_too_late_is_said_though_the_channel_is_paused(school: School) -> None:
    school.book(day=0, hour=10)
    with school.work.transaction() as db:
        channel.pause(db, "sms", school.at(9, 0), text("Nøglen er forkert."))
    school.later(hours=2)
    take(school)
    assert states(school) == ["expired"]


def test_quiet_hours_hold_generated_messages_only(school: School) -> None:
    school.book(day=3)
    school.later(hours=12)
    set_jobs(school, origin="generated")
    assert take(school) is None
    set_jobs(school, origin="user")
    assert take(school) is not None


@pytest.mark.parametrize(
    ("local", "quiet"),
    [
        ("2026-11-23T07:59+01:00", True),
        ("2026-11-23T08:00+01:00", False),
        ("2026-11-23T19:59+01:00", False),
        ("2026-11-23T20:00+01:00", True),
        ("2026-11-28T08:30+01:00", True),
        ("2026-11-28T18:00+01:00", True),
        ("2026-07-13T08:00+02:00", False),
    ],
)
def test_quiet_hours_are_those_of_copenhagen(local: str, quiet: bool) -> None:
    assert is_quiet(datetime.fromisoformat(local).astimezone(UTC)) is quiet


def test_a_paused_channel_sends_nothing_until_then(school: School) -> None:
    school.book()
    school.later(minutes=2)
    with school.work.transaction() as db:
        until = school.clock.now() + timedelta(minutes=5)
        channel.pause(db, "sms", until, text("Nøglen er forkert."))
    assert take(school) is None
    assert reason(school) == "Nøglen er forkert."
    school.later(minutes=5)
    assert take(school) is not None


def test_a_burst_and_then_one_each_second(school: School) -> None:
    for hour in range(9, 17):
        school.book(school.ida if hour % 2 else school.mia, hour=hour, day=hour - 7)
        school.later(minutes=2)
    set_jobs(school, origin="broadcast")  # each for itself
    terms = Terms(burst=3)
    assert [take(school, terms) is not None for _ in range(4)] == [True, True, True, False]
    school.later(seconds=1)
    assert [take(school, terms) is not None for _ in range(2)] == [True, False]


def test_a_clock_set_back_does_not_silence_the_channel(school: School) -> None:
    school.book()
    school.book(school.ida, day=2)
    school.later(days=1)
    take(school, Terms(burst=1))
    school.later(days=-1, minutes=5)
    assert take(school, Terms(burst=1)) is not None


def test_messages_of_a_booking_and_student_leave_in_order(school: School) -> None:
    booking = school.book()
    school.later(minutes=2)
    assert take(school) is not None
    school.move(booking, hour=14)
    school.later(minutes=2)
    assert take(school) is None
    assert states(school) == ["uncertain", "queued"]
    assert reason(school) == "Venter på en tidligere besked til samme elev."
    school.end(school.jobs()[0].id, "needs_decision")
    assert take(school) is not None, "a message that a person must decide about holds nobody up"


def test_waiting_longer_and_longer_never_over_the_cap() -> None:
    waits = [backoff(TERMS, k, 0.999) for k in range(1, 20)]
    assert waits == sorted(waits)
    assert waits[0] < TERMS.backoff
    assert waits[-1] < TERMS.backoff_cap
    assert backoff(TERMS, 5, 0.0) == timedelta(0)
