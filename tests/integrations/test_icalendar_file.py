from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.language import DANISH
from jd_desktop.integrations.icalendar_file import Events, read_icalendar

NOW = datetime(2026, 11, 23, 7, tzinfo=UTC)
EVENT = {
    "UID": "a@skole", "DTSTART": "20261124T091500Z", "DTEND": "20261124T104500Z",
    "SUMMARY": "Køretime Mia Holm",
}  # fmt: skip


def event(**changed: str) -> str:
    """An event; a property's parameters follow a double underscore in its name."""
    dropped = {k.split("__")[0].replace("_", "-") for k in changed}
    lines = [f"{k}:{v}" for k, v in EVENT.items() if k not in dropped]
    for name, value in changed.items():
        if value:
            plain, _, zone = name.partition("__")
            head = plain.replace("_", "-") + (f";TZID={zone.replace('_', ' ')}" if zone else "")
            lines.append(f"{head}:{value}")
    return "\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT", ""])


def read(
    folder: Path, *events: str, head: str = "", encoding: str = "utf-8", now: datetime = NOW
) -> Events:
    written = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{head}{''.join(events)}END:VCALENDAR\r\n"
    (folder / "k.ics").write_bytes(written.encode(encoding))
    return read_icalendar(folder / "k.ics", now)


def starts(found: Events) -> list[str]:
    return [line.starts.astimezone(UTC).strftime("%m-%d %H:%M") for line in found.reading.lines]


def reasons(found: Events) -> list[str]:
    return [str(p.reason) for p in found.reading.problems]


def test_an_event_is_a_lesson(tmp_path: Path) -> None:
    found = read(tmp_path, event(DESCRIPTION="Parkering\\, vending", LOCATION="Aarhus H"))
    (line,) = found.reading.lines
    assert (line.starts, line.ends) == (
        datetime(2026, 11, 24, 9, 15, tzinfo=UTC), datetime(2026, 11, 24, 10, 45, tzinfo=UTC),
    )  # fmt: skip
    assert (line.said, line.note, line.place) == (
        "Køretime Mia Holm", "Parkering, vending", "Aarhus H",
    )  # fmt: skip
    assert line.key == "import:ical:a@skole:"


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ({"DTSTART": "20260715T101500Z", "DTEND": "20260715T114500Z"}, "07-15 10:15"),
        ({"DTSTART": "20260715T101500", "DTEND": "20260715T114500"}, "07-15 08:15"),
        ({"DTSTART": "20261215T101500", "DTEND": "20261215T114500"}, "12-15 09:15"),
        ({"DTSTART__Europe/Copenhagen": "20260715T101500", "DTEND": "", "DURATION": "PT90M"},
         "07-15 08:15"),
        ({"DTSTART__Romance_Standard_Time": "20260715T101500", "DTEND": "", "DURATION": "PT90M"},
         "07-15 08:15"),
        ({"DTSTART__Europe/London": "20260715T101500", "DTEND": "", "DURATION": "PT90M"},
         "07-15 09:15"),
    ],
)  # fmt: skip
def test_times_are_understood_in_their_zones(
    tmp_path: Path, written: dict[str, str], utc: str
) -> None:
    assert starts(read(tmp_path, event(**written))) == [utc]


