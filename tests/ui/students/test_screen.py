from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from jd_desktop.domain.clock import FixedClock
from jd_desktop.domain.language import text
from jd_desktop.operations.students import keep_cpr
from jd_desktop.operations.work import Work
from jd_desktop.queries import students
from jd_desktop.ui.students.card import Card
from jd_desktop.ui.students.editor import Editor
from jd_desktop.ui.students.screen import StudentsScreen
from jd_desktop.ui.tasks import Tasks
from jd_desktop.ui.theme.look import Look
from tests.support.accessibility import controls, name
from tests.support.crew import SOON, Crew, book, listen
from tests.support.stationery import desk

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def screen(
    qtbot: QtBot, look: Look, clock: FixedClock, nord: Crew, nord_tasks: Tasks
) -> StudentsScreen:
    shown = StudentsScreen(look, desk(nord_tasks, clock))
    listen(shown, nord_tasks)
    qtbot.addWidget(shown)
    shown.resize(1200, 800)
    shown.show()
    qtbot.waitUntil(lambda: shown.model.rowCount() == 2)
    return shown


def names(screen: StudentsScreen, qtbot: QtBot, n: int) -> list[str]:
    """The first n names, once their page is here."""
    qtbot.waitUntil(lambda: screen.model.rowCount() == n)
    qtbot.waitUntil(lambda: all(screen.model.row_at(k) is not None for k in range(n)))
    return [screen.model.row_at(k).name for k in range(n)]  # type: ignore[union-attr]


def form(screen: StudentsScreen) -> Editor:
    found = screen.panel.findChild(Editor)
    assert isinstance(found, Editor)
    return found


def field(editor: Editor, title: str) -> QLineEdit:
    return next(e for e in editor.findChildren(QLineEdit) if e.accessibleName() == title)


@pytest.mark.parametrize("typed", ["øst", "ost", "sor", "1102", "28 45 11 02"])
def test_typing_finds_a_student_by_letters_or_last_digits(
    screen: StudentsScreen, qtbot: QtBot, typed: str
) -> None:
    QTest.keyClicks(screen.filter, typed)
    assert names(screen, qtbot, 1) == ["Søren Østergaard"]


def test_no_match_says_so_and_offers_the_way_back(screen: StudentsScreen, qtbot: QtBot) -> None:
    QTest.keyClicks(screen.filter, "qqq")
    qtbot.waitUntil(lambda: screen.model.rowCount() == 0)
    screen.filter.clear()
    assert len(names(screen, qtbot, 2)) == 2


def test_a_student_is_added_with_the_keyboard_and_found(
    screen: StudentsScreen, qtbot: QtBot, nord: Crew
) -> None:
    screen.add()
    editor = form(screen)
    QTest.keyClicks(field(editor, "Fornavn"), "Åse")
    QTest.keyClicks(field(editor, "Telefon"), "20 11 22 33")
    QTest.keyClick(field(editor, "Telefon"), Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: screen.model.rowCount() == 3)
    found = nord.readers.run(lambda db: students.choose(db, "aase")).result(SOON)
    assert [(n, phone) for _, n, phone in found] == [("Åse", "+4520112233")]


def test_a_bad_phone_is_said_at_its_field_and_what_was_typed_stays(
    screen: StudentsScreen, qtbot: QtBot
) -> None:
    screen.add()
    editor = form(screen)
    QTest.keyClicks(field(editor, "Fornavn"), "Åse")
    QTest.keyClicks(field(editor, "Telefon"), "12")
    editor.save()
    phone = field(editor, "Telefon")
    qtbot.waitUntil(lambda: "Telefonnummer" in phone.accessibleDescription())
    assert (phone.text(), field(editor, "Fornavn").text()) == ("12", "Åse")
    assert screen.model.rowCount() == 2


def test_a_missing_name_and_a_bad_day_are_said_before_anything_is_sent(
    screen: StudentsScreen,
) -> None:
    screen.add()
    editor = form(screen)
    QTest.keyClicks(field(editor, "Fødselsdag (dd.mm.åååå)"), "i går")
    editor.save()
    assert field(editor, "Fornavn").accessibleDescription()
    assert field(editor, "Fødselsdag (dd.mm.åååå)").accessibleDescription()


def test_leaving_something_typed_asks_once_right_there(screen: StudentsScreen) -> None:
    screen.add()
    editor = form(screen)
    QTest.keyClicks(field(editor, "Fornavn"), "Åse")
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert screen.panel.is_writing
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert not screen.panel.is_writing


def test_the_card_shows_lessons_and_never_a_cpr_number(
    screen: StudentsScreen, qtbot: QtBot, nord: Crew, clock: FixedClock
) -> None:
    def keep(work: Work) -> None:
        with work.doing(text("CPR"), undoable=False) as doing:
            keep_cpr(doing, "ella", "010109-4321")

    nord.writer.run(keep).result(SOON)
    nord.writer.run(lambda work: book(work, "ella")).result(SOON)
    nord.writer.run(lambda work: book(work, "ella", clock.now() - timedelta(days=1))).result(SOON)
    screen.open_subject("ella")
    qtbot.waitUntil(lambda: screen.panel.findChild(Card) is not None)
    card = screen.panel.findChild(Card)
    assert isinstance(card, Card)
    lines = [name(w) for w in controls(card)]
    assert sum("tirs. 24. nov." in line for line in lines) == 1
    assert sum("søn. 22. nov." in line for line in lines) == 1
    said = [w.text() for w in card.findChildren(QLabel)]
    assert "CPR" in said
    assert not any("010109" in words for words in said)


def test_a_list_of_thousands_is_fetched_where_it_is_looked_at(
    screen: StudentsScreen, qtbot: QtBot, nord: Crew
) -> None:
    def many(work: Work) -> None:
        with work.doing(text("Mange"), undoable=False) as doing:
            for k in range(5000):
                doing.create("student", {"first_name": f"Elev{k:04d}", "active": True})

    nord.writer.run(many).result(120)
    screen.reload()
    qtbot.waitUntil(lambda: screen.model.rowCount() == 5002, timeout=20_000)
    screen.table.scrollToBottom()
    qtbot.waitUntil(lambda: screen.model.row_at(5001) is not None, timeout=20_000)
    assert screen.model.row_at(5001).name == "Søren Østergaard"  # type: ignore[union-attr]


def test_archiving_takes_a_student_out_of_the_list(screen: StudentsScreen, qtbot: QtBot) -> None:
    screen.panel.archive_asked.emit("ella")
    assert names(screen, qtbot, 1) == ["Søren Østergaard"]


def test_every_control_has_a_name(screen: StudentsScreen) -> None:
    screen.add()
    assert [w for w in controls(screen) if w.isVisible() and not name(w).strip()] == []
