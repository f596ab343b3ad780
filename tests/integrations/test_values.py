from __future__ import annotations

from datetime import UTC, date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jd_desktop.integrations.values import clock, day, length, local, plate

TODAY = date(2026, 11, 23)
DAYS = st.dates(date(1930, 1, 1), TODAY)
WRITINGS = ("%d-%m-%Y", "%d.%m.%Y", "%d/%m/%Y", "%d. %m. %Y", "%Y-%m-%d", "%Y-%m-%d 00:00")


@given(DAYS, st.sampled_from(WRITINGS))
def test_a_day_is_read_in_each_writing(on: date, writing: str) -> None:
    assert day(on.strftime(writing), newest=TODAY) == on


@given(DAYS, st.sampled_from(["%d/%m/%y", "%d-%m-%y", "%d.%m.%y"]))
def test_a_year_of_two_digits_is_never_in_the_future(on: date, writing: str) -> None:
    read = day(on.strftime(writing), newest=TODAY)
    assert (read.day, read.month, read.year % 100) == (on.day, on.month, on.year % 100)
    assert TODAY.year - 100 < read.year <= TODAY.year


@pytest.mark.parametrize(
    ("written", "on"),
    [("3. marts 2009", date(2009, 3, 3)), ("3 March 2009", date(2009, 3, 3)),
     ("1. okt. 2008", date(2008, 10, 1)), ("17. maj 2008", date(2008, 5, 17)),
     ("5/6-08", date(2008, 6, 5))],
)  # fmt: skip
def test_a_day_may_be_written_with_a_month_in_words(written: str, on: date) -> None:
    assert day(written, newest=TODAY) == on


@pytest.mark.parametrize(
    "written", ["", "32-01-2008", "03-14-2008", "2008", "39508", "i morgen", "1.1"]
)
def test_what_is_no_day_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        day(written, newest=TODAY)


@given(st.times().map(lambda t: time(t.hour, t.minute)))
def test_a_time_is_read_in_each_writing(at: time) -> None:
    for writing in ("%H:%M", "%H.%M", "%H%M", "kl. %H.%M", "%H:%M:00", "2026-11-24 %H:%M"):
        assert clock(at.strftime(writing)) == at


@pytest.mark.parametrize("written", ["", "25:00", "10:60", "om lidt", "10-15"])
def test_what_is_no_time_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        clock(written)


@pytest.mark.parametrize(
    ("written", "minutes"),
    [("90", 90), ("90 min", 90), ("90 minutter", 90), ("1,5 timer", 90), ("1.5 t", 90),
     ("1:30", 90), ("01:30:00", 90), ("45,0", 45), ("2 timer", 120)],
)  # fmt: skip
def test_a_length_is_read_in_each_writing(written: str, minutes: int) -> None:
    assert length(written) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "written", ["", "0", "-90", "13 timer", "721", "halvanden time", "9" * 400]
)
def test_what_is_no_length_of_a_lesson_is_refused(written: str) -> None:
    with pytest.raises((ValueError, OverflowError)):
        length(written)


def test_danish_time_knows_summer_and_winter() -> None:
    assert local(date(2026, 7, 1), time(10)).astimezone(UTC).hour == 8
    assert local(date(2026, 12, 1), time(10)).astimezone(UTC).hour == 9


def test_the_hour_that_summer_time_skips_is_refused() -> None:
    with pytest.raises(ValueError, match="no such time"):
        local(date(2027, 3, 28), time(2, 30))


@given(st.from_regex(r"[A-Z]{2}[0-9]{5}", fullmatch=True), st.sampled_from(["", " ", "-", "."]))
def test_a_plate_is_written_as_on_the_car(letters: str, between: str) -> None:
    written = between.join((letters[:2], letters[2:4], letters[4:])).lower()
    assert plate(written) == f"{letters[:2]} {letters[2:4]} {letters[4:]}"
    assert plate(plate(written)) == plate(written)


def test_a_plate_of_ones_own_choice_stays() -> None:
    assert plate("køreskl"[:7]) == "KØRESKL"


@pytest.mark.parametrize("written", ["", "?", "A", "CK412777777", "CK/41"])
def test_what_is_no_plate_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="no plate"):
        plate(written)
