"""What is no longer true is not sent; what was corrected is sent as corrected."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import insert, update

from jd_desktop.operations import bookings, students
from jd_desktop.store.tables import ENTITIES, refused_address
from tests.outbox.jobs import reason, states, take
from tests.outbox.school import School


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
        db.execute(insert(refused_address).values(barred))
    school.later(minutes=2)
    assert (take(school), states(school)) == (None, ["suppressed"])


def test_a_corrected_number_is_used_until_the_first_try(school: School) -> None:
    school.book()
    students.edit(school.work, school.mia, {"first_name": "Mia", "phone": "+4520000077"})
    school.later(minutes=2)
    claimed = take(school)
    assert claimed is not None
    assert claimed.slip.to == "+4520000077"
