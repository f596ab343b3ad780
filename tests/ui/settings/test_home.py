"""The settings screen over a real school: found by search and by keyboard, saved field by field."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from jd_desktop.cli.outside import outside
from jd_desktop.cli.settings_pages import pages
from jd_desktop.domain.changes import Changes
from jd_desktop.domain.errors import JdError
from jd_desktop.domain.language import DANISH
from jd_desktop.main import Program, Start
from jd_desktop.operations.undo import undo
from jd_desktop.queries.settings_rows import settings_rows
from jd_desktop.store import state
from jd_desktop.ui.settings.home import SettingsHome, find
from jd_desktop.ui.settings.policy_bench import PolicyBench
from jd_desktop.ui.settings.record_page import RecordPage
from jd_desktop.ui.settings.school_pages import SCHOOL_PAGES
from jd_desktop.ui.tasks import Tasks
from jd_desktop.ui.theme.look import Look
from tests.outbox.school import School
from tests.support.accessibility import nameless
from tests.ui.conftest import AtOnce

T = TypeVar("T")
WITH_RECORDS = [page.name for page in SCHOOL_PAGES]
TUESDAY = date(2026, 11, 24)
OUTSIDE = ["central", "twilio", "sparkpost", "mailtrap", "stripe", "eteori", "findkoreskole"]


class Reads:
    """Asks the database as it stands."""

    def __init__(self, school: School):
        self.school = school

    def run(self, fn: Callable[[Any], T], /) -> Future[T]:
        with self.school.reading() as db:
            return AtOnce(db).run(fn)


class Office:
    """A school, and its settings on the screen."""

    def __init__(self, folder: Path, look: Look, qtbot: QtBot):
        self.school = School(folder)
        self.tasks = Tasks(Reads(self.school), AtOnce(self.school.work))
        data = Program(Start(folder / "program", {}, self.school.clock))
        reach = outside(data, self.tasks, self.call)
        bench = lambda: PolicyBench(look, TUESDAY, lambda _day: False)  # noqa: E731
        self.pages = pages(QWidget, look, reach, is_connected=True, bench=bench)
        self.home = SettingsHome(look, self.tasks, self.pages)
        self.last = Changes()
        self.tasks.changed.connect(self._note)
        qtbot.addWidget(self.home)
        self.home.resize(1180, 820)
        self.home.show()
        self.home.activateWindow()
        self._qtbot = qtbot
        self.settle()

    def settle(self) -> None:
        self._qtbot.waitUntil(lambda: self.tasks.idle)

    def _note(self, changes: Changes) -> None:
        self.last = changes
        self.home.note(changes)

    def call(
        self, errand: Callable[[None], Any], *, then: Callable[[Any], None],
        failed: Callable[[JdError], None] | None = None, owner: QObject | None = None,
    ) -> None:  # fmt: skip
        self.tasks.call(AtOnce(), errand, owner=owner or self.home, then=then, failed=failed)

    def page(self, name: str, field: str = "") -> RecordPage:
        self.home.open_subject(f"{name}/{field}")
        self.settle()
        shown = self.home.made[name]
        assert isinstance(shown, RecordPage)
        return shown

    def write(self, page: RecordPage, name: str, words: str) -> None:
        edit = page.fields[name].edit
        assert isinstance(edit, QLineEdit)
        edit.setFocus()
        edit.selectAll()
        QTest.keyClicks(edit, words)
        QTest.keyClick(edit, Qt.Key.Key_Return)
        self.settle()

    def choose(self, page: RecordPage, name: str, value: str) -> None:
        edit = page.fields[name].edit
        assert isinstance(edit, QComboBox)
        edit.setCurrentIndex(edit.findData(value))
        edit.activated.emit(edit.currentIndex())
        self.settle()

    def rows(self, kind: str) -> list[dict[str, Any]]:
        named = ("product", "booking_type") if kind == "price" else ()
        with self.school.reading() as db:
            return [dict(row.values) for row in settings_rows(db, kind, named).rows]

    def said(self) -> str:
        labels = self.home.findChildren(QLabel)
        return "\n".join(one.text() for one in labels if one.isVisibleTo(self.home))


@pytest.fixture
def office(tmp_path: Path, look: Look, qtbot: QtBot) -> Iterator[Office]:
    made = Office(tmp_path, look, qtbot)
    yield made
    made.tasks.close()
    made.school.close()


def add(office: Office, page: RecordPage, **words: str) -> None:
    page.begin_new()
    item = page.above.itemAt(0)
    assert item is not None
    asking: Any = item.widget()
    for name, typed in words.items():
        QTest.keyClicks(asking.fields[name].edit, typed)
    asking.deed.click()
    office.settle()


def test_every_page_is_reached_by_search_and_by_keyboard_alone(office: Office) -> None:
    home = office.home
    for page in office.pages:
        home.search.setFocus()
        home.search.clear()
        QTest.keyClicks(home.search, DANISH.say(page.title))
        while not home.list.currentItem().text().startswith(DANISH.say(page.title)):
            QTest.keyClick(home.search, Qt.Key.Key_Down)
        QTest.keyClick(home.search, Qt.Key.Key_Return)
        assert home.here == page.name


def test_every_field_is_found_by_its_words_and_gets_the_keyboard(office: Office) -> None:
    for page in office.pages:
        for one in page.records.inputs if page.records else ():
            words = f"{DANISH.say(page.title)} {DANISH.say(one.title)}"
            found = find(DANISH, office.pages, words)
            assert any(f.page == page.name and f.field in (one.name, "") for f in found)
    assert [(f.page, f.field) for f in find(DANISH, office.pages, "syn sen")] == [
        ("vehicles", "inspection_due")
    ]
    page_ = office.page("vehicles")
    add(office, page_, plate="AB 12 345")
    shown = office.page("vehicles", "inspection_due")
    assert office.home.focusWidget() is shown.fields["inspection_due"].edit


@pytest.mark.parametrize("name", OUTSIDE)
def test_every_control_of_a_system_outside_has_a_name(office: Office, name: str) -> None:
    office.home.open_subject(name)
    office.settle()
    assert nameless(office.home) == []


@pytest.mark.parametrize("name", WITH_RECORDS)
def test_every_control_of_every_page_has_a_name(office: Office, name: str) -> None:
    page = office.page(name)
    if page.records.one is not None:
        page.begin_new()
    assert nameless(office.home) == []


def test_a_field_is_saved_by_itself_and_undone(office: Office) -> None:
    page = office.page("vehicles")
    add(office, page, plate="AB 12 345")
    office.write(page, "inspection_due", "31-12-2027")
    office.write(page, "insurer", "Tryg")
    (car,) = office.rows("vehicle")
    assert (car["inspection_due"], car["insurer"]) == ("2027-12-31", "Tryg")
    action = office.last.action
    assert action is not None
    assert DANISH.say(action.text) == "Rettede Forsikringsselskab"
    office._note(undo(office.school.work, action.n))
    office.settle()
    (car,) = office.rows("vehicle")
    assert (car["inspection_due"], car.get("insurer")) == ("2027-12-31", None)
    edit = page.fields["insurer"].edit
    assert isinstance(edit, QLineEdit)
    assert edit.text() == ""


def test_what_cannot_be_read_is_said_at_its_field_and_not_saved(office: Office) -> None:
    page = office.page("vehicles")
    add(office, page, plate="AB 12 345")
    office.write(page, "inspection_due", "næste år")
    assert "Skriv en dag som 31.12.2027." in office.said()
    assert "inspection_due" not in office.rows("vehicle")[0]
    office.write(page, "plate", " ")
    assert "Feltet må ikke være tomt." in office.said()


def test_a_price_and_a_cancellation_policy_are_made_without_a_form(office: Office) -> None:
    add(office, office.page("products"), name="Lovpakke B")
    add(office, office.page("policies"), name="Dagen før kl. 12")
    policies = office.page("policies")
    assert not policies.fields["deadline.at"].isVisibleTo(policies)
    office.choose(policies, "deadline.kind", "clock")
    assert policies.fields["deadline.at"].isVisibleTo(policies)
    office.write(policies, "deadline.at", "13.30")
    office.choose(policies, "fee.kind", "fixed")
    office.write(policies, "fee.ore", "550")
    (rule,) = office.rows("cancel_policy")
    assert rule["deadline"] == {"kind": "clock", "days": 1, "at": "13:30"}
    assert rule["fee"] == {"kind": "fixed", "ore": 55_000}
    (bench,) = policies.findChildren(PolicyBench)
    assert "550,00 kr., fordi fristen var" not in bench.answer.text()
    office.write(policies, "deadline.at", "12:00")
    assert "Aflyst tirsdag" in bench.answer.text() or "Aflyst tir" in bench.answer.text()
    assert "550,00 kr., fordi fristen var" in bench.answer.text()
    bench.cancelled_at.set_minute(11 * 60)
    assert "→ 0 kr., fordi der kunne aflyses til" in bench.answer.text()
    bench.price.setText("meget")
    assert "Skriv et beløb" in bench.answer.text()
    prices = office.page("prices")
    prices.begin_new()
    item = prices.above.itemAt(0)
    assert item is not None
    asking: Any = item.widget()
    asking.fields["of_id"].edit.setCurrentIndex(1)
    QTest.keyClicks(asking.fields["price_ore"].edit, "1.250,50")
    QTest.keyClicks(asking.fields["valid_from"].edit, "1.1.2027")
    asking.deed.click()
    office.settle()
    (price,) = office.rows("price")
    assert (price["of_kind"], price["price_ore"], price["valid_from"]) == (
        "product", 125_050, "2027-01-01",
    )  # fmt: skip


def test_days_on_which_the_school_is_closed_come_and_go_one_by_one(office: Office) -> None:
    page = office.page("hours")
    edit = page.fields["closures"].edit
    assert isinstance(edit, QPlainTextEdit)
    edit.setFocus()
    QTest.keyClicks(edit, "2026-12-24 Jul")
    QApplication.sendEvent(edit, QFocusEvent(QEvent.Type.FocusOut))
    office.settle()
    assert office.rows("school")[0]["closures"] == ["2026-12-24 Jul"]


def test_who_may_not_change_settings_reads_them_and_is_told_why(office: Office) -> None:
    add(office, office.page("vehicles"), plate="AB 12 345")
    with office.school.work.transaction() as db:
        state.put(db, person={"user_id": "u", "name": "Lone", "role": "office"})
    shown = office.page("school")
    assert "Din rolle må ikke ændre skolens indstillinger" in office.said()
    assert not shown.fields["name"].edit.isEnabled()
    cars = office.page("vehicles")
    assert cars.fields["plate"].edit.isEnabled()


def test_what_is_being_typed_stays_while_others_change_the_same(office: Office) -> None:
    page = office.page("school")
    edit = page.fields["name"].edit
    assert isinstance(edit, QLineEdit)
    edit.setFocus()
    QTest.keyClicks(edit, "Nordre")
    office.home.reload()
    office.settle()
    assert edit.text().endswith("Nordre")


def test_a_record_out_of_use_says_so_and_comes_last(office: Office) -> None:
    page = office.page("venues")
    add(office, page, name="A-lokalet")
    add(office, page, name="B-lokalet")
    page.list.setCurrentRow(0)
    box = page.fields["active"].edit
    assert isinstance(box, QCheckBox)
    box.click()
    office.settle()
    names = [page.list.item(k).text() for k in range(page.list.count())]
    assert names == ["B-lokalet", "A-lokalet (ikke i brug)"]
