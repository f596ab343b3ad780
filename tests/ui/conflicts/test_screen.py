from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from jd_desktop.domain.agreement import put_conflict
from jd_desktop.domain.clock import FixedClock, wire
from jd_desktop.operations.alone import _OwnDiary
from jd_desktop.operations.undo import undo
from jd_desktop.operations.work import Work
from jd_desktop.queries import conflicts
from jd_desktop.queries.calendar import tiles_of
from jd_desktop.store import projection, state
from jd_desktop.ui.conflicts.screen import ConflictsScreen
from jd_desktop.ui.tasks import Tasks
from jd_desktop.ui.theme.look import Look
from tests.support.accessibility import controls, name
from tests.support.crew import SOON, TEN, Crew, book, listen


def double(work: Work) -> tuple[str, str]:
    return book(work, "ella"), book(work, "søren", TEN + timedelta(minutes=30))


def parked(work: Work, booking: str) -> None:
    """What the central tells when two changed the same booking."""
    with work.transaction() as db:
        diary = _OwnDiary(db)
        put_conflict(diary, "parked:x", {
            "what": "parked", "reason": "field", "state": "open", "decision": "", "by": "Bo",
            "device": "Bos laptop", "at": wire(TEN), "numbers": [3], "subjects": [booking],
            "changes": [{
                "kind": "booking", "id": booking, "delete": False, "before": {"note": "før"},
                "mine": {"note": "Bos"}, "theirs": {"note": "kontorets"},
            }],
        })  # fmt: skip
        diary.flush()
        state.put(db, cursor=diary.head)
        projection.project(db, diary.touched)


@pytest.fixture
def screen(
    qtbot: QtBot, look: Look, clock: FixedClock, nord: Crew, nord_tasks: Tasks
) -> ConflictsScreen:
    shown = ConflictsScreen(look, nord_tasks, clock)
    listen(shown, nord_tasks)
    qtbot.addWidget(shown)
    shown.resize(1200, 800)
    shown.show()
    qtbot.waitUntil(lambda: nord_tasks.idle)
    return shown


def wait_for(screen: ConflictsScreen, qtbot: QtBot) -> Any:
    screen.reload()
    qtbot.waitUntil(lambda: screen.detail is not None and bool(screen.detail.choices))
    return screen.detail


def open_count(nord: Crew) -> int:
    return nord.readers.run(conflicts.open_count).result(SOON)


def test_a_double_booking_says_who_when_and_which_came_second(
    screen: ConflictsScreen, qtbot: QtBot, nord: Crew
) -> None:
    nord.writer.run(double).result(SOON)
    detail = wait_for(screen, qtbot)
    assert screen.list.item(0).text().startswith("Bo er booket to gange\ntirs. 24. nov. 10.30")
    words = [b.text() for b in detail.choices]
    assert "Aflys Søren Østergaard" in words
    assert "Begge er rigtige" in words
    assert sum(w.startswith("tirs. 24. nov.") for w in words) == 6


def test_one_key_moves_the_later_one_and_undo_brings_it_back(
    screen: ConflictsScreen, qtbot: QtBot, nord: Crew, nord_tasks: Tasks
) -> None:
    first, later = nord.writer.run(double).result(SOON)
    wait_for(screen, qtbot)
    with qtbot.waitSignal(nord_tasks.changed) as told:
        QTest.keyClick(screen.list, Qt.Key.Key_1)
    assert open_count(nord) == 0
    found = nord.readers.run(lambda db: tiles_of(db, [first, later])).result(SOON)
    moved = {t.id: t.starts for t in found}
    assert moved[first] == TEN
    assert moved[later] != TEN + timedelta(minutes=30)
    action = told.args[0].action
    nord.writer.run(lambda work: undo(work, action.n)).result(SOON)
    assert open_count(nord) == 1


def test_both_are_right_is_kept_as_a_decision(
    screen: ConflictsScreen, qtbot: QtBot, nord: Crew
) -> None:
    nord.writer.run(double).result(SOON)
    detail = wait_for(screen, qtbot)
    next(b for b in detail.choices if b.text() == "Begge er rigtige").click()
    qtbot.waitUntil(lambda: open_count(nord) == 0)
    screen.decided.setChecked(True)
    qtbot.waitUntil(lambda: screen.list.count() == 1)


@pytest.mark.parametrize(("key", "note"), [(Qt.Key.Key_1, "Bos"), (Qt.Key.Key_2, None)])
def test_before_yours_and_theirs_are_shown_and_one_is_chosen(
    screen: ConflictsScreen, qtbot: QtBot, nord: Crew, key: Qt.Key, note: str | None
) -> None:
    booking = nord.writer.run(lambda work: book(work, "ella")).result(SOON)
    nord.writer.run(lambda work: parked(work, booking)).result(SOON)
    detail = wait_for(screen, qtbot)
    said = [w.text() for w in detail.findChildren(QLabel)]
    assert {"Note", "før", "Bos", "kontorets", "Før", "Ventende (Bo)", "Det, der står"} <= set(said)
    QTest.keyClick(screen.list, key)
    qtbot.waitUntil(lambda: open_count(nord) == 0)
    card = nord.readers.run(lambda db: conflicts.inbox(db, decided=True)).result(SOON)
    assert [c.decision for c in card] == ["mine" if note else "theirs"]


def test_no_conflict_says_that_all_is_well(screen: ConflictsScreen) -> None:
    assert screen.list.count() == 0
    assert "Ingen konflikter" in " ".join(_labels(screen))


def test_every_control_has_a_name(screen: ConflictsScreen, qtbot: QtBot, nord: Crew) -> None:
    nord.writer.run(double).result(SOON)
    wait_for(screen, qtbot)
    assert [w for w in controls(screen) if w.isVisible() and not name(w).strip()] == []


def _labels(screen: ConflictsScreen) -> list[str]:
    return [w.text() for w in screen.findChildren(QLabel)]