def test_a_zone_that_the_file_itself_describes_is_understood(tmp_path: Path) -> None:
    zone = (
        "BEGIN:VTIMEZONE\r\nTZID:Vores tid\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\n"
        "TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    )
    one = event(DTSTART__Vores_tid="20260715T101500", DTEND="", DURATION="PT90M")
    assert starts(read(tmp_path, one, head=zone)) == ["07-15 09:15"]


def test_an_unknown_zone_is_a_problem_not_a_guess(tmp_path: Path) -> None:
    found = read(tmp_path, event(DTSTART__Mars="20261124T101500", DTEND="", DURATION="PT1H"))
    assert found.reading.lines == ()
    assert "Mars" in reasons(found)[0]


def test_a_series_keeps_danish_time_over_the_clocks_change(tmp_path: Path) -> None:
    weekly = event(
        DTSTART__Romance_Standard_Time="20261020T101500", DTEND="", DURATION="PT90M",
        RRULE="FREQ=WEEKLY;COUNT=2",
    )  # fmt: skip
    assert starts(read(tmp_path, weekly)) == ["10-20 08:15", "10-27 09:15"]


def test_exceptions_of_a_series(tmp_path: Path) -> None:
    weekly = event(RRULE="FREQ=WEEKLY;COUNT=5", EXDATE="20261201T091500Z")
    moved = event(
        RECURRENCE_ID="20261208T091500Z", DTSTART="20261209T120000Z", DTEND="20261209T133000Z"
    )
    off = event(
        RECURRENCE_ID="20261215T091500Z", DTSTART="20261215T091500Z", DTEND="20261215T104500Z",
        STATUS="CANCELLED",
    )  # fmt: skip
    found = read(tmp_path, weekly, moved, off)
    assert starts(found) == ["11-24 09:15", "12-09 12:00", "12-15 09:15", "12-22 09:15"]
    assert [line.key[-10:] for line in found.reading.lines] == [
        "2026-11-24", "2026-12-08", "2026-12-15", "2026-12-22",
    ]  # fmt: skip
    assert [line.cancelled for line in found.reading.lines] == [False, False, True, False]
    assert found.whole == {"import:ical:a@skole:"}


def test_a_lone_exception_does_not_speak_for_its_series(tmp_path: Path) -> None:
    found = read(tmp_path, event(RECURRENCE_ID="20261124T091500Z", STATUS="CANCELLED"))
    assert found.whole == frozenset()
    assert found.reading.lines[0].key == "import:ical:a@skole:2026-11-24"


def test_a_calendar_of_cancellations_cancels(tmp_path: Path) -> None:
    found = read(tmp_path, event(), head="METHOD:CANCEL\r\n")
    assert found.reading.lines[0].cancelled


def test_two_on_the_same_day_of_one_series_are_two(tmp_path: Path) -> None:
    found = read(tmp_path, event(RRULE="FREQ=DAILY;COUNT=2;BYHOUR=9,14"))
    assert [line.key.removeprefix("import:ical:a@skole:") for line in found.reading.lines] == [
        "2026-11-24", "2026-11-24#2",
    ]  # fmt: skip


@pytest.mark.parametrize("fold", ["\r\n ", "\n ", "\r\n\t"])
def test_folded_lines_are_unfolded_even_within_a_letter(tmp_path: Path, fold: str) -> None:
    written = f"BEGIN:VCALENDAR\r\n{event()}END:VCALENDAR\r\n".encode()
    cut = written.index("ø".encode()) + 1
    (tmp_path / "k.ics").write_bytes(written[:cut] + fold.encode() + written[cut:])
    assert read_icalendar(tmp_path / "k.ics", NOW).reading.lines[0].said == "Køretime Mia Holm"


def test_windows_1252_is_read(tmp_path: Path) -> None:
    found = read(tmp_path, event(), encoding="cp1252")
    assert found.reading.lines[0].said == "Køretime Mia Holm"


def test_people_are_named_by_name_and_address(tmp_path: Path) -> None:
    one = event().replace(
        "END:VEVENT",
        "ORGANIZER;CN=Ali Demir:mailto:Ali@nordre.example\r\n"
        "ATTENDEE:mailto:m@x.example\r\nEND:VEVENT",
    )
    people = read(tmp_path, one).reading.lines[0].people
    assert {"Ali Demir", "ali@nordre.example", "m@x.example"} <= set(people)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"DTSTART": "20261124", "DTEND": "20261125"}, "hele dagen"),
        ({"DTSTART": "i morgen"}, "kan ikke læses"),
        ({"DTSTART": ""}, "kan ikke læses"),
        ({"RRULE": "FREQ=SOMETIMES"}, "kan ikke læses"),
        ({"RRULE": "FREQ=SECONDLY"}, "gentages"),
        ({"RRULE": "FREQ=DAILY;INTERVAL=0"}, "gentages"),
        ({"RRULE": "FREQ=DAILY;BYSECOND=1,2,3"}, "gentages"),
        ({"RRULE": "FREQ=DAILY", "DTSTART": "16010101T000000Z", "DTEND": "", "DURATION": "PT1H"},
         "gentages"),
        ({"DTEND": "20261124T081500Z"}, "slutter"),
        ({"DTEND": "20261126T101500Z"}, "højst 12 timer"),
        ({"SUMMARY": "Mia Holm 010109-1234"}, "CPR"),
    ],
)  # fmt: skip
def test_an_event_that_cannot_be_a_lesson_is_a_problem_and_the_next_is_read(
    tmp_path: Path, written: dict[str, str], said: str
) -> None:
    found = read(tmp_path, event(**written), event(UID="b", SUMMARY="Bo"))
    assert [line.said for line in found.reading.lines] == ["Bo"]
    assert said in reasons(found)[0]
    assert found.reading.problems[0].row == 1
    assert "1234" not in repr(found)
    assert found.whole == {"import:ical:b:"}


