"""How a look-up of what may have been sent ends."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update

from jd_desktop.domain.clock import instant
from jd_desktop.domain.language import text
from jd_desktop.domain.message import Uncertain
from jd_desktop.outbox import reconcile
from jd_desktop.outbox.reconcile import Found
from jd_desktop.store.tables import outbox_job
from tests.outbox.jobs import TERMS, claimed, finish, job, record, take
from tests.outbox.school import School


def uncertain(school: School, **values: Any) -> None:
    finish(school, claimed(school), Uncertain())
    if values:
        with school.work.transaction() as db:
            db.execute(update(outbox_job).values(**values))


def look_up(school: School, said: str | None) -> bool:
    """Look the message up if it is time; the vendor says an id, "" or nothing at all."""
    with school.work.doing(text("Status"), undoable=False) as doing:
        lookup = reconcile.next_lookup(doing, "sms", TERMS)
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
