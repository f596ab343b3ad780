from __future__ import annotations

import pytest

from tests.cli.conftest import Typed

TEN = "2026-12-01T10:00"


def book(typed: Typed, start: str = TEN, *more: str) -> str:
    said = typed("book", "--instructor", "Ali", "--start", start, "--json", *more)
    assert said.code == 0, said
    return str(said.json["bookings"][0])


def listed(typed: Typed) -> dict[str, dict[str, object]]:
    return {row["id"]: row for row in typed("list", "bookings", "--json").json}


def test_a_lesson_is_booked_by_names(alone: Typed) -> None:
    made = book(alone, TEN, "--student", "Ella Krog", "--vehicle", "CK41277", "--minutes", "45")
    row = listed(alone)[made]
    assert (row["instructor"], row["title"]) == ("Ali Demir", "Ella Krog")
    assert (row["starts"], row["ends"]) == (
        "2026-12-01T09:00:00+00:00", "2026-12-01T09:45:00+00:00",
    )  # fmt: skip


def test_a_person_reads_what_was_booked(alone: Typed) -> None:
    said = alone("book", "--instructor", "Ali", "--start", TEN, "--student", "Ella Krog")
    assert "Ali Demir  Ella Krog  bekræftet" in said.out


def test_a_second_lesson_in_the_same_slot_is_told(alone: Typed) -> None:
    book(alone)
    said = alone("book", "--instructor", "Ali", "--start", "2026-12-01T11:00")
    assert said.code == 0
    assert "Dobbeltbooket" in said.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--instructor", "Ingen", "--start", TEN), "Ingen findes ikke"),
        (("--instructor", "Ali", "--start", TEN, "--student", "Ella"), "passer på 2"),
        (("--instructor", "Ali", "--start", "i morgen"), "Tiden i morgen kan ikke læses"),
        (("--instructor", "Ali", "--start", TEN, "--minutes", "0"), "."),
    ],
)
def test_what_cannot_be_booked_is_said(
    alone: Typed, arguments: tuple[str, ...], words: str
) -> None:
    said = alone("book", *arguments)
    assert said.code == 2
    assert words in said.err
    assert listed(alone) == {}


def test_a_lesson_is_moved_and_keeps_its_length(alone: Typed) -> None:
    made = book(alone, TEN, "--minutes", "45")
    assert alone("move", made, "--start", "2026-12-02T12:00", "--instructor", "Mia").code == 0
    row = listed(alone)[made]
    assert (row["instructor"], row["ends"]) == ("Mia Holm", "2026-12-02T11:45:00+00:00")


def test_a_cancelled_lesson_is_brought_back_by_undo(alone: Typed) -> None:
    made = book(alone)
    done = alone("cancel", made, "--by", "weather", "--json").json["action"]
    assert listed(alone)[made]["state"] == "cancelled"
    assert alone("undo", str(done)).code == 0
    assert listed(alone)[made]["state"] == "confirmed"


def test_a_lesson_is_held_or_missed_once_it_has_begun(alone: Typed) -> None:
    held, missed = book(alone, "2026-01-02T10:00"), book(alone, "2026-01-02T14:00")
    assert alone("complete", held).code == 0
    assert alone("no-show", missed).code == 0
    rows = listed(alone)
    assert [rows[i]["state"] for i in (held, missed)] == ["completed", "no_show"]


def test_a_lesson_to_come_cannot_have_been_held(alone: Typed) -> None:
    said = alone("complete", book(alone, "2099-01-02T10:00"))
    assert said.code == 1
    assert "ikke begyndt" in said.err


def test_a_booking_that_is_not_there_cannot_be_moved(alone: Typed) -> None:
    said = alone("move", "nothing", "--start", TEN)
    assert (said.code, said.err.count("\n")) == (2, 1)


@pytest.mark.parametrize(
    ("how", "left"),
    [(("--how", "cancel", "--booking", "{later}"), 0), (("--how", "both"), 0),
     (("--how", "move", "--booking", "{later}", "--start", "2026-12-03T10:00"), 0)],
)  # fmt: skip
def test_a_double_booking_is_solved(alone: Typed, how: tuple[str, ...], left: int) -> None:
    book(alone)
    later = book(alone)
    (conflict,) = alone("list", "conflicts", "--json").json
    assert conflict["later"] == later
    said = alone("resolve", conflict["id"], *(w.format(later=later) for w in how))
    assert said.code == 0, said
    assert len(alone("list", "conflicts", "--json").json) == left


def test_solving_asks_for_the_booking_it_is_about(alone: Typed) -> None:
    said = alone("resolve", "overlap:a:b", "--how", "cancel")
    assert said.code == 2
    assert "--booking" in said.err
