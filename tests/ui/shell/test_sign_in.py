"""Signing in: what is missing is said, what is typed stays, the wait is counted."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QProgressBar
from pytestqt.qtbot import QtBot

from jd_desktop.domain.errors import SignInNeeded
from jd_desktop.domain.language import text
from jd_desktop.ui.shell.sign_in import SignIn, written
from jd_desktop.ui.theme.look import Look
from tests.support.accessibility import nameless, unreachable
from tests.ui.shell.conftest import show

WRONG = SignInNeeded(text("E-mail eller adgangskode er forkert."), hint=text("Prøv igen."))


@pytest.fixture
def page(qtbot: QtBot, look: Look) -> SignIn:
    made = SignIn(look, address="https://central.example", email="lone@nordre.dk")
    show(qtbot, made)
    return made


def said(page: SignIn) -> set[str]:
    return {w.text() for w in page.findChildren(QLabel) if w.isVisibleTo(page) and w.text()}


def test_the_keyboard_begins_where_something_is_missing(page: SignIn) -> None:
    assert page.password.edit.hasFocus()


def test_enter_signs_in_with_the_password_as_it_was_typed(qtbot: QtBot, page: SignIn) -> None:
    QTest.keyClicks(page.password.edit, " hem lig ")
    with qtbot.waitSignal(page.submitted) as told:
        QTest.keyClick(page.password.edit, Qt.Key.Key_Return)
    assert told.args == ["https://central.example", "lone@nordre.dk", " hem lig "]
    assert not page.sign_in.isEnabled(), "a second press would sign in twice"


def test_what_is_missing_is_said_at_its_field(qtbot: QtBot, page: SignIn) -> None:
    with qtbot.assertNotEmitted(page.submitted):
        page.sign_in.click()
    assert "Skriv din adgangskode." in said(page)
    assert "Skriv din e-mail." not in said(page)


def test_a_refusal_is_said_and_nothing_has_to_be_typed_again(page: SignIn) -> None:
    QTest.keyClicks(page.password.edit, "forkert")
    page.sign_in.click()
    page.show_error(WRONG)
    assert {"E-mail eller adgangskode er forkert.", "Prøv igen."} <= said(page)
    assert page.sign_in.isEnabled()
    assert isinstance(page.password.edit, QLineEdit)
    assert page.password.edit.text() == "forkert"


def test_the_first_sync_is_counted(page: SignIn) -> None:
    page.show_error(WRONG)
    page.show_progress(1200, 3400)
    assert "Henter skolens data: 1.200 af 3.400 er her." in said(page)
    assert "Prøv igen." not in said(page)
    bar = page.findChildren(QProgressBar)[0]
    assert (bar.value(), bar.maximum()) == (1200, 3400)


def test_what_cannot_be_counted_is_said_without_a_number(page: SignIn) -> None:
    page.show_progress(0, 0)
    assert "Henter skolens data …" in said(page)
    page.show_step("Henter elever …", 3, 10)
    assert "Henter elever …" in said(page)


def test_one_can_begin_alone_under_ones_own_name(qtbot: QtBot, page: SignIn) -> None:
    page.alone.click()
    with qtbot.assertNotEmitted(page.alone_chosen):
        page.sign_in.click()
    assert {"Skriv skolens navn.", "Skriv dit navn."} <= said(page)
    QTest.keyClicks(page.school.edit, "Nordre Køreskole")
    QTest.keyClicks(page.person.edit, "Lone ")
    with qtbot.waitSignal(page.alone_chosen) as told:
        page.sign_in.click()
    assert told.args == ["Nordre Køreskole", "Lone"]


def test_one_can_go_back_to_signing_in(page: SignIn) -> None:
    page.alone.click()
    page.alone.click()
    assert page.address.isVisible()
    assert not page.school.isVisible()
    assert page.sign_in.text() == "Log ind"


def test_this_computers_name_is_asked_for_where_one_is_proposed(
    qtbot: QtBot, look: Look, page: SignIn
) -> None:
    assert not page.computer.isVisible()
    asking = SignIn(look, computer="KONTOR-2")
    show(qtbot, asking)
    assert asking.computer.isVisible()
    QTest.keyClicks(asking.computer.edit, " ")
    assert asking.computer_name() == "KONTOR-2"


@pytest.mark.parametrize("alone", [False, True])
def test_everything_has_a_name_and_fits_the_smallest_window(page: SignIn, alone: bool) -> None:
    if alone:
        page.alone.click()
    page.show_error(WRONG)
    assert nameless(page) == []
    assert unreachable(page) == []
    assert page.sizeHint().height() <= 680


def test_a_code_is_asked_for_only_when_the_central_wants_one(page: SignIn) -> None:
    assert not page.code.isVisibleTo(page)
    page.show_error(WRONG)
    page.ask_code()
    assert page.code.edit.hasFocus()
    QTest.keyClicks(page.code.edit, " 123456 ")
    assert page.typed_code() == "123456"
    assert not nameless(page)


def test_a_forgotten_password_asks_for_a_mail_and_says_what_happens(
    look: Look, qtbot: QtBot
) -> None:
    page = SignIn(look, address="https://central.dk")
    qtbot.addWidget(page)
    page.show()
    page.forgot.click()
    assert page.email.edit.accessibleDescription().startswith("Skriv din e-mail")
    written(page.email).setText(" lone@skole.dk ")
    with qtbot.waitSignal(page.forgotten) as asked:
        page.forgot.click()
    assert asked.args == ["https://central.dk", "lone@skole.dk"]
    assert not page.forgot.isEnabled()
    page.show_note("Der er sendt et link.")
    assert page.forgot.isEnabled()
    assert written(page.email).text() == " lone@skole.dk "
