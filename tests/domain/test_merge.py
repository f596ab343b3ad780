from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from jd_desktop.domain.kinds import KINDS
from jd_desktop.domain.merge import Op, Row, Version, decide, fold

BODY = {
    "instructor_id": "bo", "student_ids": ["ella"], "starts": "2026-11-24T09:00:00.000Z",
    "ends": "2026-11-24T10:30:00.000Z", "state": "confirmed", "note": "husk briller",
}  # fmt: skip


def row(seq: int = 5, device: str = "office", **body: Any) -> Row:
    """A booking of which every group last changed at `seq` by `device`."""
    versions = {g.name: Version(seq, device) for g in KINDS["booking"].groups}
    return Row("booking", "b1", seq, {**BODY, **body}, versions)


def op(base: int, **values: Any) -> Op:
    return Op("booking", "b1", base, values)


def test_a_change_that_saw_the_newest_row_applies() -> None:
    assert decide(row(5), op(5, note="ny"), "laptop").applied == {"note": "ny"}


def test_the_same_group_changed_by_two_people_to_other_values_waits() -> None:
    verdict = decide(row(7), op(5, note="ny"), "laptop")
    assert (verdict.parked, verdict.applied, verdict.reason) == ({"note": "ny"}, {}, "field")


def test_half_of_a_move_is_not_a_move() -> None:
    moved = op(5, starts="2026-11-24T12:00:00.000Z", ends="2026-11-24T13:30:00.000Z")
    standing = row(7, instructor_id="karin")
    assert set(decide(standing, moved, "laptop").parked) == {"starts", "ends"}


def test_different_groups_of_one_row_merge() -> None:
    verdict = decide(
        Row("booking", "b1", 7, BODY, {"note": Version(7, "office"), "place": Version(3, "x")}),
        op(5, pickup="Aarhus H", note="andet"),
        "laptop",
    )
    assert (verdict.applied, verdict.parked) == ({"pickup": "Aarhus H"}, {"note": "andet"})


def test_equal_values_are_never_a_conflict() -> None:
    verdict = decide(row(7), op(5, note="husk briller"), "laptop")
    assert (verdict.parked, verdict.equal) == ({}, {"note": "husk briller"})


def test_a_device_is_no_stranger_to_its_own_earlier_change() -> None:
    assert decide(row(7, "laptop"), op(5, note="igen"), "laptop").applied == {"note": "igen"}


def test_a_completed_lesson_beats_a_cancellation_and_the_loser_is_kept() -> None:
    verdict = decide(row(7, state="cancelled", cancelled_by="student"),
                     op(5, state="completed"), "laptop")  # fmt: skip
    assert verdict.applied["state"] == "completed"
    assert verdict.overruled["state"] == "cancelled"


def test_a_cancellation_does_not_undo_a_lesson_that_was_held() -> None:
    verdict = decide(row(7, state="completed"), op(5, state="cancelled"), "laptop")
    assert (verdict.applied, verdict.reason) == ({}, "fact")


def test_a_fact_brings_a_deleted_row_back() -> None:
    gone = Row("booking", "b1", 7, BODY, {"state": Version(7, "office")}, deleted=True)
    assert decide(gone, op(5, state="completed"), "laptop").revive


def test_an_edit_of_a_deleted_row_waits() -> None:
    gone = Row("booking", "b1", 7, BODY, {}, deleted=True)
    assert decide(gone, op(5, note="ny"), "laptop").reason == "edit_deleted"


def test_a_delete_of_what_somebody_changed_meanwhile_waits() -> None:
    assert decide(row(7), Op("booking", "b1", 5, delete=True), "laptop").reason == "delete_edited"
    assert decide(row(5), Op("booking", "b1", 5, delete=True), "laptop").delete


def test_a_message_status_only_climbs() -> None:
    delivered = Row("message", "m", 9, {"state": "delivered"}, {"status": Version(9, "office")})
    late = decide(delivered, Op("message", "m", 1, {"state": "sent"}), "laptop")
    assert (late.applied, late.parked) == ({}, {})
    assert fold({"state": "sent"}, "message", {"state": "delivered"})["state"] == "delivered"


def test_tags_of_two_people_come_together() -> None:
    student = Row("student", "s", 9, {"tags": ["a", "b"]}, {"tags": Version(9, "office")})
    verdict = decide(student, Op("student", "s", 1, {"tags": {"add": ["c"], "remove": ["a"]}}), "x")
    assert verdict.applied == {"tags": ["b", "c"]}


VALUES = st.fixed_dictionaries(
    {},
    optional={
        "note": st.sampled_from(["x", "y", "husk briller"]),
        "pickup": st.sampled_from(["hjemme", "skolen"]),
        "state": st.sampled_from(["confirmed", "cancelled", "completed"]),
        "starts": st.sampled_from(["2026-11-24T08:00:00.000Z", BODY["starts"]]),
    },
)


@given(patch=VALUES, base=st.integers(0, 9), state=st.sampled_from(["confirmed", "completed"]))
def test_every_wanted_value_is_applied_equal_or_parked(patch: Any, base: int, state: str) -> None:
    standing = row(5, state=state)
    verdict = decide(standing, op(base, **patch), "laptop")
    after = {**standing.body, **verdict.applied}
    for field, wanted in patch.items():
        assert after.get(field) == wanted or verdict.parked[field] == wanted


@given(patch=VALUES)
def test_folding_twice_is_folding_once(patch: Any) -> None:
    once = fold(BODY, "booking", patch)
    assert fold(once, "booking", patch) == once
