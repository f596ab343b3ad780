"""From a booking to the student's phone: Twilio's own library against a stand-in on loopback."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TypeVar

import pytest

from jd_desktop.domain.changes import Changes
from jd_desktop.operations import automatic, conflicts, students
from jd_desktop.operations.undo import undo
from jd_desktop.operations.work import Work
from jd_desktop.outbox.run import Outbox
from jd_desktop.outbox.slip import sms
from jd_desktop.outbox.ways import Way
from jd_desktop.queries.booking_card import booking_card
from jd_desktop.queries.conflicts import inbox
from jd_desktop.queries.messages import channel_problems, failed_count, outbox_list, waiting_count
from tests.faults.vendor import Vendor, sender_at, served
from tests.outbox.school import School

T = TypeVar("T")
INVALID, OPTED_OUT, UNREACHABLE = "+15005550001", "+15005550004", "+15005550008"


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with served() as twilio:
        yield twilio


@pytest.fixture
def office(tmp_path: Path) -> Iterator[School]:
    """An office an hour ago: its clock is moved by hand and never overtakes the vendor's."""
    made = School(tmp_path, at=datetime.fromtimestamp(time.time(), UTC) - timedelta(hours=1))
    yield made
    made.close()


class Desk:
    """The outbox of an office."""

    def __init__(self, school: School, url: str, **account: str):
        self.school, self._holding = school, False
        sender = sender_at(url, **account)
        school.closing.callback(sender.close)
        self.outbox = Outbox(
            self.write, {"sms": Way(lambda: sender, sms)}, school.clock, random=Random(3)
        )

    def write(self, action: Callable[[Work], T]) -> T:
        """One transaction after the other: a call within one would be caught here."""
        assert not self._holding, "a transaction within a transaction"
        self._holding = True
        try:
            return action(self.school.work)
        finally:
            self._holding = False

    def after(self, **by: float) -> Changes:
        self.school.later(**by)
        return self.outbox.tick()

    def states(self) -> list[str]:
        return [j.state for j in self.school.jobs()]

    def shown(self, booking: str) -> list[str]:
        with self.school.reading() as db:
            card = booking_card(db, booking)
        assert card is not None
        return [m.state for m in card.messages]

    def reason(self) -> str:
        with self.school.reading() as db:
            return str(outbox_list(db)[0].reason)


@pytest.fixture
def desk(office: School, vendor: Vendor) -> Desk:
    return Desk(office, vendor.url)


def test_a_booking_reaches_the_phone_and_the_booking_shows_it(
    desk: Desk, office: School, vendor: Vendor
) -> None:
    booking = office.book()
    assert vendor.accepted() == []
    changes = desk.after(seconds=61)
    (sent,) = vendor.messages()
    assert (sent["to"], sent["body"][:7]) == ("+4520000001", "Hej Mia")
    assert changes.concerns(["message"])
    shown = [desk.shown(booking)]
    for seconds in (15, 45, 240):
        desk.after(seconds=seconds)
        shown.append(desk.shown(booking))
    assert shown == [["accepted"], ["accepted"], ["sent"], ["delivered"]]


def test_a_laptop_that_slept_two_days_sends_no_stale_reminder(
    desk: Desk, office: School, vendor: Vendor
) -> None:
    office.book(day=3, hour=10)
    for job in office.jobs():
        office.end(job.id, "delivered")
    for _ in range(3 * 24):
        if automatic.generate(office.work):
            break
        office.later(hours=1)
    assert "queued" in desk.states()
    desk.after(days=2)
    automatic.generate(office.work)
    desk.after(minutes=5)
    assert vendor.accepted() == []
    assert desk.states().count("expired") == 1
    assert desk.reason() == "Forældet – ikke sendt."


def test_undo_within_a_minute_and_the_vendor_hears_nothing(
    desk: Desk, office: School, vendor: Vendor
) -> None:
    office.book()
    assert office.last.action is not None
    desk.after(seconds=59)
    undo(office.work, office.last.action.n)
    desk.after(hours=1)
    assert vendor.accepted() == []


def test_moving_twice_within_a_minute_tells_the_student_once(
    desk: Desk, office: School, vendor: Vendor
) -> None:
    booking = office.book()
    desk.after(minutes=2)
    office.move(booking, hour=12)
    desk.after(seconds=30)
    office.move(booking, hour=14)
    desk.after(minutes=2)
    assert ["flyttet" in body for body in vendor.accepted()] == [False, True]


