from __future__ import annotations

from jd_desktop.domain.events import EVENTS
from jd_desktop.domain.rules import Rule, channels, rule_id, standing, usual


def test_a_school_that_has_said_nothing_tells_of_lessons_by_sms_and_reminds_a_day_ahead() -> None:
    rules = usual("s")
    assert channels(rules, "confirmed") == ("sms",)
    assert channels(rules, "moved") == ("sms",)
    assert channels(rules, "cancelled") == ("sms",)
    (reminder,) = [r for r in rules if r.event == "reminder"]
    assert (reminder.channels, reminder.lead_minutes) == (("sms",), 24 * 60)


def test_nobody_is_welcomed_or_chased_unless_the_school_says_so() -> None:
    for event in ("welcome", "document_missing", "test_countdown", "announcement"):
        assert channels(usual("s"), event) == ()


def test_every_event_has_a_rule_to_change() -> None:
    assert {rule.event for rule in usual("s")} == set(EVENTS)


def test_a_record_takes_the_place_of_the_usual_rule() -> None:
    own = {"id": rule_id("s", "moved"), "event": "moved", "channels": ["email", "sms"]}
    assert channels(standing("s", [own]), "moved") == ("sms", "email")
    assert channels(standing("s", [{**own, "active": False}]), "moved") == ()
    assert channels(standing("s", [own]), "confirmed") == ("sms",)


def test_a_second_reminder_leaves_the_first_as_it_is() -> None:
    second = {
        "id": rule_id("s", "reminder", 2), "event": "reminder", "channels": ["email"],
        "lead_minutes": 120,
    }  # fmt: skip
    leads = [r.lead_minutes for r in standing("s", [second]) if r.event == "reminder"]
    assert leads == [1440, 120]


def test_a_rule_for_some_types_says_nothing_of_others() -> None:
    rule = Rule("r", "confirmed", ("sms",), types=frozenset({"theory"}))
    assert channels([rule], "confirmed", booking_type_id="theory") == ("sms",)
    assert channels([rule], "confirmed", booking_type_id="drive") == ()
    assert channels([rule], "confirmed", booking_type_id="theory", off=["confirmed"]) == ()


def test_what_a_newer_program_tells_of_is_left_alone() -> None:
    rules = standing("s", [{"id": "x", "event": "birthday", "channels": ["pigeon"]}])
    assert "birthday" not in {r.event for r in rules}
