from __future__ import annotations

from jd_desktop.domain.language import text
from jd_desktop.domain.message import RANKS
from jd_desktop.operations import students
from jd_desktop.queries.conversation import Line, conversation, went
from tests.outbox.school import School


def lines(school: School, student: str = "") -> list[Line]:
    with school.reading() as db:
        return conversation(db, student or school.mia)


def outcome(school: School, state: str, **values: object) -> None:
    (job,) = school.jobs()
    school.end(job.id, state)
    with school.work.doing(text("Status"), undoable=False) as doing:
        doing.set("message", job.message_id, values)


def test_what_was_written_to_a_student_in_order(school: School) -> None:
    booking = school.book()
    school.end(school.jobs()[0].id, "delivered")
    school.later(hours=1)
    school.move(booking, hour=14)
    first, second = lines(school)
    assert (str(first.label), str(first.went), first.reason) == (
        "Booking bekræftet", "Leveret", None,
    )  # fmt: skip
    assert (str(second.label), str(second.went)) == ("Booking flyttet", "Venter")
    assert "fortrudt" in str(second.reason)
    assert first.is_here
    assert first.address == "+4520000001"
    assert lines(school, school.ida) == []


def test_a_failure_says_what_is_wrong_and_what_helps(school: School) -> None:
    school.book()
    outcome(school, "undelivered", code="30005")
    (line,) = lines(school)
    assert str(line.reason) == "Nummeret findes ikke."
    assert str(line.next_step) == "Ret nummeret, og send beskeden igen."


def test_what_was_not_sent_says_why(school: School) -> None:
    students.edit(school.work, school.mia, {"first_name": "Mia", "sms_refused": True})
    school.book()
    (line,) = lines(school)
    assert (str(line.went), line.is_here) == ("Ikke sendt", False)
    assert "ønsker ikke SMS" in str(line.reason)


def test_what_another_computer_sends_is_told_in_words_too(school: School) -> None:
    school.book()
    (job,) = school.jobs()
    school.another_computer_owns(job)
    (line,) = lines(school)
    assert (line.state, line.is_here) == ("queued", False)


def test_a_complaint_goes_before_that_it_arrived(school: School) -> None:
    school.book()
    outcome(school, "delivered", complained_at="2026-11-23T09:00:00.000Z")
    (line,) = lines(school)
    assert "uønsket" in str(line.reason)


def test_only_the_latest_of_a_long_conversation(school: School) -> None:
    for day in (1, 2, 3):
        school.book(day=day)
        school.later(minutes=5)
    with school.reading() as db:
        some = conversation(db, school.mia, limit=2)
    assert [line.at.minute for line in some if line.at] == [5, 10]


def test_every_state_has_a_word() -> None:
    assert all(str(went(state)) != "Ukendt" for state in RANKS)