@pytest.mark.parametrize("decision", ["keep", "move"])
def test_the_waiting_double_booking_tells_nobody_and_after_the_decision_exactly_one(
    desk: Desk, office: School, vendor: Vendor, decision: str
) -> None:
    office.book()
    later = office.book(office.ida)
    desk.after(minutes=5)
    assert ["Mia" in body for body in vendor.accepted()] == [True]
    with office.reading() as db:
        (conflict,) = inbox(db)
    if decision == "keep":
        conflicts.keep_both(office.work, conflict.id)
    else:
        conflicts.move_one(office.work, conflict.id, later, office.at(1, 16))
    for _ in range(3):
        desk.after(minutes=5)
    assert ["Ida" in body for body in vendor.accepted()] == [False, True]


@pytest.mark.parametrize("fault", ["429", "reset_before", "503"])
def test_what_did_not_get_through_gets_through_once_later(
    desk: Desk, office: School, vendor: Vendor, fault: str
) -> None:
    office.book()
    vendor.fails(fault)
    desk.after(minutes=2)
    assert vendor.accepted() == []
    for _ in range(20):
        desk.after(minutes=1)
    assert len(vendor.accepted()) == 1
    assert desk.states() == ["delivered"]


@pytest.mark.parametrize("fault", ["reset_after", "500_after", "cut_after", "slow"])
def test_what_did_get_through_without_our_knowing_is_found_and_not_sent_again(
    desk: Desk, office: School, vendor: Vendor, fault: str
) -> None:
    office.book()
    vendor.fails(fault)
    desk.after(minutes=2)
    assert (desk.states(), len(vendor.accepted())) == (["uncertain"], 1)
    desk.after(seconds=1)
    assert desk.states() == ["accepted"]
    for _ in range(14):
        desk.after(minutes=1)
    assert len(vendor.accepted()) == 1


def test_a_bad_number_fails_with_words_and_a_corrected_one_goes(
    desk: Desk, office: School, vendor: Vendor
) -> None:
    students.edit(office.work, office.mia, {"first_name": "Mia", "phone": INVALID})
    booking = office.book()
    desk.after(minutes=2)
    assert (desk.states(), desk.shown(booking)) == (["failed"], ["failed"])
    assert desk.reason() == "Nummeret findes ikke."
    with office.reading() as db:
        assert (failed_count(db), waiting_count(db)) == (1, 0)
    assert vendor.accepted() == []


def test_one_who_opted_out_is_barred_from_then_on(
    desk: Desk, office: School, vendor: Vendor
) -> None:
    students.edit(office.work, office.mia, {"first_name": "Mia", "phone": OPTED_OUT})
    office.book()
    desk.after(minutes=2)
    office.book(day=2)
    assert [m.state for m in office.messages()] == ["failed", "suppressed"]


def test_a_phone_that_is_off_is_said_on_the_booking(
    desk: Desk, office: School, vendor: Vendor
) -> None:
    students.edit(office.work, office.mia, {"first_name": "Mia", "phone": UNREACHABLE})
    booking = office.book()
    desk.after(minutes=2)
    for _ in range(8):
        desk.after(minutes=5)
    assert desk.shown(booking) == ["undelivered"]
    assert "Telefonen" in desk.reason()


def test_a_wrong_key_pauses_the_channel_and_every_message_stays(
    office: School, vendor: Vendor
) -> None:
    desk = Desk(office, vendor.url, word="wrong")
    office.book()
    office.book(office.ida, day=2)
    desk.after(minutes=2)
    assert desk.states() == ["queued", "queued"]
    with office.reading() as db:
        assert "Twilio" in str(channel_problems(db)["sms"])
    mended = Desk(office, vendor.url)
    mended.after(minutes=16)
    assert len(vendor.accepted()) == 2
    with office.reading() as db:
        assert channel_problems(db) == {}


def test_nobody_at_home_is_tried_again(office: School) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
    desk = Desk(office, url)
    office.book()
    desk.after(minutes=2)
    (job,) = office.jobs()
    assert (job.state, job.attempts) == ("queued", 1)


def test_out_of_date_is_not_sent_and_says_why(desk: Desk, office: School, vendor: Vendor) -> None:
    office.book()
    desk.after(days=4)
    assert vendor.accepted() == []
    assert desk.reason() == "Forældet – ikke sendt."


def test_until_idle_passes_the_minute_sends_and_stops(
    desk: Desk, office: School, vendor: Vendor
) -> None:
    for day in range(1, 9):
        office.book(office.student(f"Elev {day}", f"+452000010{day}"), day=day)
    vendor.fails("", "503", "429")
    waited: list[timedelta] = []

    def wait(length: timedelta) -> None:
        waited.append(length)
        office.clock.advance(length)

    desk.outbox.run_until_idle(wait, patience=timedelta(minutes=11))
    assert len(vendor.accepted()) == 8
    assert sum(waited, timedelta()) < timedelta(minutes=15)


def test_until_idle_does_not_wait_for_a_person(desk: Desk, office: School, vendor: Vendor) -> None:
    office.book()
    office.book(office.ida)
    desk.outbox.run_until_idle(office.clock.advance)
    assert len(vendor.accepted()) == 1
