from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from jd_desktop.domain.clock import FixedClock
from jd_desktop.domain.rules import Rule
from jd_desktop.operations.undo import undo
from jd_desktop.queries.templates import Sheet, sheet
from jd_desktop.ui.messages.doors import Writing
from jd_desktop.ui.messages.home import MessagesHome
from jd_desktop.ui.messages.rule_rows import is_on, turned
from jd_desktop.ui.messages.templates import TemplatesView
from jd_desktop.ui.tasks import Tasks
from jd_desktop.ui.theme.look import Look
from tests.support.accessibility import controls, name
from tests.support.crew import SOON, Crew, book, listen
from tests.support.stationery import STATIONERY
from tests.ui.messages.conftest import Outside


@pytest.fixture
def view(
    qtbot: QtBot, look: Look, clock: FixedClock, nord: Crew, nord_tasks: Tasks, outside: Outside
) -> TemplatesView:
    nord.writer.run(lambda work: book(work, "ella")).result(SOON)
    home = MessagesHome(look, outside.doors(nord_tasks), Writing(nord_tasks, clock, STATIONERY))
    listen(home, nord_tasks)
    qtbot.addWidget(home)
    home.resize(1240, 800)
    home.show()
    home.open_subject("templates")
    shown = home.views["templates"]
    assert isinstance(shown, TemplatesView)
    qtbot.waitUntil(lambda: "Hej Ella" in said(shown))
    return shown


def said(widget: QWidget) -> str:
    return " ".join(w.text() for w in widget.findChildren(QLabel) if w.isVisibleTo(widget))


def kept(nord: Crew) -> Sheet:
    return nord.readers.run(lambda db: sheet(db, STATIONERY.usual)).result(SOON)


def words_of(nord: Crew, event: str) -> str:
    found = kept(nord).templates
    return next(
        t.wording.text for t in found if (t.event, t.channel, t.language) == (event, "sms", "da")
    )


def go_to(view: TemplatesView, event: str, qtbot: QtBot, tasks: Tasks) -> None:
    for k in range(view.list.count()):
        if view.list.item(k).data(Qt.ItemDataRole.UserRole) == event:
            view.list.setCurrentRow(k)
    qtbot.waitUntil(lambda: tasks.idle)


def write(view: TemplatesView, words: str, qtbot: QtBot) -> None:
    view.editor.letter.say(words)
    qtbot.waitUntil(view.editor.save.isEnabled)


def test_a_template_is_seen_as_a_student_reads_it_while_it_is_written(
    view: TemplatesView, qtbot: QtBot
) -> None:
    view.editor.letter.say("Kære {navn}: {dag} kl. {tid}.")
    qtbot.waitUntil(lambda: "Kære Ella Krog: tirs. 24. nov. kl. 10.00." in said(view))
    assert "1 SMS · ca. " in said(view)
    view.student.set_people([("søren", "Søren Østergaard")])
    view.student.changed.emit()
    qtbot.waitUntil(lambda: "Mangler for denne elev" in said(view))


def test_what_cannot_be_used_cannot_be_kept(view: TemplatesView, qtbot: QtBot) -> None:
    view.editor.letter.say("Hej {cpr}")
    qtbot.waitUntil(lambda: "{cpr}, som ikke findes" in said(view))
    assert not view.editor.save.isEnabled()


def test_own_words_are_kept_put_back_and_laid_aside(
    view: TemplatesView, qtbot: QtBot, nord: Crew, nord_tasks: Tasks
) -> None:
    usual = words_of(nord, "confirmed")
    for words in ("Første udgave", "Anden udgave"):
        write(view, words, qtbot)
        QTest.keyClick(view.editor.letter, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda words=words: words_of(nord, "confirmed") == words)  # type: ignore[misc]
    qtbot.waitUntil(lambda: "udgave 2" in view.editor.since.text())
    assert view.editor.before.count() == 3
    view.editor.before.activated.emit(2)
    assert view.editor.letter.toPlainText() == "Første udgave"
    view.editor.reset.click()
    qtbot.waitUntil(lambda: words_of(nord, "confirmed") == usual)
    qtbot.waitUntil(lambda: view.editor.letter.toPlainText() == usual)


def test_undo_gives_the_old_words_back(
    view: TemplatesView, qtbot: QtBot, nord: Crew, nord_tasks: Tasks
) -> None:
    usual = words_of(nord, "confirmed")
    write(view, "Noget andet", qtbot)
    with qtbot.waitSignal(nord_tasks.changed) as told:
        view.editor.save.click()
    action = told.args[0].action
    nord.writer.run(lambda work: undo(work, action.n)).result(SOON)
    assert words_of(nord, "confirmed") == usual


def test_what_is_written_and_not_kept_waits_while_one_looks_elsewhere(
    view: TemplatesView, qtbot: QtBot, nord_tasks: Tasks
) -> None:
    write(view, "Halvt skrevet", qtbot)
    go_to(view, "cancelled", qtbot, nord_tasks)
    assert view.editor.letter.toPlainText() != "Halvt skrevet"
    go_to(view, "confirmed", qtbot, nord_tasks)
    assert view.editor.letter.toPlainText() == "Halvt skrevet"


def test_a_place_is_put_in_where_the_cursor_stands(view: TemplatesView, qtbot: QtBot) -> None:
    view.editor.letter.say("Hej ")
    view.editor.place.activated.emit(view.editor.place.findData("fornavn"))
    assert view.editor.letter.toPlainText() == "Hej {fornavn}"
    assert view.editor.place.findData("cpr") == -1


def test_an_event_is_turned_off_and_on_and_told_at_another_time(
    view: TemplatesView, qtbot: QtBot, nord: Crew, nord_tasks: Tasks
) -> None:
    def reminders() -> list[Rule]:
        return [r for r in kept(nord).rules if r.event == "reminder"]

    go_to(view, "reminder", qtbot, nord_tasks)
    view.rules.boxes[0].click()
    qtbot.waitUntil(lambda: not is_on(reminders()[0], "sms"))
    qtbot.waitUntil(lambda: "Sendes ikke" in view.list.currentItem().text())
    view.rules.boxes[0].click()
    qtbot.waitUntil(lambda: is_on(reminders()[0], "sms"))
    qtbot.waitUntil(lambda: nord_tasks.idle)
    lead = next(w for w in view.rules.findChildren(QSpinBox) if w.isVisible())
    lead.setValue(2)
    qtbot.waitUntil(lambda: reminders()[0].lead_minutes == 120)


def test_a_rule_that_tells_by_no_channel_is_off() -> None:
    rule = Rule("r", "moved", ("sms",))
    off = turned(rule, "sms", on=False)
    assert (off.active, off.channels) == (False, ())
    assert turned(off, "email", on=True).channels == ("email",)
    assert turned(rule, "email", on=True).channels == ("sms", "email")


def test_an_email_has_a_subject(view: TemplatesView, qtbot: QtBot, nord_tasks: Tasks) -> None:
    view.channel.setCurrentIndex(1)
    view.channel.activated.emit(1)
    qtbot.waitUntil(view.editor.subject.isVisible)
    qtbot.waitUntil(lambda: nord_tasks.idle)
    assert view.editor.subject_line.text()
    assert "SMS ·" not in said(view)


def test_every_control_has_a_name(view: TemplatesView, qtbot: QtBot, nord_tasks: Tasks) -> None:
    go_to(view, "reminder", qtbot, nord_tasks)
    assert [w for w in controls(view) if w.isVisible() and not name(w).strip()] == []
