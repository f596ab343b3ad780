"""Lessons from tables and calendars: known again, moved, cancelled, skipped when not sure."""

from __future__ import annotations

from pathlib import Path

import pytest

from jd_desktop.domain.clock import instant
from jd_desktop.domain.language import COPENHAGEN
from jd_desktop.domain.language import text as sentence
from jd_desktop.operations import bookings
from tests.operations.importing import (
    SAMPLES,
    bookings_file,
    calendar,
    counts,
    event,
    rows,
    take,
)
from tests.outbox.school import School


def test_lessons_from_a_table(staffed: School) -> None:
    report = take(staffed, "bookings", SAMPLES / "bookinger.csv")
    assert counts(report) == {"added": 2, "skipped": 2}
    assert [(p.row, p.column) for p in report.problems] == [(4, "Elev"), (5, "Fra"), (5, "Til")]
    told = [
        (instant(b.starts).astimezone(COPENHAGEN).strftime("%d %H:%M"), bool(b.vehicle_id))
        for b in rows(staffed, "booking")
    ]
    assert sorted(told) == [("24 10:15", True), ("24 12:15", True)]


def test_lessons_from_outlook(staffed: School) -> None:
    report = take(staffed, "bookings", SAMPLES / "kalender.ics", instructor="Ali Demir")
    assert counts(report) == {"added": 4, "skipped": 3}
    assert [p.column for p in report.problems] == ["SUMMARY", "DTSTART", "STATUS"]
    soren = next(b for b in rows(staffed, "booking") if b.note)
    assert soren.note == "Husk tanken.\nMødes ved Føtex."
    assert instant(soren.starts).hour == 8


def test_nobody_is_told_of_imported_lessons(staffed: School, tmp_path: Path) -> None:
    take(staffed, "bookings", SAMPLES / "bookinger.csv")
    take(staffed, "bookings", calendar(tmp_path, event(10)), instructor="AD")
    take(staffed, "bookings", calendar(tmp_path, event(12)), instructor="AD")
    take(staffed, "bookings", calendar(tmp_path, event(12, "STATUS:CANCELLED")), instructor="AD")
    assert staffed.jobs() == []
    assert staffed.messages() == []


def test_an_event_at_another_time_moves_its_booking(school: School, tmp_path: Path) -> None:
    take(school, "bookings", calendar(tmp_path, event(10)), instructor="Ali Hansen")
    (before,) = rows(school, "booking")
    report = take(school, "bookings", calendar(tmp_path, event(13)), instructor="Ali Hansen")
    (after,) = rows(school, "booking")
    assert counts(report) == {"changed": 1}
    assert (before.id, instant(after.starts).hour) == (after.id, 12)


def test_what_people_moved_here_stays_where_they_put_it(school: School, tmp_path: Path) -> None:
    file = calendar(tmp_path, event(10))
    take(school, "bookings", file, instructor="Ali Hansen")
    (booking,) = rows(school, "booking")
    bookings.move(school.work, booking.id, starts=school.at(2, 14), ends=school.at(2, 15))
    assert counts(take(school, "bookings", file, instructor="Ali Hansen")) == {"known": 1}
    assert instant(rows(school, "booking")[0].starts) == school.at(2, 14)


def test_a_cancelled_event_cancels_its_booking_and_comes_back(
    school: School, tmp_path: Path
) -> None:
    states = []
    for more in ((), ("STATUS:CANCELLED",), ("STATUS:CANCELLED",), ()):
        file = calendar(tmp_path, event(10, *more))
        report = take(school, "bookings", file, instructor="Ali Hansen")
        (booking,) = rows(school, "booking")
        states.append((*counts(report), booking.state))
    assert states == [
        ("added", "confirmed"), ("cancelled", "cancelled"), ("known", "cancelled"),
        ("changed", "confirmed"),
    ]  # fmt: skip


