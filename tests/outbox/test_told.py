"""A webhook told the central, the central told us: no message is looked up or sent in vain."""

from __future__ import annotations

from typing import Any

import pytest

from jd_desktop.domain.language import text
from jd_desktop.domain.message import Accepted, Uncertain
from jd_desktop.operations import messages
from jd_desktop.outbox import reconcile, told
from jd_desktop.queries.messages import outbox_list
from tests.outbox.jobs import TERMS, claimed, finish, job, record, set_jobs, take
from tests.outbox.school import School


def hook(school: School, state: str, provider_id: str = "SM9", **more: Any) -> None:
    """The central's word on the last message arrives."""
    with school.work.doing(text("Status"), undoable=False) as doing:
        values = {"state": state, "provider_id": provider_id, **more}
        doing.set("message", job(school).message_id, values)


def heed(school: School) -> int:
    with school.work.doing(text("Status"), undoable=False) as doing:
        return told.heed(doing)


def look(school: School) -> reconcile.Lookup | None:
    with school.work.doing(text("Status"), undoable=False) as doing:
        return reconcile.next_lookup(doing, "sms", TERMS)


def test_an_uncertain_message_is_settled_without_asking_the_vendor(school: School) -> None:
    finish(school, claimed(school), Uncertain("ReadTimeout"))
    hook(school, "sent")
    school.later(minutes=5)
    assert heed(school) == 1
    assert look(school) is None
    assert (job(school).state, job(school).provider_id) == ("sent", "SM9")
    assert record(school).state == "sent"


@pytest.mark.parametrize("attempts", [0, 1])
def test_what_waits_to_be_sent_is_not_once_it_is_known_to_have_left(
    school: School, attempts: int
) -> None:
    finish(school, claimed(school), Uncertain("ReadTimeout"))
    set_jobs(school, state="queued", attempts=attempts)
    hook(school, "accepted")
    school.later(minutes=5)
    heed(school)
    assert take(school) is None
    assert job(school).state == "accepted"


def test_nobody_decides_what_is_known(school: School) -> None:
    finish(school, claimed(school), Uncertain("ReadTimeout"))
    set_jobs(school, state="needs_decision")
    hook(school, "undelivered", reason="30003")
    heed(school)
    assert job(school).state == "undelivered"
    with school.reading() as db:
        assert [r.state for r in outbox_list(db)] == ["undelivered"]


@pytest.mark.parametrize("state", ["sent", "delivered", "undelivered"])
def test_a_status_is_taken_over(school: School, state: str) -> None:
    finish(school, claimed(school), Accepted("SM1"))
    hook(school, state, "SM1")
    assert heed(school) == 1
    assert heed(school) == 0
    assert job(school).state == state


def test_a_lower_word_changes_nothing(school: School) -> None:
    finish(school, claimed(school), Accepted("SM1"))
    set_jobs(school, state="sent")
    assert heed(school) == 0
    assert job(school).state == "sent"


def test_a_message_that_a_person_sends_anew_still_goes(school: School) -> None:
    finish(school, claimed(school), Accepted("SM1"))
    hook(school, "undelivered", "SM1")
    heed(school)
    messages.retry(school.work, job(school).id)
    assert heed(school) == 0
    assert take(school) is not None


def test_what_is_being_sent_is_its_attempts_own(school: School) -> None:
    taken = claimed(school)
    hook(school, "sent")
    assert heed(school) == 0
    assert finish(school, taken, Accepted("SM9"))
    heed(school)
    assert (job(school).state, job(school).provider_id) == ("sent", "SM9")