def test_an_all_day_event_is_no_lesson(tmp_path: Path) -> None:
    day = event(DTSTART="", DTEND="", UID="x").replace(
        "UID:x", "UID:x\r\nDTSTART;VALUE=DATE:20261124"
    )
    assert "hele dagen" in reasons(read(tmp_path, day))[0]


def test_a_series_with_a_part_that_cannot_be_read_is_not_half_taken(tmp_path: Path) -> None:
    weekly = event(RRULE="FREQ=WEEKLY;COUNT=5")
    bad = event(RECURRENCE_ID="20261201T091500Z", DTSTART="engang")
    found = read(tmp_path, weekly, bad)
    assert found.reading.lines == ()
    assert [p.row for p in found.reading.problems] == [2, 1]


def test_only_the_time_around_now_is_read(tmp_path: Path) -> None:
    found = read(tmp_path, event(DTSTART="20200101T090000Z", DTEND="", DURATION="PT1H",
                                 RRULE="FREQ=DAILY"))  # fmt: skip
    days = [line.starts for line in found.reading.lines]
    assert min(days) >= NOW - timedelta(days=181)
    assert max(days) <= NOW + timedelta(days=365)
    assert 540 <= len(days) <= 546


def test_more_than_5000_occurrences_are_not_taken_silently(tmp_path: Path) -> None:
    series = [event(UID=f"u{k}", RRULE="FREQ=DAILY") for k in range(15)]
    found = read(tmp_path, *series)
    assert 4_000 < len(found.reading.lines) <= 5_000
    assert "5.000" in reasons(found)[-1]


@pytest.mark.parametrize(
    "written",
    [b"", b"hej", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", b"\xff\xd8\xff\0\0",
     b"BEGIN:VCARD\r\nEND:VCARD"],
)  # fmt: skip
def test_what_is_no_calendar_is_said_in_a_sentence(tmp_path: Path, written: bytes) -> None:
    (tmp_path / "k.ics").write_bytes(written)
    with pytest.raises(BadInput) as caught:
        read_icalendar(tmp_path / "k.ics", NOW)
    assert "k.ics" in caught.value.sentence(DANISH)


@given(st.data())
def test_a_damaged_calendar_is_read_or_refused_but_never_a_traceback(
    tmp_path: Path, data: st.DataObject
) -> None:
    lines = event(RRULE="FREQ=WEEKLY;COUNT=5", EXDATE="20261201T091500Z").splitlines()
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines) - 1))
        place = data.draw(st.integers(0, len(lines[at])))
        noise = data.draw(st.text('0123456789TZ;:=,-ÆA\\" ', max_size=5))
        lines[at] = lines[at][:place] + noise + lines[at][place + data.draw(st.integers(0, 3)) :]
    try:
        read(tmp_path, "\r\n".join([*lines, ""]))
    except BadInput:
        return
