"""A desktop dies before it writes down what it sent; Twilio tells the central, and all is well."""

from __future__ import annotations

import subprocess
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from jd_desktop.central.hook_commands import set_hook_secret
from jd_desktop.cli.reaching import outbox_of
from jd_desktop.domain.clock import FixedClock
from jd_desktop.main import Program, SystemClock
from jd_desktop.operations import bookings
from jd_desktop.runtime.threads import Guard, Net
from jd_desktop.store.tables import outbox_job
from tests.support.standin import ACCOUNT, SECRET, StandIn
from tests.support.town import Town, Typist

HOUR = timedelta(hours=1)


@pytest.fixture
def sender(town: Town, lone: Typist, twilio: StandIn) -> Typist:
    """Lone, who sends SMS of which Twilio tells the central."""
    path = set_hook_secret(town.database, town.school_id, "twilio", SECRET, clock=SystemClock())
    lone.environ["JD_SECRET_TWILIO_AUTH_TOKEN"] = SECRET
    with lone.program() as program:
        for name, value in (
            ("mode", "test"), ("twilio.base_url", twilio.address), ("twilio.sender", "Koreskole"),
            ("twilio.account_sid", ACCOUNT), ("outbox.hold_s", "0"),
            ("twilio.hook", town.direct + path),
        ):  # fmt: skip
            program.settings.set(name, value)
    return lone


def book(program: Program) -> None:
    starts = program.clock.now() + timedelta(days=2)
    bookings.create(program.work, bookings.Draft("ali", starts, starts + HOUR, ("ella",)))
    program.sync()


def test_what_was_sent_and_not_written_down_is_known_by_twilios_own_word(
    town: Town, sender: Typist, twilio: StandIn
) -> None:
    with sender.program() as program:
        book(program)
    twilio.fault("slow")
    sending = subprocess.Popen(
        sender.command("outbox", "run", "--until-idle"), env=sender.environ,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        while not twilio.messages():
            with suppress(subprocess.TimeoutExpired):
                raise AssertionError(f"it ended with {sending.wait(0.1)}, and sent nothing")
    finally:
        sending.kill()
        sending.wait()
    twilio.control.post("/_control/advance")
    told = twilio.control.post("/_control/advance").json()
    assert told["answers"] == [200, 200]
    state, looked = settle(sender, twilio)
    assert (state, looked) == ("delivered", [])
    assert len(twilio.messages()) == 1


def settle(typist: Typist, twilio: StandIn) -> tuple[str, list[Any]]:
    """Let the outbox go on five minutes later; returns the job's state, and what was looked up."""
    later = datetime.now(UTC) + timedelta(minutes=5)  # noqa: TID251 - the processes' own time
    with typist.program(FixedClock(later)) as program:
        program.sync()
        outbox = outbox_of(program, lambda action: action(program.work), Net(Guard()))
        outbox.tick()
        outbox.tick()
        with program.reading() as db:
            (job,) = db.execute(select(outbox_job))
    looked = [t for t in twilio.traffic() if t["method"] == "GET"]
    return job.state, looked
