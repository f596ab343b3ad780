"""Two computers may send for a school; each message leaves once, from one of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from jd_desktop.cli.reaching import turns_of
from jd_desktop.cli.taking_over import taken_over
from jd_desktop.domain.clock import FixedClock
from jd_desktop.domain.language import text
from jd_desktop.main import Program
from jd_desktop.operations import bookings
from jd_desktop.operations.bookings import Draft
from jd_desktop.outbox.automation import Automation
from jd_desktop.outbox.run import Outbox
from jd_desktop.outbox.slip import sms
from jd_desktop.outbox.terms import Terms
from jd_desktop.outbox.ways import Way
from jd_desktop.queries.messages import outbox_list
from tests.faults.vendor import Vendor, sender_at, served
from tests.support.street import HOUR, NOON, Street
from tests.support.town import Town, furnish

QUICK = Terms(pace=timedelta(0), burst=1000, at_once=5)


@pytest.fixture
def lessons(*, is_long: bool) -> int:
    """How many lessons there are tomorrow, each with a student to be reminded."""
    return 1000 if is_long else 12


class Desktop:
    """A computer's outbox and what makes its automatic messages."""

    def __init__(self, program: Program, vendor: Vendor):
        self.program = program
        sender = sender_at(vendor.url)
        turns = turns_of(program, self.write)
        ways = {"sms": Way(lambda: sender, sms, QUICK)}
        self.outbox = Outbox(self.write, ways, program.clock, random=Random(5), turns=turns)
        self.automation = Automation(self.write, lambda: True, turns)
        self.close = sender.close

    def write(self, action: Any) -> Any:
        return action(self.program.work)

    def words(self) -> Counter[str]:
        """Why its messages ended as they did, or wait."""
        with self.program.reading() as db:
            return Counter(str(r.reason or r.state) for r in outbox_list(db))


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with served() as twilio:
        yield twilio


@contextmanager
def desktops(*programs: Program, vendor: Vendor) -> Iterator[list[Desktop]]:
    made = [Desktop(program, vendor) for program in programs]
    try:
        yield made
    finally:
        for each in made:
            each.close()


@pytest.fixture
def street(tmp_path: Path, clock: FixedClock, lessons: int) -> Iterator[Street]:
    """Two computers and a central whose clock is moved by hand, and lessons of tomorrow."""
    town = Town(f"sqlite:///{tmp_path / 'central.db'}", clock)
    people = [town.moves_in(tmp_path / n, f"{n}@skole.dk") for n in ("lone", "bo")]
    try:
        with people[0].program(clock) as lone, people[1].program(clock) as bo:
            furnish(lone)
            made = Street(town, lone, bo, clock)
            for k in range(lessons):
                with lone.work.doing(text("Ny")) as doing:
                    doing.create("instructor", {"name": f"K{k}", "active": True}, f"i{k}")
                    phone = f"+45{20304000 + k}"
                    doing.create("student", {"first_name": f"E{k}", "phone": phone}, f"e{k}")
                starts = NOON + k % 12 * timedelta(minutes=15)
                bookings.create(lone.work, Draft(f"i{k}", starts, starts + HOUR, (f"e{k}",)))
            made.agree()
            yield made
    finally:
        town.stop()


def reminded(vendor: Vendor) -> Counter[str]:
    return Counter(m["to"] for m in vendor.messages() if " Husk " in m["body"])


def confirm(street: Street, lone: Desktop) -> None:
    """Let what Lone told of by booking leave, before the day of the reminders."""
    street.clock.advance(timedelta(minutes=2))
    while lone.outbox.tick():
        pass
    street.agree()
    street.clock.advance(NOON - timedelta(hours=20) - street.clock.now())


def test_each_is_reminded_once_whoever_makes_the_reminders(
    street: Street, vendor: Vendor, lessons: int
) -> None:
    with desktops(street.lone, street.bo, vendor=vendor) as (lone, bo):
        confirm(street, lone)
        for each in (lone, bo):
            each.automation.tick()
        assert (lone.automation.is_the_one, bo.automation.is_the_one) == (True, False)
        street.lone.sync()
        lone.outbox.tick()  # some leave, and then Lone's computer is heard of no more
        assert 0 < sum(reminded(vendor).values()) < lessons
        street.clock.advance(timedelta(minutes=4))
        bo.automation.tick()
        assert bo.automation.is_the_one
        street.bo.sync()
        while bo.outbox.tick():
            pass
        assert set(reminded(vendor).values()) == {1}
        assert len(reminded(vendor)) == lessons
        while lone.outbox.tick():  # it wakes, with the rest still in its queue
            pass
        assert sum(reminded(vendor).values()) == lessons
        assert lone.words()["Sendt fra en anden computer."] > 0


def test_with_the_central_gone_nobody_sends_and_what_expires_says_why(
    street: Street, vendor: Vendor, lessons: int
) -> None:
    with desktops(street.lone, street.bo, vendor=vendor) as (lone, bo):
        confirm(street, lone)
        lone.automation.tick()
        street.lone.sync()
        street.town.wire.cut()
        while lone.outbox.tick() or bo.outbox.tick():
            pass
        assert not bo.automation.tick()
        assert reminded(vendor) == {}
        assert any("ingen anden computer" in words for words in lone.words())
        street.clock.advance(timedelta(days=2))
        lone.outbox.tick()
        assert reminded(vendor) == {}
        why = "Ikke sendt: det kunne ikke bekræftes, at ingen anden computer sendte den."
        assert lone.words()[why] == lessons


def test_what_a_lost_computer_had_queued_leaves_from_another_once(
    street: Street, vendor: Vendor, lessons: int
) -> None:
    with desktops(street.lone, street.bo, vendor=vendor) as (lone, bo):
        device = street.lone.settings.get("device.id")
        street.clock.advance(timedelta(minutes=2))
        lone.outbox.tick()
        gone = len(vendor.messages())
        assert 0 < gone < lessons
        came = taken_over(street.bo, device, bo.write)
        assert (came.taken, came.left) == (lessons - gone, gone)
        street.bo.sync()
        while bo.outbox.tick():
            pass
        while lone.outbox.tick():  # it wakes, and has not heard of it
            pass
        to = Counter(m["to"] for m in vendor.messages())
        assert (len(to), set(to.values())) == (lessons, {1})
