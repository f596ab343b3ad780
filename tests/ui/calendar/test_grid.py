from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jd_desktop.queries.calendar import Span
from jd_desktop.ui.calendar.gestures import Dragging, Idle
from jd_desktop.ui.calendar.grid import CalendarGrid
from jd_desktop.ui.calendar.walltime import instant
from tests.ui.calendar.rows import ELLA, MONDAY

LEFT = Qt.MouseButton.LeftButton
Key = Qt.Key


def pull(grid: CalendarGrid, start: QPointF, end: QPointF, *, drop: bool = True) -> None:
    view = grid.viewport()
    QTest.mousePress(view, LEFT, pos=start.toPoint())
    QTest.mouseMove(view, (start + QPointF(0, 9)).toPoint())
    QTest.mouseMove(view, end.toPoint())
    if drop:
        QTest.mouseRelease(view, LEFT, pos=end.toPoint())


def press(grid: CalendarGrid, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(grid, key)


def at(start: int, end: int) -> list[object]:
    return [instant(MONDAY, start), instant(MONDAY, end)]


def test_a_tile_dragged_to_another_lane_and_time_is_moved(grid: CalendarGrid, qtbot: QtBot) -> None:
    with qtbot.waitSignal(grid.moved) as told:
        pull(grid, grid.point(1, 640), grid.point(2, 640 + 75))
    assert told.args == ["ella", "karin", *at(675, 765)]


def test_the_lower_edge_pulled_makes_a_lesson_longer(grid: CalendarGrid, qtbot: QtBot) -> None:
    with qtbot.waitSignal(grid.resized) as told:
        pull(grid, grid.point(1, 690) - QPointF(0, 3), grid.point(1, 720) - QPointF(0, 3))
    assert told.args == ["ella", "bo", *at(600, 720)]


def test_the_upper_edge_pulled_begins_a_lesson_earlier(grid: CalendarGrid, qtbot: QtBot) -> None:
    with qtbot.waitSignal(grid.resized) as told:
        pull(grid, grid.point(1, 600) + QPointF(0, 4), grid.point(1, 570) + QPointF(0, 4))
    assert told.args == ["ella", "bo", *at(570, 690)]


def test_a_band_on_free_time_draws_a_new_booking(grid: CalendarGrid, qtbot: QtBot) -> None:
    with qtbot.waitSignal(grid.drawn) as told:
        pull(grid, grid.point(2, 605), grid.point(2, 675))
    assert told.args == ["karin", *at(600, 675)]


def test_escape_while_dragging_moves_nothing(grid: CalendarGrid, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(grid.moved):
        pull(grid, grid.point(1, 640), grid.point(2, 700), drop=False)
        assert isinstance(grid.board.gesture, Dragging)
        press(grid, Key.Key_Escape)
        QTest.mouseRelease(grid.viewport(), LEFT, pos=grid.point(2, 700).toPoint())
    assert grid.board.gesture == Idle()


def test_what_is_cancelled_cannot_be_dragged(grid: CalendarGrid, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(grid.moved):
        pull(grid, grid.point(1, 800), grid.point(2, 860))
    assert grid.board.selected == "clara"


def test_enter_grabs_arrows_move_and_enter_drops(grid: CalendarGrid, qtbot: QtBot) -> None:
    grid.select("ella")
    with qtbot.waitSignal(grid.moved) as told:
        press(grid, Key.Key_Return, Key.Key_Down, Key.Key_Down, Key.Key_Right, Key.Key_Return)
    assert told.args == ["ella", "karin", *at(630, 720)]


def test_shift_and_arrows_stretch_what_is_grabbed(grid: CalendarGrid, qtbot: QtBot) -> None:
    grid.select("ella")
    with qtbot.waitSignal(grid.resized) as told:
        press(grid, Key.Key_Return)
        QTest.keyClick(grid, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
        press(grid, Key.Key_Return)
    assert told.args == ["ella", "bo", *at(600, 705)]


def test_enter_on_free_time_draws_a_new_booking(grid: CalendarGrid, qtbot: QtBot) -> None:
    QTest.mouseClick(grid.viewport(), LEFT, pos=grid.point(2, 605).toPoint())
    with qtbot.waitSignal(grid.drawn) as told:
        press(grid, Key.Key_Return, Key.Key_Down, Key.Key_Return)
    assert told.args == ["karin", *at(615, 660)]


def test_escape_lets_go_of_what_the_keyboard_holds(grid: CalendarGrid, qtbot: QtBot) -> None:
    grid.select("ella")
    with qtbot.assertNotEmitted(grid.moved):
        press(grid, Key.Key_Return, Key.Key_Down, Key.Key_Escape)
    assert grid.board.gesture == Idle()


@pytest.mark.parametrize(
    ("key", "signal"),
    [
        (Key.Key_Delete, "cancel_requested"),
        (Key.Key_Space, "activated"),
        (Key.Key_F2, "edit_requested"),
    ],
)
def test_keys_on_a_booking_ask_for_what_they_mean(
    grid: CalendarGrid, qtbot: QtBot, key: Qt.Key, signal: str
) -> None:
    grid.select("ella")
    with qtbot.waitSignal(getattr(grid, signal)) as told:
        press(grid, key)
    assert told.args == ["ella"]


def test_arrows_walk_over_tiles_and_free_time(grid: CalendarGrid) -> None:
    grid.select("mads")
    press(grid, Key.Key_Right)
    assert grid.board.selected == "ella"
    press(grid, Key.Key_Down)
    assert (grid.board.selected, grid.board.cursor.minute) == ("", 690)
    press(grid, Key.Key_Down, Key.Key_Down, Key.Key_Down)
    assert grid.board.selected == "clara"
    press(grid, Key.Key_Up, Key.Key_Up, Key.Key_Up, Key.Key_Up)
    assert grid.board.selected == "ella"


def test_a_double_click_opens(grid: CalendarGrid, qtbot: QtBot) -> None:
    with qtbot.waitSignal(grid.activated) as told:
        QTest.mouseDClick(grid.viewport(), LEFT, pos=grid.point(1, 640).toPoint())
    assert told.args == ["ella"]


def test_the_verdict_is_asked_before_the_drop(grid: CalendarGrid) -> None:
    asked: list[tuple[object, ...]] = []

    def judge(*wish: object) -> tuple[str, str]:
        asked.append(wish)
        return "bad", "Bo er optaget"

    grid.verdict = judge
    pull(grid, grid.point(1, 640), grid.point(2, 640), drop=False)
    grid.grab()
    assert asked[-1] == ("ella", "karin", *at(600, 690))
    press(grid, Key.Key_Escape)


def test_ctrl_and_wheel_make_hours_taller_up_to_ninety_six(grid: CalendarGrid) -> None:
    def turn(by: int) -> None:
        event = QWheelEvent(
            QPointF(300, 300), grid.mapToGlobal(QPointF(300, 300)), QPoint(), QPoint(0, by),
            Qt.MouseButton.NoButton, Qt.KeyboardModifier.ControlModifier,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(grid.viewport(), event)

    before = grid.board.geometry.hour
    turn(120)
    assert grid.board.geometry.hour > before
    for _ in range(20):
        turn(120)
    assert grid.board.geometry.hour == 96
    for _ in range(20):
        turn(-120)
    assert grid.board.geometry.hour == 48


def test_selection_stays_when_the_same_booking_comes_back_moved(
    grid: CalendarGrid, team: Span
) -> None:
    grid.select("ella")
    later = replace(ELLA, starts=instant(MONDAY, 720), ends=instant(MONDAY, 810))
    grid.set_span(replace(team, tiles=(later,)))
    assert (grid.board.selected, grid.board.cursor.minute) == ("ella", 720)


def test_a_drag_ends_when_its_booking_disappears(grid: CalendarGrid, team: Span) -> None:
    grid.select("ella")
    press(grid, Key.Key_Return)
    grid.set_span(replace(team, tiles=()))
    assert grid.board.gesture == Idle()


@pytest.fixture
def colour_at(grid: CalendarGrid) -> Callable[[QPointF], str]:
    return lambda at: grid.viewport().grab().toImage().pixelColor(at.toPoint()).name()


def test_the_now_line_is_drawn_where_the_time_is(
    grid: CalendarGrid, colour_at: Callable[[QPointF], str]
) -> None:
    grid.set_now(instant(MONDAY, 12 * 60 + 15))
    assert colour_at(grid.point(2, 735)) == grid.look.color("now").name()
    grid.set_now(instant(MONDAY, 14 * 60 + 15))
    assert colour_at(grid.point(2, 735)) != grid.look.color("now").name()
