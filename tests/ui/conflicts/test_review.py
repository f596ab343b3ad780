from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from jd_desktop.domain.agreement import Author, Mutation
from jd_desktop.domain.clock import FixedClock, wire
from jd_desktop.domain.merge import Op
from jd_desktop.domain.review import hold
from jd_desktop.operations.alone import _OwnDiary
from jd_desktop.operations.work import Work
from jd_desktop.queries import conflicts
from jd_desktop.queries.calendar import tiles_of
from jd_desktop.store import projection, state
from jd_desktop.ui.conflicts.screen import ConflictsScreen
from jd_desktop.ui.tasks import Tasks
from jd_desktop.ui.theme.look import Look
from tests.support.crew import SOON, TEN, Crew, book, listen


def handed_over(work: Work, booking: str) -> None:
    """What the central tells when a computer without access handed a held lesson over."""
    op = Op("booking", booking, 1, {"state": "completed"}, {"state": "confirmed"})
    mutation = Mutation(3, wire(TEN), "Bo", (op,))
    with work.transaction() as db:
        diary = _OwnDiary(db)
        by = Author("d1", "Bo", "Bos laptop")
        hold(mutation, by, diary, known={}, at=TEN + timedelta(days=2))
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


@pytest.mark.parametrize(
    ("key", "ends"),
    [(Qt.Key.Key_1, ("completed", "accepted")), (Qt.Key.Key_2, ("confirmed", "set_aside"))],
)
def test_what_was_handed_over_is_shown_and_judged_by_one_key(
    screen: ConflictsScreen, qtbot: QtBot, nord: Crew, key: Qt.Key, ends: tuple[str, str]
) -> None:
    booking = nord.writer.run(lambda work: book(work, "ella")).result(SOON)
    nord.writer.run(lambda work: handed_over(work, booking)).result(SOON)
    screen.reload()
    qtbot.waitUntil(lambda: screen.detail is not None and bool(screen.detail.choices))
    assert screen.detail is not None
    said = " ".join(w.text() for w in screen.detail.findChildren(QLabel))
    for words in ("Fra en computer uden adgang", "Bo lavede det", "Bos laptop", "26. nov."):
        assert words in said
    QTest.keyClick(screen.list, key)
    qtbot.waitUntil(lambda: nord.readers.run(conflicts.open_count).result(SOON) == 0)
    (tile,) = nord.readers.run(lambda db: tiles_of(db, [booking])).result(SOON)
    (row,) = nord.readers.run(lambda db: conflicts.inbox(db, decided=True)).result(SOON)
    assert (tile.state, row.decision) == ends
