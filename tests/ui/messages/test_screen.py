from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from jd_desktop.domain.language import text
from jd_desktop.domain.ports import Finding
from jd_desktop.operations import students
from jd_desktop.ui.messages.panel import Detail
from jd_desktop.ui.messages.screen import MessagesScreen
from jd_desktop.ui.tasks import Tasks
from tests.support.accessibility import controls, name, unreachable
from tests.support.crew import SOON, Crew
from tests.ui.messages.conftest import Outside, job_state, pause, written


def said(widget: QWidget) -> str:
    return " ".join(w.text() for w in widget.findChildren(QLabel) if w.isVisibleTo(widget))


def rows(screen: MessagesScreen, tasks: Tasks, qtbot: QtBot) -> list[str]:
    """The list as it reads, once its page is here."""

    def line(k: int) -> str:
        shown = [screen.model.index(k, c).data() for c in range(screen.model.columnCount())]
        return " | ".join(str(words) for words in shown)

    qtbot.waitUntil(lambda: tasks.idle)
    [line(k) for k in range(screen.model.rowCount())]
    qtbot.waitUntil(lambda: tasks.idle)
    return [line(k) for k in range(screen.model.rowCount())]


def show(screen: MessagesScreen, message_id: str, qtbot: QtBot) -> Detail:
    screen.open_subject(message_id)
    qtbot.waitUntil(lambda: screen.detail is not None and screen.detail.isVisible())
    assert screen.detail is not None
    return screen.detail


def write(nord: Crew, student: str = "ella", **how: str) -> str:
    return nord.writer.run(lambda work: written(work, student, **how)).result(SOON)


def test_each_tray_shows_its_messages_and_says_how_many_wait_for_a_person(
    screen: MessagesScreen, nord: Crew, nord_tasks: Tasks, qtbot: QtBot
) -> None:
    write(nord)
    write(nord, "søren", state="needs_decision")
    write(nord, "søren", state="undelivered")
    write(nord, "søren", state="delivered")
    screen.reload()
    (waiting,) = rows(screen, nord_tasks, qtbot)
    assert waiting.startswith("Ella Krog | Meddelelse | SMS | Sendes om lidt")
    titles = [b.text() for b in screen.trays.buttons.values()]
    assert titles == ["Udbakke  1", "Kræver beslutning  1", "Mislykket  1", "Sendt", "Alle"]
    for tray, words in (("decide", "kan ikke afgøres"), ("failed", "Nåede ikke"), ("sent", "Lev")):
        screen.trays.choose(tray)
        (line,) = rows(screen, nord_tasks, qtbot)
        assert words in line
    screen.trays.choose("all")
    assert len(rows(screen, nord_tasks, qtbot)) == 4


@pytest.mark.parametrize(
    ("key", "becomes"), [(Qt.Key.Key_1, "cancelled"), (Qt.Key.Key_2, "accepted"),
                         (Qt.Key.Key_3, "cancelled")],
)  # fmt: skip
def test_one_key_decides_what_nobody_knows(
    screen: MessagesScreen, nord: Crew, nord_tasks: Tasks, qtbot: QtBot, key: Qt.Key, becomes: str
) -> None:
    asked = write(nord, state="needs_decision")
    show(screen, asked, qtbot)
    QTest.keyClick(screen.table, key)
    qtbot.waitUntil(lambda: job_state(nord, asked) == becomes)
    screen.trays.choose("decide")
    assert rows(screen, nord_tasks, qtbot) == []
    screen.trays.choose("waiting")
    assert len(rows(screen, nord_tasks, qtbot)) == (key == Qt.Key.Key_1)


def test_a_message_shows_its_words_what_is_wrong_and_what_to_do(
    screen: MessagesScreen, nord: Crew, qtbot: QtBot, outside: Outside
) -> None:
    detail = show(screen, write(nord, state="undelivered"), qtbot)
    told = said(screen.panel)
    for words in ("Ella Krog", "Husk briller", "Nåede ikke frem til elevens telefon.",
                  "ring til eleven", "20 30 40 50"):  # fmt: skip
        assert words in told
    assert list(detail.choices) == ["again", "drop", "address", "call", "student"]
    detail.choices["call"].click()
    assert outside.dialled == ["+4520304050"]
    with qtbot.waitSignal(screen.wants) as asked:
        detail.choices["address"].click()
    assert asked.args == ["students", "ella"]


def test_what_may_not_be_sent_leads_to_the_student(
    screen: MessagesScreen, nord: Crew, qtbot: QtBot
) -> None:
    refusing = {"first_name": "Ella", "phone": "+4520304050", "sms_refused": True}
    nord.writer.run(partial(students.edit, student_id="ella", values=refusing)).result(SOON)
    detail = show(screen, write(nord), qtbot)
    assert "Eleven ønsker ikke SMS" in said(screen.panel)
    assert "again" not in detail.choices
    assert {"call", "student"} <= set(detail.choices)


def test_a_paused_channel_says_why_is_tried_and_goes_on(
    screen: MessagesScreen, nord: Crew, nord_tasks: Tasks, qtbot: QtBot, outside: Outside
) -> None:
    nord.writer.run(pause).result(SOON)
    screen.reload()
    qtbot.waitUntil(lambda: bool(screen.banners))
    (banner,) = screen.banners
    assert "SMS er sat på pause Twilio kender ikke nøglen." in said(banner)
    outside.finding = Finding(False, text("Nøglen er forkert."), text("Ret den."))
    banner.test.click()
    qtbot.waitUntil(lambda: "Nøglen er forkert. Ret den." in said(banner))
    banner.resume.click()
    qtbot.waitUntil(lambda: screen.banners == [])


def test_search_narrows_and_an_empty_answer_offers_to_widen(
    screen: MessagesScreen, nord: Crew, nord_tasks: Tasks, qtbot: QtBot
) -> None:
    write(nord)
    write(nord, "søren")
    screen.trays.search.setText("øster")
    qtbot.waitUntil(lambda: screen.model.rowCount() == 1)
    assert rows(screen, nord_tasks, qtbot)[0].startswith("Søren Østergaard")
    screen.trays.search.setText("nobody")
    qtbot.waitUntil(lambda: "Ingen match." in said(screen.pane))
    screen.trays.widen()
    qtbot.waitUntil(lambda: screen.model.rowCount() == 2)


def test_the_keyboard_alone_chooses_opens_and_closes(
    screen: MessagesScreen, nord: Crew, nord_tasks: Tasks, qtbot: QtBot
) -> None:
    write(nord)
    screen.reload()
    rows(screen, nord_tasks, qtbot)
    screen.table.setFocus()
    QTest.keyClick(screen.table, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: screen.detail is not None)
    QTest.keyClick(screen.panel, Qt.Key.Key_Escape)
    assert not screen.panel.isVisible()
    assert screen.detail is None


def test_every_control_has_a_name_and_can_be_reached(
    screen: MessagesScreen, nord: Crew, qtbot: QtBot
) -> None:
    nord.writer.run(pause).result(SOON)
    show(screen, write(nord, state="needs_decision"), qtbot)
    assert [w for w in controls(screen) if w.isVisible() and not name(w).strip()] == []
    assert unreachable(screen) == []
