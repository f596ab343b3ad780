from __future__ import annotations

from typing import Any

import pytest

from jd_desktop.domain.agreement import Author, Mutation, Note, take
from jd_desktop.domain.merge import Op
from tests.domain.books import PlainDiary

OFFICE, LAPTOP = Author("office", "Lone"), Author("laptop", "Bo", "Bos laptop")
NEW = {
    "instructor_id": "bo", "starts": "2026-11-24T09:00:00.000Z", "ends": "2026-11-24T10:00:00.000Z",
    "state": "confirmed",
}  # fmt: skip


def mutation(n: int, *ops: Op) -> Mutation:
    return Mutation(n, "2026-11-23T08:00:00.000Z", "Bo", ops)


def patch(row: str, base: int, **values: Any) -> Op:
    return Op("booking", row, base, values, was={k: "før" for k in values})


@pytest.fixture
def diary() -> PlainDiary:
    diary = PlainDiary()
    for n, row in enumerate("ab", start=1):
        take(mutation(n, Op("booking", row, 0, NEW)), OFFICE, diary)
    return diary


def test_a_parked_change_is_told_with_before_mine_and_theirs(diary: PlainDiary) -> None:
    take(mutation(3, patch("a", 1, note="kontorets")), OFFICE, diary)
    note = take(mutation(1, patch("a", 1, note="Bos")), LAPTOP, diary)
    conflict = diary.row("conflict", note.conflict_id)
    assert note.outcome == "parked"
    assert conflict is not None
    (change,) = conflict.body["changes"]
    assert (change["before"], change["mine"], change["theirs"]) == (
        {"note": "før"}, {"note": "Bos"}, {"note": "kontorets"},
    )  # fmt: skip
    assert (conflict.body["by"], conflict.body["device"]) == ("Bo", "Bos laptop")


def test_later_changes_of_a_device_join_its_waiting_one(diary: PlainDiary) -> None:
    take(mutation(3, patch("a", 1, note="kontorets")), OFFICE, diary)
    first = take(mutation(1, patch("a", 1, note="Bos")), LAPTOP, diary)
    second = take(mutation(2, patch("a", 1, note="Bos igen")), LAPTOP, diary)
    assert first.conflict_id == second.conflict_id
    (conflict,) = diary.conflicts()
    assert conflict.body["numbers"] == [1, 2]
    assert conflict.body["changes"][0]["mine"] == {"note": "Bos igen"}


def test_half_a_swap_is_no_swap(diary: PlainDiary) -> None:
    take(mutation(3, patch("a", 1, starts="2026-11-24T07:00:00.000Z")), OFFICE, diary)
    swap = mutation(
        1,
        patch("a", 1, starts="2026-11-24T08:00:00.000Z"),
        patch("b", 2, starts="2026-11-24T08:30:00.000Z"),
    )
    assert take(swap, LAPTOP, diary).outcome == "parked"
    b = diary.row("booking", "b")
    assert b is not None
    assert b.body["starts"] == NEW["starts"]
    (conflict,) = diary.conflicts()
    assert {c["id"] for c in conflict.body["changes"]} == {"a", "b"}


def test_a_new_row_stands_even_where_its_companion_waits(diary: PlainDiary) -> None:
    take(mutation(3, patch("a", 1, note="x")), OFFICE, diary)
    both = mutation(1, patch("a", 1, note="y"), Op("booking", "c", 0, NEW))
    take(both, LAPTOP, diary)
    assert diary.row("booking", "c") is not None


def test_what_cannot_be_valid_waits_with_its_reason_and_the_queue_moves_on(
    diary: PlainDiary,
) -> None:
    note = take(mutation(1, patch("a", 1, ends="2026-11-24T08:00:00.000Z")), LAPTOP, diary)
    assert note.outcome == "parked"
    conflict = diary.row("conflict", note.conflict_id)
    assert conflict is not None
    assert "slutte efter" in conflict.body["reason"]
    assert take(mutation(2, patch("a", 1, note="videre")), LAPTOP, diary).outcome == "applied"


def test_a_kind_nobody_knows_waits(diary: PlainDiary) -> None:
    note = take(mutation(1, Op("spaceship", "x", 0, {"name": "Y"})), LAPTOP, diary)
    assert note.outcome == "parked"


