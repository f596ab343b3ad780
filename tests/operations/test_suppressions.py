from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from jd_desktop.domain.errors import BadInput, Refused
from jd_desktop.domain.language import text
from jd_desktop.domain.suppression import BAD, COMPLAINED, OPTED_OUT, Refusal, suppression_id
from jd_desktop.operations import students, suppressions
from jd_desktop.operations.undo import undo
from jd_desktop.operations.work import entity
from jd_desktop.queries.suppressions import suppressions as listed
from jd_desktop.store import state
from tests.outbox.school import School

PHONE, MAIL = "+4520000001", "Mia@Example.dk"


def student(school: School, student_id: str = "") -> dict[str, Any]:
    with school.reading() as db:
        return entity(db, "student", student_id or school.mia) or {}


def heed(school: School, channel: str, address: str, reason: str, *, hours: float = 0) -> bool:
    at = school.clock.now() + timedelta(hours=hours)
    with school.work.doing(text("Status"), undoable=False) as doing:
        return suppressions.heed(doing, Refusal(channel, address, reason, "twilio", at))


def of(school: School, channel: str = "sms", address: str = PHONE) -> str:
    return suppression_id("alone", channel, address)


def test_an_address_is_left_alone_and_its_student_says_so(school: School) -> None:
    changes = suppressions.add(school.work, "sms", "20 00 00 01")
    assert student(school)["sms_refused"] is True
    assert "sms_refused" not in student(school, school.ida)
    with school.reading() as db:
        (one,) = listed(db)
    assert (one.address, one.reason, one.by, one.is_active) == (PHONE, "asked", "Lone", True)
    assert one.why is not None
    assert changes.action is not None
    undo(school.work, changes.action.n)
    assert not student(school).get("sms_refused")


def test_e_mail_addresses_are_one_however_they_are_written(school: School) -> None:
    students.edit(school.work, school.mia, {"first_name": "Mia", "email": MAIL})
    heed(school, "email", "mia@example.DK", COMPLAINED)
    assert student(school)["email_refused"] is True
    heed(school, "email", MAIL, COMPLAINED)
    with school.reading() as db:
        assert [s.address for s in listed(db)] == ["mia@example.dk"]


def test_an_address_that_never_works_is_bad_not_refused(school: School) -> None:
    heed(school, "sms", PHONE, BAD)
    assert student(school)["phone_bad"] == "bad"
    assert "sms_refused" not in student(school)


def test_lifting_needs_a_reason_and_clears_the_student(school: School) -> None:
    heed(school, "sms", PHONE, OPTED_OUT)
    with pytest.raises(BadInput):
        suppressions.lift(school.work, of(school), "  ")
    suppressions.lift(school.work, of(school), "Har skrevet START")
    assert not student(school).get("sms_refused")
    with school.reading() as db:
        assert listed(db) == []
        (one,) = listed(db, with_lifted=True)
    assert (one.reason, one.why, one.is_active) == ("Har skrevet START", None, False)


def test_what_was_lifted_stays_so_until_something_newer_is_said(school: School) -> None:
    heed(school, "sms", PHONE, OPTED_OUT)
    school.later(hours=1)
    suppressions.lift(school.work, of(school), "Aftalt")
    assert not heed(school, "sms", PHONE, OPTED_OUT, hours=-0.5)
    assert not student(school).get("sms_refused")
    assert heed(school, "sms", PHONE, OPTED_OUT, hours=0.5)
    assert student(school)["sms_refused"] is True


def test_an_instructor_lifts_nothing(school: School) -> None:
    heed(school, "sms", PHONE, OPTED_OUT)
    mia = {"user_id": "m", "name": "Mia", "role": "instructor", "instructor_id": "mia"}
    with school.database.writer().begin() as db:
        state.put(db, person=mia)
    with pytest.raises(Refused):
        suppressions.lift(school.work, of(school), "Aftalt")


@pytest.mark.parametrize(("channel", "address"), [("sms", "12"), ("email", "mia"), ("brev", "x")])
def test_what_is_no_address_is_refused(school: School, channel: str, address: str) -> None:
    with pytest.raises(BadInput):
        suppressions.add(school.work, channel, address)


def test_another_number_is_given_a_chance(school: School) -> None:
    heed(school, "sms", PHONE, BAD)
    students.edit(school.work, school.mia, {"first_name": "Mia", "phone": PHONE})
    assert student(school)["phone_bad"] == "bad"
    students.edit(school.work, school.mia, {"first_name": "Mia", "phone": "20 99 00 01"})
    assert not student(school).get("phone_bad")
