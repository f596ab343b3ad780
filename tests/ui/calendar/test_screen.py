from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import Connection

from jd_desktop.domain.changes import Changes
from jd_desktop.domain.clock import FixedClock, local_day
from jd_desktop.domain.language import text
from jd_desktop.domain.wording import Wording
from jd_desktop.operations.bookings import Draft, add
from jd_desktop.operations.work import Work
from jd_desktop.queries.calendar import Tile, team_day
from jd_desktop.runtime.threads import Guard, Threads
from jd_desktop.runtime.threads import start as start_threads
from jd_desktop.store import state
from jd_desktop.store.engine import Database
from jd_desktop.store.migrate import migrate
from jd_desktop.ui.calendar.screen import CalendarScreen
from jd_desktop.ui.calendar.source import SchoolSource
from jd_desktop.ui.calendar.view import VEHICLES, WEEK
from jd_desktop.ui.calendar.walltime import instant
from jd_desktop.ui.tasks import Tasks
from jd_desktop.ui.theme.look import Look
from tests.ui.calendar.rows import MONDAY

SOON = 30.0
Key = Qt.Key
Crew = Threads[Work, Connection]


def plant(work: Work) -> None:
    """Two instructors, a car, a type, two students, and Ella's lesson at ten with Bo."""
    with work.transaction() as db:
        migrate(db, backup=lambda: None)
    with work.transaction() as db:
        state.put(db, person={"user_id": "u", "name": "Lone", "role": "admin"}, alone=True)
    with work.doing(text("Oprettede skolen"), undoable=False) as doing:
        for name in ("Ali", "Bo"):
            doing.create("instructor", {"name": name, "active": True}, name.lower())
        doing.create("vehicle", {"plate": "CK 41 277", "active": True}, "golf")
        doing.create("booking_type", {"name": "Køretime", "minutes": 45, "active": True}, "kt")
        doing.create("student", {"first_name": "Ella", "last_name": "Krog"}, "ella")
        doing.create("student", {"first_name": "Emil", "last_name": "Bach"}, "emil")
        starts = instant(MONDAY, 600)
        add(doing, Draft("bo", starts, starts + timedelta(minutes=90), ("ella",), "golf"))


@pytest.fixture
def crew(tmp_path: Path, clock: FixedClock) -> Iterator[Crew]:
    guard = Guard()
    database = Database(tmp_path / "nord.db", bytes(32), guard=guard)
    crew: Crew = start_threads(
        lambda: Work(database.writer(), clock, lambda *_: Wording("", "Kære elev")),
        lambda: database.reader().connect(),
        guard,
    )
    crew.writer.run(plant).result(SOON)
    yield crew
    crew.shut_down(stop=lambda: None, budget=SOON)
    database.close()


@pytest.fixture
def screen(qtbot: QtBot, look: Look, clock: FixedClock, crew: Crew) -> CalendarScreen:
    tasks = Tasks(crew.readers, crew.writer)
    shown = CalendarScreen(look, tasks, clock, SchoolSource())
    tasks.setParent(shown)
    tasks.changed.connect(shown.note)
    tasks.failed.connect(lambda error: pytest.fail(str(error)))
    tasks.crashed.connect(pytest.fail)
    qtbot.addWidget(shown)
    shown.resize(1244, 816)
    shown.show()
    qtbot.waitUntil(lambda: bool(shown.grid.board.placed))
    shown.grid.setFocus()
    return shown


def tiles(crew: Crew) -> tuple[Tile, ...]:
    return crew.readers.run(lambda db: team_day(db, MONDAY)).result(SOON).tiles


