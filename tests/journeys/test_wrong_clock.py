"""A laptop whose clock is hours or years off: what is shown and recorded is right all the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from jd_desktop.cli.window import Opening
from jd_desktop.domain.clock import FixedClock, instant, local_day
from jd_desktop.domain.language import text
from jd_desktop.host.paths import resources
from jd_desktop.main import Program, Start
from jd_desktop.queries.status import status
from jd_desktop.runtime.threads import Guard
from jd_desktop.store.tables import change, mutation
from jd_desktop.ui.app import application
from jd_desktop.ui.calendar.screen import CalendarScreen
from jd_desktop.ui.shell.main_window import MainWindow
from tests.support.street import asked
from tests.support.town import KEY, Town, Typist, copy_of

NEAR = timedelta(minutes=2)


@pytest.mark.parametrize(
    "off", [timedelta(hours=3), timedelta(hours=-3), timedelta(days=-3652)], ids=str
)
def test_records_and_calendar_have_the_right_time(
    off: timedelta, lone: Typist, town: Town, qtbot: QtBot, tmp_path: Path
) -> None:
    right = datetime.now(UTC)  # noqa: TID251 - the central runs by the real one
    wrong = FixedClock(right + off)
    with lone.program(wrong) as program:
        program.sync()
        assert abs(program.clock.now() - right) < NEAR
        with program.work.doing(text("Ny")) as doing:
            doing.create("student", {"first_name": "Ny", "last_name": "Elev"}, "ny")
        program.sync()
        ahead = asked(program, status).clock_off_s
        assert abs(timedelta(seconds=ahead) - off) < NEAR
        told = asked(program, lambda db: db.execute(select(mutation.c.at)).scalars().all())
        told += asked(program, lambda db: db.execute(select(change.c.at)).scalars().all())
        assert {abs(instant(at) - right) < NEAR for at in told[-2:]} == {True}
        agreed = asked(program, status).last_agreed
        assert abs(agreed - right) < NEAR
        assert copy_of(program) == town.rows()
    town.wire.cut()
    guard = Guard()
    again = Program(Start(lone.folder, {"JD_DATABASE_KEY": KEY}, wrong, guard))
    opening = Opening(application([], resources()), again, guard)
    opening.begin()
    window = opening.window
    assert isinstance(window, MainWindow)
    calendar = window.screens["calendar"]
    assert isinstance(calendar, CalendarScreen)
    assert calendar.view.on == local_day(right)
    qtbot.waitUntil(lambda: opening.desk.standing.state == "offline", timeout=20_000)
    window.close()
    again.close()


def test_a_clock_a_little_off_is_left_as_it_is(lone: Typist) -> None:
    right = datetime.now(UTC)  # noqa: TID251
    with lone.program(FixedClock(right + timedelta(minutes=3))) as program:
        program.sync()
        assert program.clock.offset == timedelta(0)