def test_a_lesson_taken_out_of_a_series_is_cancelled(school: School, tmp_path: Path) -> None:
    rule = "RRULE:FREQ=WEEKLY;COUNT=3"
    take(school, "bookings", calendar(tmp_path, event(10, rule)), instructor="Ali Hansen")
    shorter = calendar(tmp_path, event(10, rule, "EXDATE:20261203T100000"))
    report = take(school, "bookings", shorter, instructor="Ali Hansen")
    assert counts(report) == {"known": 2, "cancelled": 1}
    off = {instant(b.starts).day: b.state for b in rows(school, "booking")}
    assert off == {26: "confirmed", 3: "cancelled", 10: "confirmed"}
    assert counts(take(school, "bookings", shorter, instructor="Ali Hansen")) == {"known": 2}


def test_an_event_that_another_file_lacks_is_left_alone(school: School, tmp_path: Path) -> None:
    take(school, "bookings", calendar(tmp_path, event(10)), instructor="Ali Hansen")
    other = calendar(tmp_path, event(13, uid="v", said="Ida"))
    assert counts(take(school, "bookings", other, instructor="Ali Hansen")) == {"added": 1}
    assert {b.state for b in rows(school, "booking")} == {"confirmed"}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("ORGANIZER;CN=Bo Friis:mailto:bo@x.example",), "Køretime Mia"),
        (("ATTENDEE;CN=Bo Friis:mailto:bo@x.example",), "Mia"),
        ((), "Mia med Bo Friis"), ((), "BF: Mia"),
    ],
)  # fmt: skip
def test_the_instructor_is_found_in_the_event(
    school: School, tmp_path: Path, more: tuple[str, ...], said: str
) -> None:
    with school.work.doing(sentence("Rettede")) as doing:
        doing.set("instructor", school.bo, {"initials": "BF"})
    take(school, "bookings", calendar(tmp_path, event(10, *more, said=said)))
    (booking,) = rows(school, "booking")
    assert (booking.instructor_id, booking.student_ids) == (school.bo, [school.mia])


@pytest.mark.parametrize(
    ("said", "column", "reason"),
    [
        ("Mia", "ATTENDEE", "Ingen kørelærer"), ("Mia: Ali Hansen, Bo Friis", "ATTENDEE", "Flere"),
        ("Ali Hansen: frokost", "SUMMARY", "Ingen elev"),
        ("Ali Hansen: Tvilling", "SUMMARY", "telefonnummeret"),
    ],
)  # fmt: skip
def test_an_event_of_whom_it_is_not_sure_is_skipped(
    school: School, tmp_path: Path, said: str, column: str, reason: str
) -> None:
    with school.work.doing(sentence("Rettede")) as doing:
        for _ in range(2):
            doing.create("student", {"first_name": "Tvilling", "active": True})
    report = take(school, "bookings", calendar(tmp_path, event(10, said=said)))
    assert [(p.column, reason in str(p.reason)) for p in report.problems] == [(column, True)]
    assert rows(school, "booking") == []


def test_a_row_with_a_number_of_its_own_moves_and_is_cancelled(
    school: School, tmp_path: Path
) -> None:
    told = []
    for line in (
        "7;24-11-2026;10:00;11:30;Mia;Ali Hansen;", "7;24-11-2026;12:00;13:30;Mia;Ali Hansen;",
        "7;24-11-2026;12:00;13:30;Mia;Bo Friis;", "7;24-11-2026;12:00;13:30;Mia;Bo Friis;Aflyst",
        "8;24-11-2026;12:00;13:30;Mia;Bo Friis;Aflyst",
    ):  # fmt: skip
        told.append(*counts(take(school, "bookings", bookings_file(tmp_path, line))))
    assert told == ["added", "changed", "changed", "cancelled", "skipped"]
    (booking,) = rows(school, "booking")
    assert (booking.state, booking.instructor_id) == ("cancelled", school.bo)


def test_a_lesson_that_was_booked_by_hand_is_not_booked_again(
    school: School, tmp_path: Path
) -> None:
    school.book(school.mia, day=1, hour=9)
    line = "9;24-11-2026;10:00;11:30;Mia;Ali Hansen;"
    assert counts(take(school, "bookings", bookings_file(tmp_path, line))) == {"known": 1}
