from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from jd_desktop.domain.language import text
from jd_desktop.host.catalogue import daily_limits
from jd_desktop.host.paths import resources
from jd_desktop.operations import bookings
from jd_desktop.operations.bookings import Draft, reprice
from jd_desktop.operations.work import entity
from jd_desktop.queries.cautions import Caution, cautions
from tests.outbox.school import School

LIMITS = daily_limits("da", resources())


@pytest.fixture
def equipped(school: School) -> School:
    """The school with a car, a type of lesson with a price, and a skid pad."""
    with school.work.doing(text("Udstyrede skolen")) as doing:
        doing.create("vehicle", {"plate": "AB12345"}, "golf")
        kind = {"name": "Køretime", "minutes": 45, "price_ore": 65000, "needs_vehicle": True}
        doing.create("booking_type", kind, "drive")
        doing.create("venue", {"name": "Glatbane", "purpose": "kta"}, "kta")
    return school


def drive(school: School, hour: int, lessons: int = 1, **more: str) -> str:
    start = school.at(1, hour)
    draft = Draft(
        school.ali, start, start + timedelta(minutes=45 * lessons), (school.mia,),
        vehicle_id="golf", booking_type_id="drive",
    )  # fmt: skip
    made = bookings.create(school.work, replace(draft, **more))  # type: ignore[arg-type]  # text
    (booking,) = made.touched["booking"]
    return booking


def third(school: School) -> str:
    with school.work.doing(text("Ny kørelærer")) as doing:
        return doing.create("instructor", {"name": "Karin Lund", "active": True})


def said(school: School, booking: str) -> list[Caution]:
    with school.reading() as db:
        return list(cautions(db, booking, LIMITS))


def test_a_fourth_driving_lesson_of_a_day_is_warned_of_with_how_sure_the_rule_is(
    equipped: School,
) -> None:
    first = drive(equipped, 9, 3)
    assert said(equipped, first) == []
    drive(equipped, 13)
    (warned,) = said(equipped, first)
    assert str(warned.words) == (
        "Mia får 4 kørelektioner den dag; modulplanen tillader 3 (reglen er ikke bekræftet)."
    )


def test_the_skid_pad_raises_the_maximum(equipped: School) -> None:
    first = drive(equipped, 9, 3)
    drive(equipped, 13, venue_id="kta")
    assert said(equipped, first) == []


def test_a_cancelled_lesson_does_not_count_and_is_not_warned_of(equipped: School) -> None:
    first, other = drive(equipped, 9, 3), drive(equipped, 13)
    bookings.cancel(equipped.work, other, by="student")
    assert said(equipped, first) == said(equipped, other) == []


def test_the_price_stays_as_booked_until_a_person_takes_the_new_one(equipped: School) -> None:
    booking = drive(equipped, 9)
    with equipped.work.doing(text("Satte prisen op")) as doing:
        doing.set("booking_type", "drive", {"price_ore": 70050})
    (warned,) = said(equipped, booking)
    assert str(warned.words) == "Typen koster nu 700,50 kr.; bookingen er til 650,00 kr."
    assert warned.deed == "price"
    reprice(equipped.work, booking)
    assert said(equipped, booking) == []
    with equipped.reading() as db:
        assert (entity(db, "booking", booking) or {})["price_ore"] == 70050


def test_an_instructor_or_a_car_that_has_left_is_told_on_each_planned_booking(
    equipped: School,
) -> None:
    booking = drive(equipped, 9)
    with equipped.work.doing(text("Sagde farvel")) as doing:
        doing.set("instructor", equipped.ali, {"active": False})
        doing.set("vehicle", "golf", {"active": False})
    told = [str(c.words) for c in said(equipped, booking)]
    assert told == [
        "Ali Hansen er ikke længere aktiv. Giv bookingen til en anden kørelærer.",
        "AB12345 er ikke længere i brug. Giv bookingen en anden bil.",
    ]


def test_collision_4_the_last_seat_given_twice_is_told_to_the_one_that_came_last(
    equipped: School,
) -> None:
    with equipped.work.doing(text("Bane")) as doing:
        doing.create("venue", {"name": "Bane", "purpose": "track", "capacity": 2}, "track")
    on_it = {"venue_id": "track", "booking_type_id": ""}
    made = [drive(equipped, 9, instructor_id=equipped.ali, vehicle_id="", **on_it)]
    equipped.later(minutes=1)
    for who in (equipped.bo, third(equipped)):
        made.append(drive(equipped, 9, instructor_id=who, vehicle_id="", **on_it))
        equipped.later(minutes=1)
    assert [said(equipped, booking) for booking in made[:2]] == [[], []]
    (warned,) = said(equipped, made[2])
    assert str(warned.words) == (
        "Bane har plads til 2, og 2 var booket samtidig, før denne kom til. Flyt den, eller ret"
        " antallet af pladser."
    )
    bookings.cancel(equipped.work, made[0], by="school")
    assert said(equipped, made[2]) == []


def test_collision_17_a_car_taken_out_of_service_keeps_its_bookings_and_each_says_so(
    equipped: School,
) -> None:
    made = [drive(equipped, 9), drive(equipped, 13)]
    with equipped.work.doing(text("Ude af drift")) as doing:
        doing.set("vehicle", "golf", {"active": False})
    for booking in made:
        (warned,) = said(equipped, booking)
        assert "Giv bookingen en anden bil" in str(warned.words)
