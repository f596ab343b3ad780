from __future__ import annotations

from datetime import timedelta

from jd_desktop.domain.language import COPENHAGEN, text
from jd_desktop.queries.conflicts import card, inbox, open_count
from jd_desktop.queries.rescue import stand_ins
from tests.outbox.school import School


def test_free_times_are_free_in_opening_hours_and_to_come(school: School) -> None:
    first, later = school.book(), school.book(school.ida, hour=11)
    third = school.book(school.ida, day=1, hour=13)
    with school.reading() as db:
        (row,) = inbox(db)
        assert open_count(db) == 1
        found = card(db, row.id, now=school.clock.now())
    assert found is not None
    assert [t.id for t in found.tiles] == [first, later]
    assert third
    assert len(found.free_for_later) == len(found.free_for_first) == 3
    for at in found.free_for_later:
        local = at.astimezone(COPENHAGEN)
        assert at > school.clock.now()
        assert (local.weekday() < 5, 8 <= local.hour < 18) == (True, True)
        for taken in (school.at(1, 10), school.at(1, 13)):
            apart = abs(at - taken)
            assert apart >= timedelta(minutes=90)


def test_a_conflict_that_is_gone_has_no_card(school: School) -> None:
    with school.reading() as db:
        assert card(db, "nothing", now=school.clock.now()) is None
        assert (inbox(db), open_count(db)) == ([], 0)


def test_only_who_is_free_at_the_time_can_take_the_later_one(school: School) -> None:
    with school.work.doing(text("Ansatte")) as doing:
        free = doing.create("instructor", {"name": "Carl", "active": True})
        doing.create("instructor", {"name": "Dorte", "active": False})
    school.book()
    later = school.book(school.ida, hour=11)
    school.book(school.ida, hour=11, who=school.bo)
    with school.reading() as db:
        offered = stand_ins(db, later, "instructor")
    assert [(s.resource, s.id, s.name) for s in offered] == [("instructor", free, "Carl")]


def test_a_car_is_replaced_by_one_of_its_kind(school: School) -> None:
    cars = {"golf": "manual", "polo": "manual", "tesla": "automatic"}
    with school.work.doing(text("Købte biler")) as doing:
        for plate, gear in cars.items():
            doing.create("vehicle", {"plate": plate, "gear": gear, "category": "B"}, plate)
    booking = school.book(vehicle="golf")
    with school.reading() as db:
        assert [s.id for s in stand_ins(db, booking, "vehicle")] == ["polo"]
        assert stand_ins(db, booking, "venue") == stand_ins(db, "nothing", "vehicle") == ()
