from __future__ import annotations

import pytest
from sqlalchemy import update

from jd_desktop.central.database import writing
from jd_desktop.central.refusals import Refusal
from jd_desktop.central.tables import device
from jd_desktop.domain.merge import Op
from tests.central.school import Device, School, booked


def test_a_push_sent_twice_takes_effect_once(school: School, laptop: Device) -> None:
    batch = [laptop.write(Op("booking", "a", 0, booked())) for _ in range(1)]
    batch += [laptop.write(Op("booking", "a", 0, {"note": "husk"}))]
    first = laptop.push(*batch)
    rows = school.rows()
    again = laptop.push(*batch)
    assert (first.last_n, first.head) == (again.last_n, again.head) == (2, 2)
    assert first.notes == again.notes
    assert school.rows() == rows
    assert [line.n for line in school.ledger()] == [1, 2]


def test_an_old_request_that_comes_late_changes_nothing(school: School, laptop: Device) -> None:
    old = laptop.write(Op("booking", "a", 0, booked(note="først")))
    laptop.push(old)
    laptop.patch("a", note="siden")
    answer = laptop.push(old)
    assert answer.last_n == 2
    assert school.body("booking", "a")["note"] == "siden"


def test_nothing_is_taken_past_a_hole(school: School, laptop: Device) -> None:
    first, lost, third = (laptop.write(Op("booking", r, 0, booked(k))) for k, r in enumerate("abc"))
    answer = laptop.push(first, third)
    assert answer.last_n == 1
    assert set(school.rows()) == {("booking", "a")}
    assert laptop.push(third).last_n == 1
    assert laptop.push(lost, third).last_n == 3


def test_different_fields_of_one_row_merge(school: School, office: Device, laptop: Device) -> None:
    office.do(Op("booking", "a", 0, booked()))
    assert office.patch("a", 1, note="kontoret") == ("applied", "")
    assert laptop.patch("a", 1, pickup="Torvet") == ("applied", "")
    body = school.body("booking", "a")
    assert (body["note"], body["pickup"]) == ("kontoret", "Torvet")


def test_the_same_field_waits_for_a_person(school: School, office: Device, laptop: Device) -> None:
    office.do(Op("booking", "a", 0, booked()))
    office.patch("a", 1, note="kontoret")
    outcome, conflict_id = laptop.patch("a", 1, note="Bos")
    assert outcome == "parked"
    assert school.body("booking", "a")["note"] == "kontoret"
    conflict = school.body("conflict", conflict_id)
    assert conflict["by"] == "Bo"
    assert conflict["changes"][0]["mine"] == {"note": "Bos"}
    assert conflict["changes"][0]["theirs"] == {"note": "kontoret"}


@pytest.mark.parametrize("taken", [False, True])
def test_a_swap_stands_or_waits_as_one(
    school: School, office: Device, laptop: Device, taken: bool
) -> None:
    a, b = booked(0), booked(5)
    office.do(Op("booking", "a", 0, a))
    office.do(Op("booking", "b", 0, b))
    if taken:
        office.patch("b", **{k: booked(9)[k] for k in ("starts", "ends")})
    swap = [
        Op("booking", row, seq, {k: other[k] for k in ("starts", "ends")})
        for row, seq, other in (("a", 1, b), ("b", 2, a))
    ]
    outcome, _ = laptop.do(*swap)
    assert outcome == ("parked" if taken else "applied")
    assert (school.body("booking", "a")["starts"] == a["starts"]) is taken
    if taken:
        (conflict,) = school.conflicts("parked")
        assert conflict["subjects"] == ["a", "b"]


@pytest.mark.parametrize("fact_first", [False, True])
def test_a_completion_beats_a_cancellation_whichever_comes_first(
    school: School, office: Device, laptop: Device, fact_first: bool
) -> None:
    office.do(Op("booking", "a", 0, booked()))
    acts = [lambda: office.patch("a", 1, state="cancelled", cancelled_by="school"),
            lambda: laptop.patch("a", 1, state="completed")]  # fmt: skip
    outcomes = [act()[0] for act in (reversed(acts) if fact_first else acts)]
    assert school.body("booking", "a")["state"] == "completed"
    assert outcomes[1] == ("parked" if fact_first else "overruled")
    assert len(school.conflicts("parked") + school.conflicts("overruled")) == 1


def test_an_edit_of_a_deleted_row_waits(school: School, office: Device, laptop: Device) -> None:
    office.do(Op("booking", "a", 0, booked()))
    office.do(Op("booking", "a", 1, delete=True))
    assert laptop.patch("a", 1, note="for sent")[0] == "parked"
    assert school.conflicts("parked")[0]["reason"] == "edit_deleted"


