from __future__ import annotations

import pytest

from jd_desktop.operations import messages, students
from jd_desktop.queries import message_list
from jd_desktop.queries.message_list import MessageCard, MessageRow, Wanted
from tests.outbox.school import School


def tray(school: School, name: str = "all", **filters: str) -> list[MessageRow]:
    with school.reading() as db:
        wanted = Wanted(name, **filters)
        rows = message_list.page_at(db, wanted, offset=0, limit=50)
        assert message_list.count(db, wanted) == len(rows)
        return rows


def counts(school: School) -> dict[str, int]:
    with school.reading() as db:
        return message_list.tray_counts(db)


def card(school: School, message_id: str) -> MessageCard:
    with school.reading() as db:
        found = message_list.card(db, message_id)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("state", "where"),
    [("needs_decision", "decide"), ("undelivered", "failed"), ("expired", "failed"),
     ("accepted", "sent"), ("delivered", "sent")],
)  # fmt: skip
def test_each_message_lies_in_the_tray_of_its_state(school: School, state: str, where: str) -> None:
    school.book()
    assert [row.student for row in tray(school, "waiting")] == ["Mia"]
    school.end(school.jobs()[0].id, state)
    assert tray(school, "waiting") == []
    assert [row.state for row in tray(school, where)] == [state]
    assert counts(school)[where] == counts(school)["all"] == 1


def test_what_failed_and_was_sent_anew_waits_for_nobody_any_more(school: School) -> None:
    school.book()
    (job,) = school.jobs()
    school.end(job.id, "undelivered")
    messages.retry(school.work, job.id)
    assert (counts(school)["failed"], counts(school)["waiting"]) == (0, 1)
    assert tray(school, "failed") == []
    assert len(tray(school, "all")) == 2


def test_filters_narrow_a_tray(school: School) -> None:
    booking = school.book()
    school.end(school.jobs()[0].id, "delivered")
    school.book(school.ida, day=2)
    school.later(hours=1)
    school.move(booking)
    assert {row.student for row in tray(school, search="ida")} == {"Ida"}
    assert [row.event for row in tray(school, search="mia", event="moved")] == ["moved"]
    assert tray(school, channel="email") == []
    assert tray(school, search="nobody") == []


def test_the_newest_comes_first_and_pages_follow_each_other(school: School) -> None:
    for day in (1, 2, 3):
        school.book(day=day)
        school.later(minutes=5)
    every = tray(school)
    with school.reading() as db:
        second = message_list.page_at(db, Wanted(), offset=1, limit=1)
    made = [row.made_at for row in every if row.made_at]
    assert made == sorted(made, reverse=True)
    assert second == [every[1]]


def test_a_card_tells_all_that_is_known(school: School) -> None:
    school.book()
    (job,) = school.jobs()
    known = card(school, job.message_id)
    assert (known.address, known.phone, known.segments) == ("+4520000001", "+4520000001", 1)
    assert (known.job_id, known.job_state, known.attempts) == (job.id, "queued", ())
    assert known.row.text.startswith("Hej Mia.")


def test_what_may_not_be_sent_says_why_and_has_no_job(school: School) -> None:
    students.edit(school.work, school.mia, {"first_name": "Mia", "sms_refused": True})
    school.book()
    (row,) = tray(school, "failed")
    assert (row.is_here, card(school, row.id).job_id) == (False, "")
    assert "ønsker ikke SMS" in str(row.words[0])


def test_a_message_that_is_gone_has_no_card(school: School) -> None:
    with school.reading() as db:
        assert message_list.card(db, "nowhere") is None
