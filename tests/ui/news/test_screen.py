from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot
from sqlalchemy import insert

from jd_desktop.domain.clock import wire
from jd_desktop.operations.work import Work
from jd_desktop.queries.calendar import tiles_of
from jd_desktop.queries.news import unseen_count
from jd_desktop.store.tables import news
from jd_desktop.ui.news.screen import NewsScreen
from jd_desktop.ui.tasks import Tasks
from jd_desktop.ui.theme.look import Look
from tests.support.accessibility import controls, name
from tests.support.crew import LESSON, SOON, TEN, Crew, book, listen

HOUR = LESSON / 1.5


def heard(work: Work, **more: Any) -> str:
    """Bo's lesson was moved by Lone while nobody looked."""
    booking = book(work, "ella")
    line = {
        "at": wire(TEN), "kind": "booking", "row_id": booking, "how": "changed", "by": "Lone",
        "before": {"starts": wire(TEN - HOUR), "ends": wire(TEN)},
        "after": {"starts": wire(TEN), "ends": wire(TEN + LESSON)},
    }  # fmt: skip
    with work.transaction() as db:
        db.execute(insert(news).values(**{**line, **more}))
    return booking


@pytest.fixture
def screen(qtbot: QtBot, look: Look, nord: Crew, nord_tasks: Tasks) -> NewsScreen:
    shown = NewsScreen(look, nord_tasks)
    listen(shown, nord_tasks)
    qtbot.addWidget(shown)
    shown.resize(900, 700)
    return shown


def show(screen: NewsScreen, qtbot: QtBot) -> list[str]:
    screen.show()
    qtbot.waitUntil(lambda: bool(screen.lines))
    return [label.text() for label in screen.findChildren(QLabel) if label.text()]


def pressed(screen: NewsScreen, words: str) -> QPushButton:
    return next(b for b in screen.findChildren(QPushButton) if b.text() == words)


def test_a_line_says_who_did_what_and_what_it_was_before(
    screen: NewsScreen, qtbot: QtBot, nord: Crew
) -> None:
    nord.writer.run(heard).result(SOON)
    said = show(screen, qtbot)
    assert "Lone flyttede Ella Krog" in said
    assert "Begynder: tirs. 24. nov. 09.00 → tirs. 24. nov. 10.00" in said
    assert "Nyt" in said


def test_having_been_shown_clears_the_count_and_keeps_the_lines(
    screen: NewsScreen, qtbot: QtBot, nord: Crew
) -> None:
    nord.writer.run(heard).result(SOON)
    assert nord.readers.run(unseen_count).result(SOON) == 1
    show(screen, qtbot)
    qtbot.waitUntil(lambda: nord.readers.run(unseen_count).result(SOON) == 0)
    said = show(screen, qtbot)
    assert "Nyt" in said


def test_taking_back_puts_the_lesson_where_it_was(
    screen: NewsScreen, qtbot: QtBot, nord: Crew
) -> None:
    booking = nord.writer.run(heard).result(SOON)
    show(screen, qtbot)
    qtbot.mouseClick(pressed(screen, "Tag tilbage"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Taget tilbage" in show(screen, qtbot))
    (tile,) = nord.readers.run(lambda db: tiles_of(db, [booking])).result(SOON)
    assert tile.starts == TEN - HOUR


def test_both_changes_stand_is_said_where_two_met(
    screen: NewsScreen, qtbot: QtBot, nord: Crew
) -> None:
    nord.writer.run(lambda w: heard(w, how="merged", by="")).result(SOON)
    said = show(screen, qtbot)
    assert "En kollega flyttede Ella Krog" in said
    assert "Du ændrede noget andet i det samme. Begge dele gælder." in said


def test_vis_goes_to_the_booking(screen: NewsScreen, qtbot: QtBot, nord: Crew) -> None:
    booking = nord.writer.run(heard).result(SOON)
    show(screen, qtbot)
    with qtbot.waitSignal(screen.wants) as asked:
        pressed(screen, "Vis").click()
    assert asked.args == ["calendar", booking]


def test_no_news_is_said_and_every_control_has_a_name(
    screen: NewsScreen, qtbot: QtBot, nord: Crew
) -> None:
    screen.show()
    qtbot.waitUntil(lambda: any("Intet er ændret" in x.text() for x in screen.findChildren(QLabel)))
    nord.writer.run(heard).result(SOON)
    screen.reload()
    qtbot.waitUntil(lambda: bool(screen.lines))
    assert all(name(control) for control in controls(screen))
