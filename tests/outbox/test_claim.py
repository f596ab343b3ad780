"""Which message may leave now, and which never."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from jd_desktop.domain.changes import Changes
from jd_desktop.domain.clock import wire
from jd_desktop.domain.language import text
from jd_desktop.operations import bookings, conflicts, students
from jd_desktop.outbox import channel, claim
from jd_desktop.outbox.claim import Claimed
from jd_desktop.outbox.terms import Terms, backoff, is_quiet
from jd_desktop.queries.messages import outbox_list
from jd_desktop.store import state
from jd_desktop.store.tables import (
    ENTITIES,
    mutation,
    outbox_attempt,
    outbox_job,
    overlap,
    suppression,
)
from tests.outbox.school import School

TERMS = Terms()


def take(school: School, terms: Terms = TERMS) -> Claimed | None:
    with school.work.doing(text("Status"), undoable=False) as doing:
        return claim.due(doing, terms)


def set_jobs(school: School, **values: Any) -> None:
    with school.work.transaction() as db:
        db.execute(update(outbox_job).values(**values))


def states(school: School) -> list[str]:
    return [j.state for j in school.jobs()]


def reason(school: School) -> str:
    with school.reading() as db:
        return str(outbox_list(db)[0].reason)


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


def moved_elsewhere(school: School, booking: str) -> None:
    b = ENTITIES["booking"]
    starts, ends = school.wire(1, 15), school.wire(1, 16)
    with school.work.transaction() as db:
        db.execute(update(b).where(b.c.id == booking).values(starts=starts, ends=ends))


def cancelled_elsewhere(school: School, booking: str) -> None:
    b = ENTITIES["booking"]
    with school.work.transaction() as db:
        db.execute(update(b).where(b.c.id == booking).values(state="cancelled"))


def given_to_another(school: School, booking: str) -> None:
    b = ENTITIES["booking"]
    with school.work.transaction() as db:
        db.execute(update(b).where(b.c.id == booking).values(student_ids=[school.ida]))


@pytest.mark.parametrize("change", [moved_elsewhere, cancelled_elsewhere, given_to_another])
def test_what_is_no_longer_true_is_not_sent(
    school: School, change: Callable[[School, str], None]
) -> None:
    booking = school.book()
    change(school, booking)
    school.later(minutes=2)
    assert (take(school), states(school)) == (None, ["cancelled"])
    assert reason(school) == "Bookingen er ændret siden – ikke sendt."


def test_a_cancellation_is_not_sent_when_the_booking_stands_again(school: School) -> None:
    booking = school.book()
    school.end(school.jobs()[0].id, "delivered")
    bookings.cancel(school.work, booking, by="school")
    b = ENTITIES["booking"]
    with school.work.transaction() as db:
        db.execute(update(b).where(b.c.id == booking).values(state="confirmed"))
    school.later(minutes=2)
    assert take(school) is None


def test_a_cancellation_goes_out_also_when_the_booking_is_gone(school: School) -> None:
    booking = school.book()
    school.end(school.jobs()[0].id, "delivered")
    bookings.cancel(school.work, booking, by="school")
    with school.work.transaction() as db:
        db.execute(ENTITIES["booking"].delete())
    school.later(minutes=2)
    assert take(school) is not None


def test_what_another_computer_withdrew_is_not_sent(school: School) -> None:
    school.book()
    m = ENTITIES["message"]
    with school.work.transaction() as db:
        db.execute(update(m).values(state="cancelled"))
    school.later(minutes=2)
    assert (take(school), states(school)) == (None, ["cancelled"])


def test_a_student_who_says_no_meanwhile_gets_nothing(school: School) -> None:
    school.book()
    students.edit(school.work, school.mia, {"first_name": "Mia", "sms_refused": True})
    school.later(minutes=2)
    assert (take(school), states(school)) == (None, ["suppressed"])


def test_a_barred_number_gets_nothing(school: School) -> None:
    school.book()
    barred = {"channel": "sms", "address": "+4520000001", "reason": "21610", "at": "x"}
    with school.work.transaction() as db:
        db.execute(insert(suppression).values(barred))
    school.later(minutes=2)
    assert (take(school), states(school)) == (None, ["suppressed"])


def test_a_corrected_number_is_used_until_the_first_try(school: School) -> None:
    school.book()
    students.edit(school.work, school.mia, {"first_name": "Mia", "phone": "+4520000077"})
    school.later(minutes=2)
    claimed = take(school)
    assert claimed is not None
    assert claimed.sms.to == "+4520000077"


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


def test_while_connected_a_message_waits_until_its_cause_is_agreed(connected: School) -> None:
    connected.book()
    connected.later(minutes=2)
    assert take(connected) is None
    assert reason(connected) == "Venter på, at centralen har sagt god for ændringen."
    connected.agree()
    assert take(connected) is not None


def test_an_answer_is_not_agreement_until_the_cursor_has_passed_it(connected: School) -> None:
    connected.book()
    connected.later(minutes=2)
    with connected.work.transaction() as db:
        head = int(state.get(db, "cursor")) + 3
        db.execute(update(mutation).where(mutation.c.acked_head.is_(None)).values(acked_head=head))
    assert take(connected) is None
    with connected.work.transaction() as db:
        state.put(db, cursor=head)
    assert take(connected) is not None


def double(school: School) -> tuple[str, str, str]:
    """Book Mia and then Ida with the same instructor at the same time."""
    first, later = school.book(), school.book(school.ida)
    with school.reading() as db:
        (found,) = db.execute(select(overlap)).all()
    assert (found.first, found.later) == (first, later)
    return first, later, found.id


def test_of_a_double_booking_only_the_first_is_told(school: School) -> None:
    double(school)
    school.later(minutes=2)
    claimed = take(school)
    assert claimed is not None
    assert "Mia" in claimed.sms.body
    assert take(school) is None
    assert reason(school) == "Venter, fordi bookingen er dobbeltbooket."


def keep(school: School, conflict: str, later: str) -> Changes:
    return conflicts.keep_both(school.work, conflict)


def move_it(school: School, conflict: str, later: str) -> Changes:
    return conflicts.move_one(school.work, conflict, later, school.at(1, 15))


@pytest.mark.parametrize("decide", [keep, move_it])
def test_after_the_decision_exactly_one_message_goes(
    school: School, decide: Callable[[School, str, str], Changes]
) -> None:
    _, later, conflict = double(school)
    school.later(minutes=2)
    take(school)
    decide(school, conflict, later)
    school.later(minutes=2)
    gone = [c for _ in range(3) if (c := take(school)) is not None]
    assert ["Ida" in c.sms.body and "flyttet" not in c.sms.body for c in gone] == [True]


def test_cancelling_the_waiting_one_tells_nobody(school: School) -> None:
    _, later, conflict = double(school)
    school.later(minutes=2)
    take(school)
    conflicts.cancel_one(school.work, conflict, later)
    school.later(minutes=2)
    assert take(school) is None


def test_moving_the_first_away_lets_the_waiting_one_go(school: School) -> None:
    first, _, _ = double(school)
    school.later(minutes=2)
    take(school)
    school.end(school.jobs()[0].id, "delivered")
    school.move(first, hour=16)
    school.later(minutes=2)
    gone = {c.sms.body.split(".")[0]: c.sms.body for _ in range(3) if (c := take(school))}
    assert set(gone) == {"Hej Mia", "Hej Ida"}
    assert "flyttet" in gone["Hej Mia"]


def test_a_parked_change_holds_the_message_until_a_person_decides(school: School) -> None:
    booking = school.book()
    with school.work.doing(text("Parkerede"), undoable=False) as doing:
        conflict = doing.create(
            "conflict",
            {"what": "parked", "state": "open", "subjects": [booking], "changes": []},
        )
    school.later(minutes=2)
    assert take(school) is None
    assert reason(school) == "Venter, fordi en ændring af bookingen ikke er afgjort."
    conflicts.take_theirs(school.work, conflict)
    assert take(school) is not None


def test_waiting_longer_and_longer_never_over_the_cap() -> None:
    waits = [backoff(TERMS, k, 0.999) for k in range(1, 20)]
    assert waits == sorted(waits)
    assert waits[0] < TERMS.backoff
    assert waits[-1] < TERMS.backoff_cap
    assert backoff(TERMS, 5, 0.0) == timedelta(0)
