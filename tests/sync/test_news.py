from __future__ import annotations

from datetime import timedelta

import pytest

from jd_desktop.domain.errors import Refused
from jd_desktop.main import Program
from jd_desktop.operations import bookings, conflicts, students
from jd_desktop.operations.news import looked, take_back
from jd_desktop.queries.calendar import tiles_of
from jd_desktop.queries.conflicts import inbox
from jd_desktop.queries.news import NewsLine, latest, unseen_count
from jd_desktop.queries.status import status
from tests.support.street import HOUR, NOON, Street, asked


def lines(program: Program) -> list[NewsLine]:
    """What came from elsewhere, oldest first."""
    return list(reversed(asked(program, latest).lines))


@pytest.fixture
def street(quiet_street: Street) -> Street:
    """The street, with everything so far looked at."""
    for program in (quiet_street.lone, quiet_street.bo):
        looked(program.work)
    return quiet_street


def since(program: Program) -> list[NewsLine]:
    return [line for line in lines(program) if line.is_new]


def test_what_a_colleague_does_is_news_and_what_one_does_oneself_is_not(street: Street) -> None:
    booking = street.book(street.lone)
    street.agree()
    bookings.move(street.lone.work, booking, starts=NOON + HOUR, ends=NOON + 2 * HOUR)
    street.agree()
    assert since(street.lone) == []
    booked, moved = since(street.bo)
    assert (booked.how, booked.by, booked.about) == ("new", "Lone", "Ella Krog")
    assert (moved.how, moved.by, set(moved.after)) == ("changed", "Lone", {"starts", "ends"})
    assert moved.tile is not None
    assert moved.tile.starts == NOON + HOUR


def test_a_first_copy_of_a_school_is_no_news(street: Street) -> None:
    assert [line.how for line in lines(street.lone)] == []


def test_two_who_change_different_things_of_one_row_are_told_that_both_stand(
    street: Street,
) -> None:
    students.edit(street.lone.work, "ella", {"phone": "20111111"})
    students.edit(street.bo.work, "ella", {"email": "ella@post.dk"})
    street.agree()
    (told,) = since(street.bo)
    assert (told.how, told.by, set(told.after)) == ("merged", "", {"phone"})
    (heard,) = since(street.lone)
    assert (heard.how, heard.by, set(heard.after)) == ("changed", "Bo", {"email"})


def test_a_change_is_taken_back_by_an_ordinary_action_that_the_other_hears_of(
    street: Street,
) -> None:
    booking = street.book(street.lone)
    street.agree()
    bookings.move(street.lone.work, booking, starts=NOON + HOUR, ends=NOON + 2 * HOUR)
    street.agree()
    take_back(street.bo.work, since(street.bo)[-1].id)
    street.agree()
    for program in (street.lone, street.bo):
        assert asked(program, tiles_of, [booking])[0].starts == NOON
    assert since(street.bo)[-1].is_undone
    assert since(street.lone)[-1].by == "Bo"


def test_what_has_changed_again_is_not_taken_back(street: Street) -> None:
    booking = street.book(street.lone)
    street.agree()
    for k in (1, 2):
        bookings.move(street.lone.work, booking, starts=NOON + k * HOUR, ends=NOON + (k + 1) * HOUR)
        street.agree()
    with pytest.raises(Refused, match="siden"):
        take_back(street.bo.work, since(street.bo)[1].id)
    take_back(street.bo.work, since(street.bo)[2].id)
    with pytest.raises(Refused, match="allerede"):
        take_back(street.bo.work, since(street.bo)[2].id)


def test_what_a_colleague_created_cannot_be_taken_back(street: Street) -> None:
    street.book(street.lone)
    street.agree()
    with pytest.raises(Refused):
        take_back(street.bo.work, since(street.bo)[0].id)


def test_a_double_booking_that_ends_by_itself_or_by_a_colleague_is_told(street: Street) -> None:
    mine, theirs = street.book(street.lone), street.book(street.bo, NOON + HOUR / 2, "")
    street.agree()
    for program in (street.lone, street.bo):
        looked(program.work)
    bookings.cancel(street.lone.work, mine, by="student")
    street.agree()
    assert {(line.kind, line.how) for line in since(street.bo)} == {
        ("booking", "changed"), ("conflict", "closed"),
    }  # fmt: skip
    again = street.book(street.lone, NOON + HOUR / 4)
    street.agree()
    looked(street.bo.work)
    (double,) = asked(street.lone, inbox)
    conflicts.keep_both(street.lone.work, double.id)
    street.agree()
    assert [(line.kind, line.how, line.by) for line in since(street.bo)] == [
        ("conflict", "decided", "Lone")
    ]
    assert {again, theirs} == {double.first.id, double.later.id}


def test_looking_clears_the_count_until_something_new_comes(street: Street) -> None:
    street.book(street.lone)
    street.agree()
    assert asked(street.bo, status).news == asked(street.bo, unseen_count) == 1
    looked(street.bo.work)
    assert asked(street.bo, status).news == 0
    street.book(street.lone, NOON + timedelta(days=1))
    street.agree()
    assert asked(street.bo, status).news == 1
