"""Who is told of a booking, and how: by the school's rules, its types and its students."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from jd_desktop.domain.events import EMAIL
from jd_desktop.domain.language import text
from jd_desktop.domain.rules import rule_id
from jd_desktop.operations import bookings
from jd_desktop.store.tables import ENTITIES
from tests.outbox.school import School


def rule(school: School, event: str, *by: str, active: bool = True) -> None:
    with school.work.doing(text("Regel")) as doing:
        values = {"event": event, "channels": list(by), "active": active}
        doing.create("message_rule", values, rule_id("alone", event))


def change(school: School, kind: str, row_id: str, **values: object) -> None:
    with school.work.doing(text("Rettede")) as doing:
        doing.set(kind, row_id, values)


def told(school: School) -> list[tuple[str, str, str]]:
    return [(m.event, m.channel, m.state) for m in school.messages()]


def test_by_sms_where_the_school_has_said_nothing(school: School) -> None:
    school.book()
    assert told(school) == [("confirmed", "sms", "queued")]


def test_by_both_where_it_wants_both_each_to_its_own_address(school: School) -> None:
    change(school, "student", school.mia, email="mia@example.dk")
    rule(school, "confirmed", "sms", EMAIL)
    school.book()
    assert {(j.channel, j.recipient) for j in school.jobs()} == {
        ("sms", "+4520000001"), (EMAIL, "mia@example.dk"),
    }  # fmt: skip
    by_mail = next(m for m in school.messages() if m.channel == EMAIL)
    assert (by_mail.subject, by_mail.segments) == ("Fra Nordre", None)


def test_nothing_where_the_school_turned_it_off(school: School) -> None:
    rule(school, "confirmed", "sms", active=False)
    booking = school.book()
    assert told(school) == []
    school.move(booking)
    assert told(school) == [("moved", "sms", "queued")], "told of the lesson by mouth"


def test_nothing_for_a_type_that_has_it_off(school: School) -> None:
    with school.work.doing(text("Type")) as doing:
        kind = doing.create(
            "booking_type", {"name": "Møde", "minutes": 90, "messages_off": ["confirmed"]}
        )
    draft = bookings.Draft(
        school.ali, school.at(1, 10), school.at(1, 11), (school.mia,), booking_type_id=kind
    )
    bookings.create(school.work, draft)
    assert told(school) == []


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"messages_off": ["confirmed"]}, "not_wanted"),
        ({"sms_refused": True}, "opted_out"),
        ({"phone": None}, "no_phone"),
        ({"phone_bad": "30005"}, "phone_bad"),
    ],
)
def test_a_student_who_may_not_be_written_to_is_not_and_it_shows(
    school: School, values: dict[str, object], reason: str
) -> None:
    change(school, "student", school.mia, **values)
    school.book()
    assert school.jobs() == []
    assert [(m.state, m.reason) for m in school.messages()] == [("suppressed", reason)]


@pytest.mark.parametrize(
    ("why", "state", "reason"),
    [
        ("opted_out", "active", "opted_out"),
        ("bounced", "active", "phone_bad"),
        ("opted_out", "lifted", ""),
    ],
)
def test_an_address_that_the_school_has_closed_is_closed_until_it_is_opened(
    school: School, why: str, state: str, reason: str
) -> None:
    with school.work.doing(text("Spærret")) as doing:
        barred = {"channel": "sms", "address": "+4520000001", "reason": why, "state": state}
        doing.create("suppression", barred)
    school.book()
    assert [m.reason or "" for m in school.messages()] == [reason]


def own_template(school: School, words: str) -> None:
    from jd_desktop.domain.ids import keyed

    with school.work.doing(text("Skabelon")) as doing:
        values = {"event": "confirmed", "channel": "sms", "language": "da", "text": words}
        doing.create("template", values, keyed("alone", "template", "confirmed:sms:da"))


def test_a_school_says_it_in_its_own_words(school: School) -> None:
    own_template(school, "Så er der {type} til dig, {fornavn}!")
    school.book()
    (message,) = school.messages()
    assert message.text == "Så er der køretime til dig, Mia!"
    assert message.template_id


def test_words_that_cannot_be_used_never_stop_a_booking(school: School) -> None:
    own_template(school, "Hej {cpr}")
    with school.database.writer().begin() as db:
        db.execute(update(ENTITIES["student"]).values(last_name="{navn}"))
    school.book()
    assert [m.text.split(".")[0] for m in school.messages()] == ["Hej Mia"]
