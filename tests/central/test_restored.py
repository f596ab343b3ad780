"""After a central is put back from a backup, bases of the time before say nothing."""

from __future__ import annotations

from jd_desktop.domain.merge import Op
from jd_desktop.protocol.mutations import PushAnswer
from tests.central.school import Device, School, booked

HIGH = 900  # a base of the lost time, beyond all numbers of the present one


def resend(laptop: Device, before: dict[str, object], **values: object) -> tuple[str, str]:
    """Push what was done on a base of the epoch that was lost."""
    made = laptop.write(Op("booking", "a", HIGH, values, before))
    op = made.ops[0].model_copy(update={"was": before})
    lost = made.model_copy(update={"epoch": "skole-0", "ops": [op]})
    answer: PushAnswer = laptop.push(lost)
    return answer.notes[0].outcome, answer.notes[0].conflict_id


def test_another_persons_later_edit_is_not_overwritten_but_asked_about(
    school: School, office: Device, laptop: Device
) -> None:
    office.do(Op("booking", "a", 0, booked(note="gammel")))
    office.patch("a", note="kontorets")
    outcome, conflict = resend(laptop, {"note": "gammel"}, note="Bos")
    assert (outcome, school.body("booking", "a")["note"]) == ("parked", "kontorets")
    assert school.body("conflict", conflict)["changes"][0]["mine"] == {"note": "Bos"}


def test_what_stands_as_the_person_saw_it_simply_changes(
    school: School, office: Device, laptop: Device
) -> None:
    office.do(Op("booking", "a", 0, booked(note="gammel")))
    assert resend(laptop, {"note": "gammel"}, note="Bos")[0] == "applied"
    assert school.body("booking", "a")["note"] == "Bos"


def test_a_row_that_others_changed_is_not_deleted_on_an_old_base(
    school: School, office: Device, laptop: Device
) -> None:
    office.do(Op("booking", "a", 0, booked()))
    made = laptop.write(Op("booking", "a", HIGH, delete=True))
    answer = laptop.push(made.model_copy(update={"epoch": "skole-0"}))
    assert answer.notes[0].outcome == "parked"
    assert not school.rows()["booking", "a"].deleted


def test_ones_own_changes_are_no_strangers(school: School, laptop: Device) -> None:
    laptop.do(Op("booking", "a", 0, booked(note="en")))
    assert resend(laptop, {"note": "to"}, note="tre")[0] == "applied"


def test_a_number_sent_again_by_a_newer_program_is_no_clone(school: School, laptop: Device) -> None:
    made = laptop.write(Op("booking", "a", 0, booked()))
    laptop.push(made)
    again = laptop.push(made.model_copy(update={"epoch": school.epoch}))
    assert [n.outcome for n in again.notes] == ["applied"]