def test_deleting_what_somebody_has_edited_waits(
    school: School, office: Device, laptop: Device
) -> None:
    office.do(Op("booking", "a", 0, booked()))
    office.patch("a", note="vigtig")
    assert laptop.do(Op("booking", "a", 1, delete=True))[0] == "parked"
    assert school.conflicts("parked")[0]["reason"] == "delete_edited"
    assert not school.rows()["booking", "a"].deleted


@pytest.mark.parametrize(
    "bad",
    [
        Op("booking", "x", 0, {**booked(), "ends": "2020-01-01T00:00:00Z"}),
        Op("booking", "x", 0, {**booked(), "starts": "i morgen"}),
        Op("booking", "x", 0, {**booked(), "student_ids": [{"a": 1}]}),
        Op("booking", "x", 0, {**booked(), "instructor_id": "i" * 4000}),
        Op("student", "x", 0, {"first_name": "A", "tags": {"add": 3}}),
        Op("student", "x", 0, {"first_name": "A", "birth_date": "0000"}),
        Op("booking_type", "x", 0, {"name": "A", "minutes": 10**40}),
        Op("hologram", "x", 0, {"size": 10**40, "nul": "\0", "half": float("nan")}),
    ],
)
def test_what_cannot_be_read_is_parked_and_the_queue_moves_on(
    school: School, laptop: Device, bad: Op
) -> None:
    answer = laptop.push(laptop.write(bad), laptop.write(Op("booking", "a", 0, booked())))
    assert answer.last_n == 2
    assert [note.outcome for note in answer.notes] == ["parked", "applied"]
    (conflict,) = school.conflicts("parked")
    assert conflict["reason"].startswith("invalid: ")
    assert conflict["changes"][0]["mine"].keys() == bad.set.keys()
    assert (bad.kind, "x") not in school.rows()


def test_a_swap_of_very_many_rows_can_wait_on_any_database(
    school: School, office: Device, laptop: Device
) -> None:
    rows = [f"{k:036}" for k in range(120)]
    office.do(*(Op("booking", r, 0, booked(k * 3)) for k, r in enumerate(rows)))
    office.patch(rows[0], note="kontoret")
    outcome, conflict_id = laptop.do(*(Op("booking", r, 1, {"note": "Bos"}) for r in rows))
    assert outcome == "parked"
    seq = school.seq("conflict", conflict_id)
    assert laptop.do(Op("conflict", conflict_id, seq, {"state": "resolved"}))[0] == "applied"


def test_the_ledger_keeps_the_whole_mutation_and_its_outcome(
    school: School, laptop: Device
) -> None:
    made = laptop.write(Op("booking", "a", 0, booked(weather="sne")))
    laptop.push(made)
    (line,) = school.ledger()
    assert line.mutation == made.model_dump(exclude={"epoch"})
    assert (line.outcome, line.user_id, line.device_id) == (
        "applied", laptop.sender.user_id, laptop.sender.device_id,
    )  # fmt: skip


def test_a_push_for_another_epoch_is_gone_and_tells_the_right_one(
    school: School, laptop: Device
) -> None:
    with pytest.raises(Refusal) as refused:
        laptop.push(laptop.write(Op("booking", "a", 0, booked())), epoch="en anden")
    assert refused.value.code == "gone"
    assert refused.value.told == {"epoch": school.epoch}
    assert school.rows() == {}


def test_a_cloned_computer_is_told_and_changes_nothing(school: School, laptop: Device) -> None:
    laptop.do(Op("booking", "a", 0, booked()))
    twin = Device(school, laptop.sender)
    other = twin.write(Op("booking", "b", 0, booked()))
    more = twin.write(Op("booking", "c", 0, booked()))
    with pytest.raises(Refusal) as refused:
        twin.push(other, more)
    assert refused.value.code == "clone"
    assert set(school.rows()) == {("booking", "a")}


def test_a_device_closed_after_it_was_let_in_is_refused_under_the_gate(
    school: School, laptop: Device
) -> None:
    with writing(school.engine, school.id) as db:
        db.execute(update(device).values(revoked_at="2026-11-23T08:00:00.000Z"))
    with pytest.raises(Refusal) as refused:
        laptop.push(laptop.write(Op("booking", "a", 0, booked())))
    assert refused.value.code == "revoked"
    assert school.rows() == {}
