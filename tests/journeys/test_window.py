"""The whole program in a window: signing in, syncing, booking; what its main thread may not do."""

from __future__ import annotations

import shutil
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from jd_desktop.central.commands import list_devices, revoke_device
from jd_desktop.cli.window import Opening
from jd_desktop.domain.clock import FixedClock
from jd_desktop.host.paths import resources
from jd_desktop.main import Program, Start, SystemClock
from jd_desktop.operations import students
from jd_desktop.queries.calendar import between, lanes
from jd_desktop.runtime.threads import Guard, WrongThread
from jd_desktop.ui.app import application
from jd_desktop.ui.calendar.screen import CalendarScreen
from jd_desktop.ui.news.screen import NewsScreen
from jd_desktop.ui.settings.account import AccountScreen
from jd_desktop.ui.settings.form import FormCard
from jd_desktop.ui.shell.farewell import Farewell
from jd_desktop.ui.shell.main_window import MainWindow
from jd_desktop.ui.shell.sign_in import SignIn
from tests.support.accessibility import controls, name
from tests.support.town import KEY, PASSWORD, Town, Typist

_heard: list[str] = []


def _listen(event: str, args: tuple[Any, ...]) -> None:
    if event == "socket.connect" and threading.current_thread() is threading.main_thread():
        _heard.append(f"{event} {args[1]}")


sys.addaudithook(_listen)


@pytest.fixture
def opening(tmp_path: Path, clock: FixedClock, qapp: QApplication) -> Iterator[Opening]:
    app = application([], resources())
    guard = Guard()
    start = Start(tmp_path / "data", {"JD_DATABASE_KEY": KEY}, clock, guard)
    program = Program(start)
    program.settings.set("theme", "light")
    made = Opening(app, program, guard)
    _heard.clear()
    yield made
    assert _heard == []  # whatever was done, the main thread reached for no network
    made.desk.close()
    program.close()
    if made.window is not None:
        made.window.close()


def nameless(of: QWidget) -> list[str]:
    """The controls in sight that a screen reader could not name."""
    return [repr(w) for w in controls(of) if w.isVisibleTo(of) and not name(w).strip()]


def signed_in(opening: Opening, town: Town, qtbot: QtBot) -> MainWindow:
    """Sign in as a person does, and wait for the window."""
    opening.begin()
    page = opening.window
    assert isinstance(page, SignIn)
    for field, words in ((page.address, town.address), (page.email, "lone@skole.dk"),
                         (page.password, PASSWORD)):  # fmt: skip
        field.edit.setFocus()
        qtbot.keyClicks(field.edit, words)
    qtbot.keyClick(page.password.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(opening.window, MainWindow), timeout=20_000)
    assert isinstance(opening.window, MainWindow)
    qtbot.waitUntil(lambda: opening.desk.standing.state == "idle", timeout=20_000)
    qtbot.waitUntil(lambda: opening.desk.tasks.idle, timeout=20_000)
    return opening.window


def test_the_main_thread_touches_neither_database_nor_network(
    lone: Typist, opening: Opening, town: Town, qtbot: QtBot
) -> None:
    assert lone.file.exists()
    window = signed_in(opening, town, qtbot)
    opening.desk.sync()
    for screen in ("students", "conflicts", "calendar"):
        window.go(screen)
        qtbot.waitUntil(lambda: opening.desk.tasks.idle, timeout=20_000)
    with qtbot.waitSignal(opening.desk.agreed, timeout=20_000):
        opening.desk.sync()
    qtbot.keyClicks(window.top_bar.search, "ella")
    qtbot.waitUntil(lambda: opening.desk.tasks.idle, timeout=20_000)
    assert _heard == []
    with pytest.raises(WrongThread), opening.desk._program.database.reader().connect():
        pass
    with pytest.raises(WrongThread), opening.desk._program.database.writer().begin():
        pass


def test_the_listener_hears_what_it_is_to_hear(town: Town) -> None:
    import httpx

    _heard.clear()
    httpx.get(f"{town.direct}/healthz", trust_env=False)
    assert _heard
    _heard.clear()


