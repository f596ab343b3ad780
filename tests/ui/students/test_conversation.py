from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from jd_desktop.domain.clock import FixedClock, instant
from jd_desktop.store.tables import outbox_job
from jd_desktop.ui.students.conversation import Conversation
from jd_desktop.ui.students.screen import StudentsScreen
from jd_desktop.ui.tasks import Tasks
from jd_desktop.ui.theme.look import Look
from tests.support.accessibility import controls, name
from tests.support.crew import SOON, Crew, book, listen
from tests.support.stationery import desk

NOON, NIGHT = datetime(2026, 11, 23, 11, tzinfo=UTC), datetime(2026, 11, 23, 21, tzinfo=UTC)
MORNING = datetime(2026, 11, 24, 7, tzinfo=UTC)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def talk(
    qtbot: QtBot, look: Look, clock: FixedClock, nord: Crew, nord_tasks: Tasks
) -> Conversation:
    """Ella's conversation, opened from her card."""
    screen = StudentsScreen(look, desk(nord_tasks, clock))
    listen(screen, nord_tasks)
    qtbot.addWidget(screen)
    screen.resize(1200, 900)
    screen.show()
    screen.open_subject("ella")
    qtbot.waitUntil(lambda: not screen.panel.is_empty)
    screen.panel.talk()
    found = screen.panel.findChild(Conversation)
    assert isinstance(found, Conversation)
    qtbot.waitUntil(lambda: nord_tasks.idle)
    return found


def said(widget: QWidget) -> str:
    return " ".join(w.text() for w in widget.findChildren(QLabel) if w.isVisibleTo(widget))


def type_in(talk: Conversation, words: str, qtbot: QtBot) -> None:
    talk.composer.letter.say(words)
    qtbot.waitUntil(talk.composer.send.isEnabled)


def leaves(nord: Crew) -> list[datetime]:
    found = nord.readers.run(lambda db: db.execute(select(outbox_job.c.next_at)).all())
    return [instant(at) for (at,) in found.result(SOON)]


def test_what_is_written_says_its_length_and_price_and_comes_into_the_conversation(
    talk: Conversation, qtbot: QtBot, nord: Crew
) -> None:
    assert "ikke skrevet til eleven endnu" in said(talk)
    type_in(talk, "Hej {fornavn}, husk briller", qtbot)
    assert "1 SMS · ca. " in said(talk.composer)
    talk.composer.send.click()
    qtbot.waitUntil(lambda: [line.text for line in talk.lines] == ["Hej Ella, husk briller"])
    assert not talk.is_touched
    assert "Sendes om lidt" in said(talk)
    assert len(leaves(nord)) == 1


def test_a_costly_character_is_marked_and_named(talk: Conversation, qtbot: QtBot) -> None:
    type_in(talk, "Vi ses 🙂", qtbot)
    (marked,) = talk.composer.letter.extraSelections()
    assert marked.cursor.selectedText() == "🙂"
    assert "Tegnene 🙂 gør beskeden dyrere" in said(talk.composer)


def test_an_unknown_place_cannot_be_sent(talk: Conversation, qtbot: QtBot) -> None:
    talk.composer.letter.say("Hej {cpr}")
    qtbot.waitUntil(lambda: "{cpr}, som ikke findes" in said(talk.composer))
    assert not talk.composer.send.isEnabled()


def test_a_template_comes_as_the_student_reads_it_and_what_is_missing_must_be_written(
    talk: Conversation, qtbot: QtBot, nord: Crew
) -> None:
    composer = talk.composer
    place = composer.templates.findText("Påmindelse")
    composer.templates.setCurrentIndex(place)
    composer.templates.activated.emit(place)
    qtbot.waitUntil(lambda: "Mangler for denne elev" in said(composer))
    assert not composer.send.isEnabled()
    nord.writer.run(lambda work: book(work, "ella")).result(SOON)
    composer.templates.activated.emit(place)
    qtbot.waitUntil(lambda: "10.00" in composer.letter.toPlainText())
    assert "Ella" in composer.letter.toPlainText()


@pytest.mark.parametrize(("answer", "at"), [("Send tirs", MORNING), ("Send nu", NIGHT)])
def test_at_night_it_is_asked_in_place_when_to_send(
    talk: Conversation, qtbot: QtBot, nord: Crew, clock: FixedClock, answer: str, at: datetime
) -> None:
    type_in(talk, "Hej", qtbot)
    clock.advance(NIGHT - NOON)
    talk.composer.send.click()
    question = talk.composer.question
    assert question is not None
    choices = {w.text(): w for w in controls(question)}  # type: ignore[attr-defined] # buttons
    assert leaves(nord) == []
    assert len(choices) == 3
    next(w for words, w in choices.items() if words.startswith(answer)).click()  # type: ignore[attr-defined] # a button
    qtbot.waitUntil(lambda: bool(talk.lines))
    (leave,) = leaves(nord)
    assert at <= leave <= at.replace(minute=5)


def test_an_email_has_a_subject_and_says_when_the_student_has_no_address(
    talk: Conversation, qtbot: QtBot
) -> None:
    talk.composer.channels["email"].click()
    assert talk.composer.subject.isVisible()
    talk.composer.letter.say("Hej")
    qtbot.waitUntil(lambda: "E-mailen mangler et emne." in said(talk.composer))
    talk.composer.subject.edit.setText("Prøven")  # type: ignore[attr-defined] # a line
    qtbot.waitUntil(lambda: "ingen e-mailadresse" in said(talk.composer))
    assert not talk.composer.send.isEnabled()


def test_escape_goes_back_but_not_from_what_is_written(talk: Conversation, qtbot: QtBot) -> None:
    left = []
    talk.left.connect(lambda: left.append(True))
    talk.composer.letter.say("Hej")
    QTest.keyClick(talk.composer.letter, Qt.Key.Key_Escape)
    assert left == []
    talk.composer.letter.say("")
    QTest.keyClick(talk.composer.letter, Qt.Key.Key_Escape)
    assert left == [True]


def test_every_control_has_a_name(talk: Conversation, qtbot: QtBot, clock: FixedClock) -> None:
    type_in(talk, "Hej", qtbot)
    talk.composer.send.click()
    qtbot.waitUntil(lambda: bool(talk.lines))
    type_in(talk, "Hej igen", qtbot)
    clock.advance(NIGHT - NOON)
    talk.composer.send.click()
    assert [w for w in controls(talk) if w.isVisible() and not name(w).strip()] == []
