from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jd_desktop.domain import audience
from jd_desktop.domain.audience import Viewer, seen_as

OFFICE, ADMIN = Viewer("office"), Viewer("admin")
NORTH = Viewer("office", department_id="nord")
ALI, BO = Viewer("instructor", "ali"), Viewer("instructor", "bo")
STRANGER = Viewer("instructor")
LESSON = {
    "instructor_id": "ali", "vehicle_id": "golf", "student_ids": ["ella"], "starts": "9",
    "ends": "10", "state": "confirmed", "booking_type_id": "b", "price_ore": 50_000,
    "note": "nervøs", "pickup": "hjemme", "attendance": {"ella": "there"}, "unknown": "nyt",
}  # fmt: skip
TOKENS = st.frozensets(st.sampled_from(["*", "i:ali", "i:bo", "d:nord", "d:", "~i:ali"]))


def shown(viewer: Viewer, kind: str, body: dict[str, object], *tokens: str) -> object:
    return seen_as(viewer, kind, "x", body, frozenset(tokens))


@given(tokens=TOKENS)
def test_what_is_written_is_read_again(tokens: audience.Tokens) -> None:
    assert audience.read(audience.written(tokens)) == tokens


@pytest.mark.parametrize("written", [audience.UNKNOWN, audience.NOBODY])
def test_what_was_never_stamped_is_for_the_whole_office_alone(written: str) -> None:
    tokens = audience.read(written)
    seen = [seen_as(v, "student", "x", {"note": "n"}, tokens) for v in (OFFICE, ADMIN)]
    assert seen == [{"note": "n"}] * 2
    for viewer in (NORTH, ALI, STRANGER, Viewer("webhook")):
        assert seen_as(viewer, "student", "x", {"note": "n"}, tokens) is None


def test_a_colleague_sees_when_and_what_of_a_lesson_but_not_who_or_how_much() -> None:
    tokens = audience.of_booking(LESSON, "nord")
    seen = seen_as(BO, "booking", "x", LESSON, tokens)
    assert seen is not None
    assert seen.keys() == {
        "instructor_id", "vehicle_id", "starts", "ends", "state", "booking_type_id",
    }  # fmt: skip


def test_an_instructor_sees_own_lessons_whole_except_the_price() -> None:
    tokens = audience.of_booking(LESSON, "")
    assert seen_as(ALI, "booking", "x", LESSON, tokens) == {
        k: v for k, v in LESSON.items() if k != "price_ore"
    }


def test_the_office_of_a_department_sees_its_own_lessons_whole() -> None:
    assert seen_as(NORTH, "booking", "x", LESSON, audience.of_booking(LESSON, "nord")) == LESSON
    assert seen_as(NORTH, "booking", "x", LESSON, audience.of_booking(LESSON, "")) == LESSON
    other = seen_as(NORTH, "booking", "x", LESSON, audience.of_booking(LESSON, "syd"))
    assert other is not None
    assert "student_ids" not in other


def test_a_student_is_seen_by_their_instructor_and_by_whom_they_have_lessons_with() -> None:
    tokens = audience.of_student({"instructor_id": "ali", "department_id": "syd"}, ["bo"])
    assert tokens == {"i:ali", "i:bo", "d:syd"}
    assert audience.of_student({}, []) == {"d:"}


def test_an_instructor_sees_no_amounts_and_no_colleagues_phone() -> None:
    price = {"name": "Køretime", "price_ore": 50_000}
    assert shown(ALI, "booking_type", price, "*") == {"name": "Køretime"}
    contact = {"name": "Bo", "phone": "1", "email": "e"}
    assert shown(ALI, "instructor", contact, "*") == {"name": "Bo"}
    assert seen_as(ALI, "instructor", "ali", contact, frozenset("*")) == contact
    assert shown(NORTH, "instructor", contact, "*") == contact


def test_what_waits_is_seen_by_who_sees_all_it_is_about() -> None:
    ella, lesson = frozenset({"i:ali", "i:bo", "d:"}), frozenset({"*", "i:bo", "d:nord"})
    assert audience.of_parked([ella, lesson], "i:bo") == {"i:bo"}
    assert audience.of_parked([ella, frozenset("*")], "") == ella
    assert audience.of_parked([frozenset("*")], "i:bo") == {"*"}
    assert audience.of_parked([ella], "i:ida") == {*ella, "~i:ida"}
    assert audience.of_parked([None], "i:ida") == {"i:ida"}
    assert audience.of_parked([None], "") == frozenset()


def test_its_author_hears_that_something_waits_but_no_values_of_a_hidden_row() -> None:
    change = {"kind": "student", "id": "ella", "before": {"phone": "1"}, "mine": {"phone": "2"}}
    body = {"what": "parked", "state": "open", "changes": [{**change, "theirs": {"phone": "3"}}]}
    assert seen_as(Viewer("instructor", "ida"), "conflict", "x", body, frozenset({"~i:ida"})) == {
        "what": "parked", "state": "open",
        "changes": [{"kind": "student", "id": "ella", "before": {}, "mine": {}, "theirs": {}}],
    }  # fmt: skip
    assert seen_as(ALI, "conflict", "x", body, frozenset({"~i:ida"})) is None


def test_a_price_that_waits_is_not_told_to_instructors() -> None:
    change = {"kind": "booking_type", "id": "b", "before": {}, "mine": {"price_ore": 1}}
    body = {"changes": [{**change, "theirs": {"price_ore": 2, "name": "Prøve"}}]}
    seen = shown(ALI, "conflict", body, "*")
    assert seen == {"changes": [{**change, "mine": {}, "theirs": {"name": "Prøve"}}]}


@given(tokens=TOKENS, kind=st.sampled_from(["booking", "student", "message", "vehicle"]))
def test_the_office_sees_at_least_what_anybody_sees(tokens: audience.Tokens, kind: str) -> None:
    whole = shown(OFFICE, kind, dict(LESSON), *tokens)
    assert whole == LESSON
    for viewer in (ALI, BO, NORTH, STRANGER):
        part = seen_as(viewer, kind, "x", LESSON, tokens)
        assert part is None or all(LESSON[k] == v for k, v in part.items())


def test_viewers_who_see_the_same_have_the_same_mark() -> None:
    assert OFFICE.mark == ADMIN.mark
    assert len({v.mark for v in (OFFICE, NORTH, ALI, BO, STRANGER)}) == 5
