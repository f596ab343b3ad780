from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from jd_desktop.domain.errors import BadInput, Refused
from jd_desktop.domain.language import text
from jd_desktop.operations import bookings, charges, pricing
from jd_desktop.operations.undo import undo
from jd_desktop.operations.work import entities
from tests.operations.test_invoices import of
from tests.outbox.school import School

NOON_BEFORE = {"kind": "clock", "days": 1, "at": "12:00"}


def policy(school: School, **more: Any) -> str:
    rule = {"deadline": NOON_BEFORE, "fee": {"kind": "full"}, "name": "Dagen før kl. 12", **more}
    _, policy_id = pricing.save(school.work, "cancel_policy", "", rule)
    with school.work.doing(text("Type")) as doing:
        values = {"name": "Køretime", "price_ore": 55_000, "cancel_policy_id": policy_id}
        return doing.create("booking_type", {"purpose": "road", "minutes": 90, **values})


def booked(school: School, type_id: str, *, day: int = 1) -> str:
    starts = school.at(day, 12)
    draft = bookings.Draft(
        school.ali, starts, starts + timedelta(minutes=90), (school.mia,), booking_type_id=type_id
    )
    (booking_id,) = bookings.create(school.work, draft).touched["booking"]
    return booking_id


def proposed(school: School) -> list[Mapping[str, Any]]:
    return [c for c in of(school).charges.values() if c["state"] == "proposed"]


def test_cancelled_too_late_by_the_student_the_price_is_proposed_with_its_reason(
    school: School,
) -> None:
    booking_id = booked(school, policy(school))
    school.later(hours=5)
    bookings.cancel(school.work, booking_id, by="student")
    (charge,) = proposed(school)
    assert (charge["amount_ore"], charge["booking_id"]) == (55_000, booking_id)
    assert charge["reason"]["free_until"] == "2026-11-23T11:00:00.000Z"
    assert of(school).balance_ore == 0, "proposed is not owed"


@pytest.mark.parametrize(("by", "hours"), [("student", 2), ("school", 5), ("weather", 5)])
def test_in_time_or_by_the_school_it_is_free(school: School, by: str, hours: int) -> None:
    booking_id = booked(school, policy(school))
    school.later(hours=hours)
    bookings.cancel(school.work, booking_id, by=by)
    assert proposed(school) == []


def test_undoing_the_cancellation_takes_its_fee_away(school: School) -> None:
    booking_id = booked(school, policy(school))
    school.later(hours=5)
    changes = bookings.cancel(school.work, booking_id, by="student")
    assert changes.action is not None
    undo(school.work, changes.action.n)
    assert proposed(school) == []


def test_a_fee_is_waived_with_a_reason_and_proposed_again(school: School) -> None:
    booking_id = booked(school, policy(school))
    school.later(hours=5)
    bookings.cancel(school.work, booking_id, by="student")
    charge_id = next(iter(of(school).charges))
    with pytest.raises(BadInput, match="hvorfor"):
        charges.waive(school.work, charge_id, "")
    charges.waive(school.work, charge_id, "Syg")
    charge = of(school).charges[charge_id]
    assert (charge["state"], charge["why"], charge["decided_by"]) == ("waived", "Syg", "Lone")
    with pytest.raises(Refused, match="afgjort"):
        charges.waive(school.work, charge_id, "Igen")
    charges.propose_again(school.work, charge_id)
    assert len(proposed(school)) == 1


@pytest.mark.parametrize("waives", [True, False])
def test_who_takes_the_time_drops_the_fee_where_the_school_wants_it(
    school: School, *, waives: bool
) -> None:
    type_id = policy(school, refill_waives=waives)
    booking_id = booked(school, type_id)
    school.later(hours=5)
    bookings.cancel(school.work, booking_id, by="student")
    school.book(school.ida, day=1, hour=13)
    assert len(proposed(school)) == (0 if waives else 1)


def test_a_price_of_the_day_is_pinned_as_the_lesson_is_booked(school: School) -> None:
    type_id = policy(school)
    dear = {"of_kind": "booking_type", "of_id": type_id, "price_ore": 60_000}
    pricing.save(school.work, "price", "", {**dear, "valid_from": "2026-11-25"})
    booking_ids = [booked(school, type_id, day=day) for day in (1, 2)]
    with school.reading() as db:
        found = entities(db, "booking", booking_ids)
    assert [found[i]["price_ore"] for i in booking_ids] == [55_000, 60_000]


def test_something_extra_wants_words_and_an_amount(school: School) -> None:
    for said, ore in (("", 100), ("Bog", 0)):
        with pytest.raises(BadInput, match="over 0"):
            charges.add_extra(school.work, school.mia, said, ore)
