from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from jd_desktop.operations.bookings import Draft
from jd_desktop.queries.calendar import Choices
from jd_desktop.ui.calendar.editor import Editor, Prefill
from jd_desktop.ui.calendar.walltime import instant
from jd_desktop.ui.theme.look import Look
from tests.ui.calendar.rows import MONDAY

CHOICES = Choices(
    instructors=(("ali", "Ali"), ("bo", "Bo")),
    vehicles=(("golf", "CK 41 277 · Golf"),),
    venues=(("track", "Manøvrebane"),),
    types=(("single", "Køretime", 45), ("double", "Dobbelttime", 90)),
)
TEN = instant(MONDAY, 600)


@pytest.fixture
def editor(qtbot: QtBot, look: Look) -> Editor:
    shown = Editor(look)
    qtbot.addWidget(shown)
    shown.set_choices(CHOICES)
    shown.open_new(Prefill(TEN, None, "bo", "golf"))
    return shown


def choose_student(editor: Editor) -> None:
    QTest.keyClicks(editor.people.search, "el")
    editor.set_matches([("emil", "Emil Bach", "51"), ("ella", "Ella Krog", "28")])
    QTest.keyClick(editor.people.search, Qt.Key.Key_Down)
    QTest.keyClick(editor.people.search, Qt.Key.Key_Return)


def test_a_booking_is_made_with_the_keyboard_alone(editor: Editor, qtbot: QtBot) -> None:
    choose_student(editor)
    editor.type.setCurrentIndex(editor.type.findData("double"))
    with qtbot.waitSignal(editor.saved) as told:
        QTest.keyClick(editor.note, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    wanted = Draft("bo", TEN, TEN + timedelta(minutes=90), ("ella",), "golf", "", "double")
    assert told.args == ["", wanted]


def test_without_student_room_or_note_it_says_so_beside_the_field(
    editor: Editor, qtbot: QtBot
) -> None:
    with qtbot.assertNotEmitted(editor.saved):
        editor.save()
    assert "Vælg en elev" in editor.error_of("people")
    choose_student(editor)
    editor.save()
    assert editor.error_of("people") == ""


def test_typing_asks_for_students_and_an_answer_after_clearing_is_ignored(
    editor: Editor, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(editor.search_wanted) as told:
        QTest.keyClicks(editor.people.search, "e")
    assert told.args == ["e"]
    QTest.keyClick(editor.people.search, Qt.Key.Key_Backspace)
    editor.set_matches([("ella", "Ella Krog", "28")])
    assert editor.people.matches.count() == 0


def test_escape_closes(editor: Editor, qtbot: QtBot) -> None:
    with qtbot.waitSignal(editor.closed):
        QTest.keyClick(editor, Qt.Key.Key_Escape)


def test_a_drawn_length_stands_whatever_type_is_chosen(editor: Editor) -> None:
    editor.open_new(Prefill(TEN, TEN + timedelta(minutes=60), "bo"))
    editor.type.setCurrentIndex(editor.type.findData("double"))
    assert editor.draft().ends == TEN + timedelta(minutes=60)
