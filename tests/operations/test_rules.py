from __future__ import annotations

import pytest

from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.rules import Rule
from jd_desktop.operations import rules
from jd_desktop.operations.undo import undo
from jd_desktop.operations.work import entity
from jd_desktop.store.school import rules as standing
from tests.outbox.school import School


def of(school: School, event: str) -> list[Rule]:
    with school.reading() as db:
        return [r for r in standing(db) if r.event == event]


def test_a_usual_rule_becomes_the_schools_own_and_can_be_taken_back(school: School) -> None:
    (usual,) = of(school, "moved")
    changes = rules.save(school.work, Rule(usual.id, "moved", ("sms", "email")))
    (own,) = of(school, "moved")
    assert (own.channels, own.is_usual) == (("sms", "email"), False)
    assert changes.action
    undo(school.work, changes.action.n)
    assert of(school, "moved") == [usual]


def test_a_second_reminder_is_another_rule(school: School) -> None:
    rules.save(school.work, Rule("", "reminder", ("sms",), 120))
    rules.save(school.work, Rule("", "reminder", ("email",), 2 * 1440))
    assert [(r.lead_minutes, r.channels) for r in of(school, "reminder")] == [
        (2880, ("email",)), (1440, ("sms",)), (120, ("sms",)),
    ]  # fmt: skip


def test_an_event_is_turned_off_and_on(school: School) -> None:
    (usual,) = of(school, "cancelled")
    rules.save(school.work, Rule(usual.id, "cancelled", (), active=False))
    assert not of(school, "cancelled")[0].active
    rules.save(school.work, Rule(usual.id, "cancelled", ("sms",)))
    assert of(school, "cancelled")[0].channels == ("sms",)


@pytest.mark.parametrize(
    "rule",
    [
        Rule("", "birthday", ("sms",)),
        Rule("", "moved", ("pigeon",)),
        Rule("", "moved", ()),
        Rule("", "reminder", ("sms",), 5),
        Rule("", "reminder", ("sms",), 90 * 1440),
    ],
)
def test_a_rule_that_means_nothing_is_not_kept(school: School, rule: Rule) -> None:
    with pytest.raises(BadInput):
        rules.save(school.work, rule)


def test_a_student_chooses_what_to_hear_of(school: School) -> None:
    rules.turn_off(school.work, "student", school.mia, ["confirmed", "reminder"])
    school.book()
    assert [m.reason for m in school.messages()] == ["not_wanted"]
    rules.turn_off(school.work, "student", school.mia, [])
    school.book(day=2)
    assert sorted(m.state for m in school.messages()) == ["queued", "suppressed"]


def test_only_what_exists_can_be_turned_off(school: School) -> None:
    with pytest.raises(BadInput):
        rules.turn_off(school.work, "student", school.mia, ["birthday"])
    with pytest.raises(BadInput):
        rules.turn_off(school.work, "vehicle", "golf", ["moved"])


def test_what_was_turned_off_is_undone_whole(school: School) -> None:
    rules.turn_off(school.work, "student", school.mia, ["confirmed", "moved"])
    changes = rules.turn_off(school.work, "student", school.mia, ["moved", "reminder"])
    assert changes.action
    undo(school.work, changes.action.n)
    with school.reading() as db:
        assert entity(db, "student", school.mia)["messages_off"] == ["confirmed", "moved"]