def test_a_wrong_password_is_said_where_one_signs_in(
    opening: Opening, town: Town, qtbot: QtBot
) -> None:
    opening.begin()
    page = opening.window
    assert isinstance(page, SignIn)
    with qtbot.waitSignal(opening.refused, timeout=20_000) as told:
        page.submitted.emit(town.address, "lone@skole.dk", "forkert")
    assert "adgangskode" in str(told.args[0])
    assert opening.window is page
    assert not list((opening.desk._program.paths.data / "schools").glob("*.db"))


def test_ones_own_way_in_is_changed_in_the_window(
    lone: Typist, opening: Opening, town: Town, qtbot: QtBot
) -> None:
    window = signed_in(opening, town, qtbot)
    qtbot.keyClick(window, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier
                   | Qt.KeyboardModifier.ShiftModifier)  # fmt: skip
    page = window.screens["account"]
    assert isinstance(page, AccountScreen)
    assert page.isVisible()
    qtbot.waitUntil(lambda: "on" in page.factor.buttons, timeout=20_000)

    def types(card: FormCard, **words: str) -> None:
        for field, typed in words.items():
            qtbot.keyClicks(card.fields[field].edit, typed)
        qtbot.keyClick(card.fields[next(iter(words))].edit, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: opening.desk.tasks.idle, timeout=20_000)

    new = "fire grønne gummistøvler"
    types(page.password, old=PASSWORD, new=new, again=new)
    assert page.password.typed("new") == ""
    page.factor.ask_password()
    types(page.factor, password=new)
    key = next(w.text() for w in page.factor.findChildren(QLabel) if w.text().count(" ") == 7)
    phone, now = pyotp.TOTP(key.replace(" ", "")), SystemClock().now()
    types(page.factor, code=phone.at(now))
    assert "off" in page.factor.buttons
    assert lone.types("sync").code == 7  # the other computer was signed out
    again = lone.types("sign-in", "--central", town.address, "--email", "lone@skole.dk",
                       JD_PASSWORD=new)  # fmt: skip
    assert (again.code, "koden" in again.err) == (5, True)
    page.factor.ask_off()
    types(page.factor, password=new, code=phone.at(now + timedelta(seconds=30)))
    assert "on" in page.factor.buttons
    page.reload()
    qtbot.waitUntil(lambda: opening.desk.tasks.idle, timeout=20_000)
    told = [line.outcome for line in page.sign_ins.lines]
    assert told[:4] == ["factor_off", "code_needed", "factor_on", "password_changed"]


def test_a_copied_disk_is_said_in_the_window_and_stays_in_the_news(
    lone: Typist, opening: Opening, qtbot: QtBot, tmp_path: Path
) -> None:
    shutil.copytree(lone.folder, tmp_path / "data", dirs_exist_ok=True)
    for name_, folder in (("Anna", lone.folder), ("Bent", tmp_path / "data")):
        with Typist(folder).program() as program:
            students.add(program.work, {"first_name": name_})
    lone.must("sync")
    opening.begin()
    window = opening.window
    assert isinstance(window, MainWindow)
    qtbot.waitUntil(window.toast.isVisible, timeout=20_000)
    (said,) = [w.text() for w in window.toast.findChildren(QLabel) if w.text()]
    assert said == "Denne computer var en kopi af en anden og er nu sin egen. Intet er tabt."
    qtbot.waitUntil(lambda: opening.desk.standing.state == "idle", timeout=20_000)
    (to_news,) = [b for b in window.toast.findChildren(QPushButton) if b.text() == "Vis"]
    qtbot.mouseClick(to_news, Qt.MouseButton.LeftButton)
    news = window.screens["news"]
    assert isinstance(news, NewsScreen)
    qtbot.waitUntil(lambda: bool(news.lines), timeout=20_000)
    told = [box.accessibleName() for box in news.lines.values()]
    assert "Denne computer var en kopi af en anden og er nu sin egen" in told


