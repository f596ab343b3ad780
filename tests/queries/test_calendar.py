from __future__ import annotations

from datetime import date

from sqlalchemy import update

from jd_desktop.domain.language import text
from jd_desktop.operations import bookings
from jd_desktop.queries.calendar import between, choices, lanes, team_day, tiles_of, week
from jd_desktop.store.tables import server_row
from jd_desktop.ui.calendar.source import SchoolSource
from tests.outbox.school import School

TUESDAY = date(2026, 11, 24)


def test_a_day_has_a_lane_for_each_who_works_here(school: School) -> None:
    made = school.book()
    with school.work.doing(text("Stoppede")) as doing:
        doing.set("instructor", school.bo, {"active": False})
    with school.reading() as db:
        span = team_day(db, TUESDAY)
        assert [lane.name for lane in span.lanes] == ["Ali Hansen"]
        assert [(t.id, t.title, t.instructor) for t in span.tiles] == [(made, "Mia", "Ali Hansen")]
        assert team_day(db, date(2026, 11, 25)).tiles == ()


def test_what_one_who_left_has_booked_still_has_a_lane(school: School) -> None:
    school.book(who=school.bo)
    with school.work.doing(text("Stoppede")) as doing:
        doing.set("instructor", school.bo, {"active": False})
    with school.reading() as db:
        assert [lane.id for lane in team_day(db, TUESDAY).lanes] == [school.ali, school.bo]


def test_a_lesson_over_midnight_shows_on_both_days(school: School) -> None:
    made = school.book(day=1, hour=22)
    bookings.edit(school.work, made, {"ends": school.wire(2, 2)})
    with school.reading() as db:
        for day in (TUESDAY, date(2026, 11, 25)):
            assert [t.id for t in team_day(db, day).tiles] == [made]


def test_a_week_is_one_persons(school: School) -> None:
    mine = school.book(who=school.ali)
    school.book(school.ida, who=school.bo)
    with school.reading() as db:
        span = week(db, date(2026, 11, 23), school.ali)
        assert [t.id for t in span.tiles] == [mine]
        assert [lane.id for lane in span.lanes] == [school.ali]


def test_tiles_tell_how_they_stand_to_each_other(school: School) -> None:
    first, later = school.book(), school.book(school.ida, hour=11)
    with school.reading() as db:
        assert {t.id: t.clash for t in tiles_of(db, [first, later])} == {
            first: "first", later: "later",
        }  # fmt: skip
        assert [t.id for t in between(db, school.at(1, 11), school.at(1, 12))] == [later]


def test_what_a_booking_can_be_made_of_is_what_is_in_use(school: School) -> None:
    with school.work.doing(text("Oprettede")) as doing:
        doing.create("booking_type", {"name": "Kørsel", "minutes": 90}, "type")
        doing.create("vehicle", {"plate": "CK 41 277", "model": "Golf"}, "golf")
        doing.create("vehicle", {"plate": "AA 11 111", "active": False}, "old")
    with school.reading() as db:
        found = choices(db)
        assert found.types == (("type", "Kørsel", 90),)
        assert found.vehicles == (("golf", "CK 41 277 · Golf"),)
        assert [lane.name for lane in lanes(db, "vehicle")] == ["CK 41 277 · Golf"]


def test_a_colleagues_booking_that_is_told_in_part_says_so(school: School) -> None:
    booking = school.book()
    with school.reading() as db:
        assert [t.is_hidden for t in tiles_of(db, [booking])] == [False]
    with school.work.transaction() as db:
        db.execute(update(server_row).where(server_row.c.id == booking).values(reduced=True))
        (tile,) = tiles_of(db, [booking])
        assert tile.is_hidden
        source = SchoolSource(busy="Optaget")
        assert {t.title for t in source.team_day(tile.starts.date(), "instructor")(db).tiles} == {
            "Optaget"
        }
        assert source.card(booking)(db).tile.title == "Optaget"
