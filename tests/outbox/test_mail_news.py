"""A vendor's list of what became of e-mails: read page by page, each word once."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest

from jd_desktop.domain.clock import wire
from jd_desktop.domain.errors import Offline
from jd_desktop.domain.language import text
from jd_desktop.domain.message import Accepted
from jd_desktop.domain.ports import EmailEvent, EmailStatus
from jd_desktop.operations import students, suppressions
from jd_desktop.operations.work import entity
from jd_desktop.outbox import mail_news
from jd_desktop.outbox.mail_news import BACK, EVERY, KEPT, SELDOM, Page
from jd_desktop.outbox.run import Outbox
from jd_desktop.queries import suppressions as lists
from jd_desktop.store.tables import vendor_event
from tests.outbox.jobs import claimed, finish, job, record, set_jobs
from tests.outbox.school import School

MAIL = "mia@example.dk"
DELIVERED = EmailStatus("delivered")
BOUNCED = EmailStatus("undelivered", text("Adressen findes ikke."), "bounced", lasting=True)
SPAM = EmailStatus("delivered", complained=True)


@pytest.fixture
def mailed(school: School) -> School:
    """A school that has just sent an e-mail to Mia."""
    finish(school, claimed(school), Accepted("T1"))
    set_jobs(school, channel="email", recipient=MAIL)
    students.edit(school.work, school.mia, {"first_name": "Mia", "email": MAIL})
    return school


def do(school: School, step: Any, *more: Any) -> Any:
    with school.work.doing(text("Status"), undoable=False) as doing:
        return step(doing, *more)


def event(school: School, k: int, status: EmailStatus, *, hours: float = 0) -> EmailEvent:
    at = school.clock.now() + timedelta(hours=hours)
    return EmailEvent(f"e{k}", job(school).message_id, "T1", MAIL, at, status)


def read(school: School, *events: EmailEvent, following: str = "") -> Page | None:
    page: Page | None = do(school, mail_news.next_page)
    if page is not None:
        do(school, mail_news.store, page, events, following)
    return page


def mia(school: School) -> dict[str, Any]:
    with school.reading() as db:
        return entity(db, "student", school.mia) or {}


def test_the_first_reading_goes_as_far_back_as_the_list(mailed: School) -> None:
    page = read(mailed, event(mailed, 1, DELIVERED))
    assert page == Page(mailed.clock.now() - KEPT, "")
    assert (job(mailed).state, record(mailed).state) == ("delivered", "delivered")


def test_later_readings_begin_a_little_before_the_last_one(mailed: School) -> None:
    read(mailed)
    began = mailed.clock.now()
    assert read(mailed) is None
    mailed.clock.advance(EVERY)
    assert read(mailed) == Page(began - BACK, "")


def test_a_page_that_is_not_the_last_is_followed_by_the_next(mailed: School) -> None:
    first = read(mailed, following="c2")
    assert first is not None
    assert read(mailed, following="c3") == Page(first.since, "c2")
    assert read(mailed, event(mailed, 1, DELIVERED)) == Page(first.since, "c3")
    assert read(mailed) is None
    assert job(mailed).state == "delivered"


def test_a_vendor_that_cannot_be_asked_is_let_be_for_a_while(mailed: School) -> None:
    first = read(mailed, following="c2")
    do(mailed, mail_news.next_page)
    do(mailed, mail_news.give_up)
    assert read(mailed) is None
    mailed.clock.advance(EVERY)
    again = read(mailed)
    assert first is not None
    assert again is not None
    assert (again.cursor, again.since) == ("", first.since + EVERY)


def test_without_e_mail_nobody_is_asked(school: School) -> None:
    finish(school, claimed(school), Accepted("SM1"))
    assert read(school) is None


def test_when_all_have_arrived_only_complaints_are_waited_for(mailed: School) -> None:
    read(mailed, event(mailed, 1, DELIVERED))
    mailed.clock.advance(EVERY)
    assert read(mailed) is None
    mailed.clock.advance(SELDOM)
    assert read(mailed) is not None
    mailed.clock.advance(KEPT)
    assert read(mailed) is None


def test_a_bounce_a_complaint_and_their_reasons(mailed: School) -> None:
    read(mailed, event(mailed, 1, BOUNCED), following="c2")
    assert (record(mailed).state, record(mailed).reason) == ("undelivered", "bounced")
    assert mia(mailed)["email_bad"] == "bad"
    read(mailed, event(mailed, 2, SPAM))
    assert mia(mailed)["email_refused"] is True
    assert record(mailed).complained_at == wire(mailed.clock.now())


def test_a_word_counts_once_so_that_what_a_person_lifted_stays_lifted(mailed: School) -> None:
    spam = event(mailed, 1, SPAM, hours=2)
    read(mailed, spam)
    with mailed.reading() as db:
        (listed,) = lists.suppressions(db)
    suppressions.lift(mailed.work, listed.id, "Det var en fejl")
    mailed.clock.advance(SELDOM)
    read(mailed, spam)
    assert not mia(mailed).get("email_refused")


def test_a_word_settles_what_was_uncertain(mailed: School) -> None:
    set_jobs(mailed, state="uncertain", provider_id=None)
    read(mailed, event(mailed, 1, EmailStatus("accepted")))
    assert (job(mailed).state, job(mailed).provider_id) == ("accepted", "T1")


def test_a_word_on_another_computers_e_mail_is_left_to_it(mailed: School) -> None:
    other = EmailEvent("e1", "another", "T9", MAIL, mailed.clock.now(), SPAM)
    read(mailed, other)
    assert "email_refused" not in mia(mailed)


def test_old_words_are_forgotten(mailed: School) -> None:
    read(mailed, event(mailed, 1, EmailStatus("sent")))
    mailed.clock.advance(KEPT + 2 * BACK)
    set_jobs(mailed, created_at=wire(mailed.clock.now()))
    read(mailed)
    with mailed.reading() as db:
        assert db.execute(vendor_event.select()).all() == []


def test_the_outbox_reads_it_as_it_ticks(mailed: School) -> None:
    told = Told([event(mailed, 1, DELIVERED)])
    mailed_outbox(mailed, told).tick()
    assert job(mailed).state == "delivered"
    mailed.clock.advance(SELDOM)
    told.is_offline = True
    mailed_outbox(mailed, told).tick()
    mailed_outbox(mailed, told).tick()
    assert told.asked == 2


class Told:
    """A vendor's list that can be out of reach."""

    def __init__(self, events: list[EmailEvent]):
        self.all, self.asked, self.is_offline = tuple(events), 0, False

    def events(self, since: datetime, cursor: str = "") -> tuple[tuple[EmailEvent, ...], str]:
        self.asked += 1
        if self.is_offline:
            raise Offline(text("SparkPost kan ikke spørges lige nu."))
        return self.all, ""


def mailed_outbox(school: School, told: Told) -> Any:
    return Outbox(school.write, {}, school.clock, random=Random(), news=lambda: told)