@pytest.mark.parametrize("completed_first", [True, False])
def test_completed_beats_cancelled_in_either_order_and_is_told(
    diary: PlainDiary, completed_first: bool
) -> None:
    done = (mutation(1, patch("a", 1, state="completed")), LAPTOP)
    off = (mutation(3, patch("a", 1, state="cancelled", cancelled_by="student")), OFFICE)
    for what, who in (done, off) if completed_first else (off, done):
        take(what, who, diary)
    row = diary.row("booking", "a")
    assert row is not None
    assert row.body["state"] == "completed"
    (conflict,) = diary.conflicts()
    values = [*conflict.body["changes"][0]["mine"].values(),
              *conflict.body["changes"][0]["theirs"].values()]  # fmt: skip
    assert {"completed", "cancelled"} <= set(values)
    assert conflict.body["reason"] == "fact"


@pytest.mark.parametrize(
    "values",
    [
        {"state": ["completed"]},
        {"student_ids": [{"id": "s"}]},
        {"instructor_id": "i" * 5000},
        {"instructor_id": "i\0"},
        {"starts": "0001-01-01T00:00:00+10:00"},
        {"price_ore": 10**30},
        {"attendance": "ja"},
    ],
)
def test_an_unreadable_patch_waits_and_nothing_breaks(
    diary: PlainDiary, values: dict[str, Any]
) -> None:
    before = diary.row("booking", "a")
    note = take(mutation(1, Op("booking", "a", 1, values)), LAPTOP, diary)
    conflict = diary.row("conflict", note.conflict_id)
    assert note.outcome == "parked"
    assert conflict is not None
    assert conflict.body["reason"].startswith("invalid: ")
    assert conflict.body["changes"][0]["mine"] == values
    assert diary.row("booking", "a") == before


@pytest.mark.parametrize("tags", ["nat", {"add": "nat"}, {"add": [{}]}, [["nat"]], 7])
def test_tags_that_are_no_tags_wait(diary: PlainDiary, tags: Any) -> None:
    note = take(
        mutation(1, Op("student", "s", 0, {"first_name": "A", "tags": tags})), LAPTOP, diary
    )
    assert note.outcome == "parked"
    assert diary.row("student", "s") is None


def test_a_device_may_decide_a_conflict_but_not_make_rewrite_or_delete_one(
    diary: PlainDiary,
) -> None:
    take(mutation(3, patch("a", 1, note="kontorets")), OFFICE, diary)
    real = take(mutation(1, patch("a", 1, note="Bos")), LAPTOP, diary).conflict_id
    forged = Op("conflict", "overlap:a:b:instructor:bo", 0, {"what": "overlap", "state": "open"})
    for n, op in enumerate(
        [forged, Op("conflict", real, 4, {"changes": []}), Op("conflict", real, 4, delete=True)], 2
    ):
        assert take(mutation(n, op), LAPTOP, diary).outcome == "parked"
    assert diary.row("conflict", forged.id) is None
    assert take(mutation(5, Op("conflict", real, 4, {"state": "resolved"})), LAPTOP, diary) == (
        Note(5, "applied")
    )


def test_the_conflict_of_many_rows_has_an_id_that_can_be_pushed(diary: PlainDiary) -> None:
    rows = [f"{k:036}" for k in range(60)]
    take(mutation(3, *(Op("booking", r, 0, NEW) for r in rows)), OFFICE, diary)
    take(mutation(4, patch(rows[0], 1, note="kontorets")), OFFICE, diary)
    moves = [patch(r, 1, note="Bos") for r in rows]
    first = take(mutation(1, *moves), LAPTOP, diary)
    again = take(mutation(2, *moves), LAPTOP, diary)
    assert first.outcome == "parked"
    assert first.conflict_id == again.conflict_id
    assert len(first.conflict_id) <= 200


def test_a_field_of_a_newer_version_survives_an_older_server(diary: PlainDiary) -> None:
    note = take(mutation(1, patch("a", 1, weather="sne")), LAPTOP, diary)
    row = diary.row("booking", "a")
    assert note.outcome == "applied"
    assert row is not None
    assert row.body["weather"] == "sne"