def test_a_booking_is_made_moved_and_cancelled_by_keyboard_alone(
    lone: Typist, opening: Opening, town: Town, qtbot: QtBot, clock: FixedClock
) -> None:
    assert lone.file.exists()  # the school is furnished, from another computer
    window = signed_in(opening, town, qtbot)
    screen = window.screens["calendar"]
    assert isinstance(screen, CalendarScreen)
    day = clock.now()

    def bookings() -> list[Any]:
        read = opening.desk.threads.readers.run(
            lambda db: between(db, day - timedelta(days=1), day + timedelta(days=1))
        )
        return list(read.result())

    def idle() -> None:
        qtbot.waitUntil(lambda: opening.desk.tasks.idle, timeout=20_000)

    assert opening.desk.threads.readers.run(lanes).result()
    grid = screen.grid
    grid.setFocus()
    idle()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Return):
        qtbot.keyClick(grid, key)
    form = screen.panels.editor
    qtbot.waitUntil(form.isVisible, timeout=5_000)
    qtbot.keyClicks(form.people.search, "ella")
    qtbot.waitUntil(lambda: form.people.matches.count() == 1, timeout=20_000)
    qtbot.keyClick(form.people.search, Qt.Key.Key_Return)
    qtbot.keyClick(form.note, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(bookings()) == 1, timeout=20_000)
    idle()
    (made,) = bookings()
    grid.select(made.id)
    grid.setFocus()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        qtbot.keyClick(grid, key)
    qtbot.waitUntil(
        lambda: bookings()[0].starts == made.starts + timedelta(minutes=30), timeout=20_000
    )
    idle()
    grid.setFocus()
    qtbot.keyClick(grid, Qt.Key.Key_Delete)
    picker = screen.panels.inspector.picker
    qtbot.waitUntil(picker.isVisible, timeout=5_000)
    qtbot.keyClick(picker, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bookings()[0].state == "cancelled", timeout=20_000)


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_every_control_of_every_screen_has_a_name(
    opening: Opening, qtbot: QtBot, language: str, theme: str
) -> None:
    program = opening.desk._program
    program.settings.set("language", language)
    program.settings.set("theme", theme)
    opening.begin()
    page = opening.window
    assert isinstance(page, SignIn)
    assert nameless(page) == []
    page.alone_chosen.emit("Prøveskolen", "Lone")
    qtbot.waitUntil(lambda: isinstance(opening.window, MainWindow), timeout=20_000)
    window = opening.window
    assert isinstance(window, MainWindow)
    for place, screen in window.screens.items():
        window.go(place)
        qtbot.waitUntil(lambda: opening.desk.tasks.idle, timeout=20_000)
        assert nameless(window) == [], screen.title()
    students: Any = window.screens["students"]
    window.go("students")
    students.add()
    assert nameless(window) == []
    calendar: Any = window.screens["calendar"]
    window.go("calendar")
    calendar.new_booking()
    qtbot.waitUntil(lambda: opening.desk.tasks.idle, timeout=20_000)
    assert nameless(window) == []


def test_a_window_that_loses_its_access_says_so_and_shows_nothing_more(
    opening: Opening, town: Town, qtbot: QtBot
) -> None:
    signed_in(opening, town, qtbot)
    file = opening.desk._program.paths.database("school")
    for line in list_devices(town.database):
        revoke_device(town.database, line.device_id, clock=opening.desk._program.clock)
    opening.desk.sync()
    qtbot.waitUntil(lambda: "slettet" in said_in(opening), timeout=20_000)
    assert isinstance(opening.window, Farewell)
    assert not file.exists()
    assert [w.text() for w in opening.window.ways] == ["Luk programmet"]
    assert nameless(opening.window) == []
    opening.begin()
    assert isinstance(opening.window, Farewell)


def said_in(opening: Opening) -> str:
    assert opening.window is not None
    return " ".join(w.text() for w in opening.window.findChildren(QLabel))
