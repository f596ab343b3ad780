from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from jd_desktop.domain.language import DANISH
from jd_desktop.queries.calendar import Lane, Span, Tile
from jd_desktop.ui.calendar.geometry import Hours
from jd_desktop.ui.calendar.verdict import Judge
from jd_desktop.ui.calendar.walltime import instant

MONDAY = date(2026, 11, 23)
ELLA = Tile(
    id="ella",
    instructor_id="bo",
    vehicle_id="golf",
    venue_id="",
    student_ids=("ella",),
    starts=instant(MONDAY, 600),
    ends=instant(MONDAY, 690),
    title="Ella Krog",
    type_name="Køretime",
    place="",
    state="confirmed",
    hue=1,
    instructor="Bo",
    vehicle="CK 41 277",
)
MADS = replace(
    ELLA,
    id="mads",
    instructor_id="ali",
    student_ids=("mads",),
    starts=instant(MONDAY, 720),
    ends=instant(MONDAY, 765),
    title="Mads Holm",
    instructor="Ali",
    vehicle_id="polo",
)


def judge(*tiles: Tile, by: str = "instructor", **span: object) -> Judge:
    lanes = (Lane("ali", "Ali", 0), Lane("bo", "Bo", 1))
    shown = replace(Span(MONDAY, 1, lanes, tiles or (ELLA, MADS), {}), **span)  # type: ignore[arg-type]
    return Judge(shown, by, Hours(480, 1020), DANISH, datetime(2026, 11, 22, tzinfo=UTC))


def at(minute: int, length: int = 45) -> tuple[datetime, datetime]:
    return instant(MONDAY, minute), instant(MONDAY, minute + length)


def test_a_free_time_is_ok() -> None:
    assert judge().judge("mads", "ali", *at(600)) == ("ok", "")


def test_a_taken_instructor_is_said_by_name_and_time() -> None:
    assert judge().judge("mads", "bo", *at(645)) == (
        "bad",
        "Bo er optaget 10.00–11.30 (Ella Krog)",
    )


def test_touching_times_are_not_in_each_others_way() -> None:
    assert judge().judge("mads", "bo", *at(690)).level == "ok"


def test_a_car_in_use_is_said() -> None:
    same_car = replace(MADS, vehicle_id="golf")
    assert judge(ELLA, same_car).judge("mads", "ali", *at(600)).reason == (
        "CK 41 277 er i brug 10.00–11.30 (Ella Krog)"
    )


def test_a_student_cannot_drive_with_two() -> None:
    twin = replace(MADS, student_ids=("ella",))
    assert judge(ELLA, twin).judge("mads", "ali", *at(600)).reason == (
        "Eleven har 10.00–11.30 hos Bo"
    )


def test_a_cancelled_booking_is_in_nobodys_way() -> None:
    assert judge(replace(ELLA, state="cancelled"), MADS).judge(None, "bo", *at(600)).level == "ok"


def test_a_new_booking_in_a_vehicles_lane_claims_the_vehicle() -> None:
    found = judge(by="vehicle").judge(None, "golf", *at(600))
    assert (found.level, "CK 41 277" in found.reason) == ("bad", True)


@pytest.mark.parametrize(("minute", "word"), [(420, "åbningstiden"), (1000, "åbningstiden")])
def test_outside_opening_hours_is_a_warning(minute: int, word: str) -> None:
    level, reason = judge().judge("mads", "ali", *at(minute))
    assert (level, word in reason) == ("warn", True)


def test_a_holiday_is_named() -> None:
    closed = judge(holidays={MONDAY: "Juleaftensdag"})
    assert closed.judge("mads", "ali", *at(600)) == ("warn", "Helligdag: Juleaftensdag")


def test_a_time_that_has_passed_is_a_warning() -> None:
    late = replace(judge(), now=instant(MONDAY, 900))
    assert late.judge("mads", "ali", *at(600)) == ("warn", "Tiden er allerede gået")
