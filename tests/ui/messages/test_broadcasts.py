from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from jd_desktop.domain.clock import FixedClock
from jd_desktop.operations.broadcasts import advance
from jd_desktop.queries.broadcasts import BroadcastRow, broadcast_list
from jd_desktop.ui.messages.broadcast_editor import BroadcastEditor
from jd_desktop.ui.messages.broadcast_progress import BroadcastProgress
from jd_desktop.ui.messages.broadcasts import BroadcastsView
from jd_desktop.ui.messages.doors import Writing
from jd_desktop.ui.tasks import Tasks
from jd_desktop.ui.theme.look import Look
from tests.support.accessibility import controls, name
from tests.support.crew import SOON, Crew, book, listen
from tests.support.stationery import STATIONERY

NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def view(
    qtbot: QtBot, look: Look, clock: FixedClock, nord: Crew, nord_tasks: Tasks
) -> BroadcastsView:
    shown = BroadcastsView(look, Writing(nord_tasks, clock, STATIONERY))
    listen(shown, nord_tasks)
    qtbot.addWidget(shown)
    shown.resize(1240, 800)
    shown.show()
    qtbot.waitUntil(lambda: shown.shown is not None)
    return shown


def said(widget: QWidget) -> str:
    return " ".join(w.text() for w in widget.findChildren(QLabel) if w.isVisibleTo(widget))


def editor(view: BroadcastsView) -> BroadcastEditor:
    assert isinstance(view.shown, BroadcastEditor)
    return view.shown


def write(view: BroadcastsView, qtbot: QtBot) -> BroadcastEditor:
    made = editor(view)
    made.name.setText("Lukket")
    made.letter.say("Hej {fornavn}. Vi holder lukket.")
    qtbot.waitUntil(made.go.isEnabled)
    return made


def only(nord: Crew) -> BroadcastRow:
    (row,) = nord.readers.run(broadcast_list).result(SOON)
    return row


def press(widget: QWidget, words: str) -> None:
    found = [b for b in widget.findChildren(QAbstractButton) if b.text() == words]
    next(b for b in found if b.isVisible()).click()


def followed(view: BroadcastsView, qtbot: QtBot) -> BroadcastProgress:
    qtbot.waitUntil(lambda: isinstance(view.shown, BroadcastProgress))
    assert isinstance(view.shown, BroadcastProgress)
    return view.shown


def test_it_is_seen_whom_it_reaches_what_they_read_and_what_it_costs(
    view: BroadcastsView, qtbot: QtBot
) -> None:
    made = write(view, qtbot)
    told = said(made.reach)
    assert "2 elever får beskeden" in told
    assert "2 SMS'er · ca. " in told
    assert "Hej Ella. Vi holder lukket." in told


def test_a_tick_taken_away_leaves_a_student_out_and_says_so(
    view: BroadcastsView, qtbot: QtBot
) -> None:
    made = write(view, qtbot)
    made.reach.list.item(0).setCheckState(Qt.CheckState.Unchecked)
    qtbot.waitUntil(lambda: "1 elev får beskeden" in said(made.reach))
    assert made.reach.list.item(1).text() == "Ella Krog – Valgt fra."
    made.reach.list.item(1).setCheckState(Qt.CheckState.Checked)
    qtbot.waitUntil(lambda: "2 elever får beskeden" in said(made.reach))


def test_a_filter_narrows_whom_it_is_for(view: BroadcastsView, qtbot: QtBot, nord: Crew) -> None:
    nord.writer.run(lambda work: book(work, "ella")).result(SOON)
    made = write(view, qtbot)
    made.whom.bookings.setCurrentIndex(1)
    made.whom.bookings.activated.emit(1)
    qtbot.waitUntil(lambda: made.reach.list.count() == 1)
    assert made.reach.list.item(0).text() == "Ella Krog"
    made.whom.bookings.setCurrentIndex(2)
    made.whom.bookings.activated.emit(2)
    qtbot.waitUntil(lambda: made.reach.list.item(0).text() == "Søren Østergaard")


def test_nothing_leaves_before_one_has_said_yes_and_the_rest_can_be_stopped(
    view: BroadcastsView, qtbot: QtBot, nord: Crew, nord_tasks: Tasks
) -> None:
    made = write(view, qtbot)
    made.go.click()
    assert "Send til 2 elever?" in said(made)
    assert nord.readers.run(broadcast_list).result(SOON) == []
    press(made, "Send dem")
    assert "stop" in followed(view, qtbot).deeds
    nord_tasks.do(lambda work: advance(work, at_once=1), owner=view)
    qtbot.waitUntil(lambda: "1 venter" in said(followed(view, qtbot)))
    followed(view, qtbot).deeds["stop"].click()
    qtbot.waitUntil(lambda: only(nord).state == "stopped")
    qtbot.waitUntil(lambda: "again" in followed(view, qtbot).deeds)
    nord_tasks.do(advance, owner=view)
    qtbot.waitUntil(lambda: "1 blev stoppet" in said(followed(view, qtbot)))
    followed(view, qtbot).deeds["again"].click()
    qtbot.waitUntil(lambda: only(nord).state == "going")


def test_a_draft_is_kept_and_opened_again_as_it_was(
    view: BroadcastsView, qtbot: QtBot, nord: Crew
) -> None:
    made = write(view, qtbot)
    made.schedule.later.setChecked(True)
    made.schedule.day.set_day(date(2026, 12, 1))
    made.schedule.hour.set_minute(10 * 60)
    qtbot.waitUntil(made.keep.isEnabled)
    made.keep.click()
    qtbot.waitUntil(lambda: isinstance(view.shown, BroadcastEditor) and view.shown is not made)
    again = editor(view)
    assert (again.name.text(), again.letter.toPlainText()) == (
        "Lukket", "Hej {fornavn}. Vi holder lukket.",
    )  # fmt: skip
    assert again.schedule.send_at() == datetime(2026, 12, 1, 9, tzinfo=UTC)
    assert only(nord).state == "draft"
    assert view.list.item(0).text() == "Lukket\nKladde"


def test_what_is_written_stays_while_another_is_looked_at(
    view: BroadcastsView, qtbot: QtBot
) -> None:
    write(view, qtbot).keep.click()
    qtbot.waitUntil(lambda: view.list.count() == 1)
    view.begin()
    editor(view).letter.say("Halvt skrevet")
    view.list.setCurrentRow(0)
    assert "lukket" in editor(view).letter.toPlainText()
    view.begin()
    assert editor(view).letter.toPlainText() == "Halvt skrevet"


def test_every_control_has_a_name(view: BroadcastsView, qtbot: QtBot) -> None:
    made = write(view, qtbot)
    made.schedule.later.setChecked(True)
    assert [w for w in controls(view) if w.isVisible() and not name(w).strip()] == []