def press(screen: CalendarScreen, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(screen.grid, key)


def test_the_day_is_shown_with_a_lane_for_each_instructor(screen: CalendarScreen) -> None:
    assert [c.lane.name for c in screen.grid.board.columns] == ["Ali", "Bo"]
    assert screen.title() == "Mandag 23. november · uge 48"


def test_a_booking_is_moved_with_the_keyboard_and_stored(
    screen: CalendarScreen, crew: Crew, qtbot: QtBot
) -> None:
    screen.grid.select(screen.grid.board.placed[0].tile.id)
    press(screen, Key.Key_Return, Key.Key_Left, Key.Key_Down, Key.Key_Return)
    qtbot.waitUntil(lambda: screen.grid.board.placed[0].column == 0)
    (tile,) = tiles(crew)
    assert (tile.instructor_id, tile.starts) == ("ali", instant(MONDAY, 615))


def test_delete_asks_why_and_cancels(screen: CalendarScreen, crew: Crew, qtbot: QtBot) -> None:
    screen.grid.select(screen.grid.board.placed[0].tile.id)
    press(screen, Key.Key_Delete)
    picker = screen.panels.inspector.picker
    qtbot.waitUntil(picker.isVisible)
    QTest.keyClick(picker, Key.Key_Return)
    qtbot.waitUntil(lambda: screen.grid.board.placed[0].tile.state == "cancelled")
    assert tiles(crew)[0].state == "cancelled"


def test_a_drawn_time_becomes_a_booking(screen: CalendarScreen, crew: Crew, qtbot: QtBot) -> None:
    screen.grid.drawn.emit("ali", instant(MONDAY, 780), instant(MONDAY, 840))
    editor = screen.panels.editor
    QTest.keyClicks(editor.people.search, "emil")
    qtbot.waitUntil(lambda: editor.people.matches.count() == 1)
    QTest.keyClick(editor.people.search, Key.Key_Return)
    QTest.keyClick(editor.note, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(screen.grid.board.placed) == 2)
    made = next(t for t in tiles(crew) if t.student_ids == ("emil",))
    assert (made.instructor_id, made.starts, made.ends) == (
        "ali",
        instant(MONDAY, 780),
        instant(MONDAY, 840),
    )


def test_the_week_of_the_instructor_under_the_cursor(screen: CalendarScreen, qtbot: QtBot) -> None:
    screen.grid.select(screen.grid.board.placed[0].tile.id)
    screen.show_week()
    qtbot.waitUntil(lambda: len(screen.grid.board.columns) == 5)
    assert (screen.view.mode, screen.view.instructor_id) == (WEEK, "bo")
    assert screen.title() == "Uge 48 · november 2026"
    screen.step_on()
    assert screen.title() == "Uge 49 · november 2026"


def test_the_cars_have_lanes_too(screen: CalendarScreen, qtbot: QtBot) -> None:
    screen.show_vehicles()
    qtbot.waitUntil(lambda: [c.lane.id for c in screen.grid.board.columns] == ["golf"])
    assert screen.view.mode == VEHICLES
    assert len(screen.grid.board.placed) == 1


def test_the_editor_stays_when_rows_change_under_it(screen: CalendarScreen, qtbot: QtBot) -> None:
    screen.new_booking()
    QTest.keyClicks(screen.panels.editor.note, "halvt skrevet")
    screen.reload()
    qtbot.wait(50)
    assert screen.panels.editor.isVisible()
    assert screen.panels.editor.note.toPlainText() == "halvt skrevet"


def test_today_is_followed_but_nobody_is_led_away_from_another_day(
    screen: CalendarScreen, clock: FixedClock, qtbot: QtBot
) -> None:
    clock.advance(timedelta(days=3652))
    screen.reload()
    assert screen.view.on == local_day(clock.now())
    screen.step(3)
    shown = screen.view.on
    clock.advance(timedelta(days=1))
    screen.reload()
    assert screen.view.on == shown


def test_who_came_with_a_sync_can_be_chosen(
    screen: CalendarScreen, crew: Crew, qtbot: QtBot
) -> None:
    def hire(work: Work) -> Changes:
        with work.doing(text("Ansat")) as doing:
            doing.create("instructor", {"name": "Nye Navn", "initials": "NN", "hue": 3}, "nye")
        return doing.changes

    changes = crew.writer.run(hire).result(SOON)
    screen.note(changes)
    field = screen.panels.editor.instructor
    qtbot.waitUntil(lambda: field.findData("nye") >= 0)
