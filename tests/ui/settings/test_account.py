"""One's own account in the window, over a central that is told in the test."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import segno
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from jd_desktop.domain.errors import JdError, Offline, Refused
from jd_desktop.domain.language import text
from jd_desktop.protocol.account import Account, Factor, SignInLine, SignIns
from jd_desktop.ui.settings.account import AccountScreen
from jd_desktop.ui.settings.doors import Doors
from jd_desktop.ui.settings.factor_card import grouped
from jd_desktop.ui.settings.form import FormCard
from jd_desktop.ui.settings.qr import QUIET, QrCode
from jd_desktop.ui.theme.look import Look
from tests.support.accessibility import controls, name

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
URI = f"otpauth://totp/Just%20Driving:lone%40nord.dk?secret={SECRET}&issuer=Just%20Driving"
OLD, NEW = "gule sokker i regn", "fire grønne gummistøvler"


class Central:
    """A person's account, and whether the central can be reached."""

    def __init__(self) -> None:
        self.password, self.has_factor, self.is_there = OLD, False, True
        self.left = 0
        self.lines = [happened(k, "signed_in") for k in range(25)]
        self.lines[0] = happened(0, "wrong_password", device_name="", from_hash="a1b2c3")

    def call(
        self, errand: Callable[[None], Any], *, then: Callable[[Any], None],
        failed: Callable[[JdError], None] | None = None, owner: QObject | None = None,
    ) -> None:  # fmt: skip
        try:
            if not self.is_there:
                raise Offline(text("Centralen kan ikke nås lige nu."))
            found = errand(None)
        except JdError as error:
            assert failed is not None
            failed(error)
        else:
            then(found)

    def tell(self) -> Account:
        return Account(email="lone@nord.dk", name="Lone", has_second_factor=self.has_factor)

    def change_password(self, old: str, new: str) -> Account:
        self._need(old == self.password)
        self.password = new
        return self.tell()

    def enrol(self, password: str) -> Factor:
        self._need(password == self.password)
        return Factor(secret=SECRET, uri=URI)

    def confirm(self, code: str) -> Account:
        self._need(code == "123456")
        self.has_factor = True
        return self.tell()

    def remove(self, password: str, code: str) -> Account:
        self._need(password == self.password and code == "654321")
        self.has_factor = False
        return self.tell()

    def sign_ins(self, before: str) -> SignIns:
        first = 0 if not before else 20
        return SignIns(sign_ins=self.lines[first : first + 20], before="" if before else "more")

    def leave(self) -> None:
        self.left += 1

    def _need(self, is_right: bool) -> None:
        if not is_right:
            raise Refused(text("Adgangskoden er forkert."), hint=text("Prøv igen."))


def happened(k: int, outcome: str, **more: Any) -> SignInLine:
    told = {
        "id": f"{k:02}", "at": f"2026-11-23T07:{k:02}:00.000Z", "user_id": "u", "name": "Lone",
        "device_id": "d", "device_name": "Kontoret", "outcome": outcome, "from_hash": "ff",
    }  # fmt: skip
    return SignInLine.model_validate({**told, **more})


@pytest.fixture
def central() -> Central:
    return Central()


@pytest.fixture
def screen(qtbot: QtBot, look: Look, central: Central) -> AccountScreen:
    c = central
    doors = Doors(c.call, c.tell, c.change_password, c.enrol, c.confirm, c.remove, c.sign_ins,
                  c.leave)  # fmt: skip
    shown = AccountScreen(look, doors)
    qtbot.addWidget(shown)
    shown.resize(1100, 900)
    shown.show()
    shown.activateWindow()
    return shown


def said(screen: AccountScreen) -> str:
    return "\n".join(w.text() for w in screen.findChildren(QLabel) if w.isVisibleTo(screen))


def write(card: FormCard, **words: str) -> None:
    for field, typed in words.items():
        edit = card.fields[field].edit
        assert isinstance(edit, QLineEdit)
        edit.clear()
        QTest.keyClicks(edit, typed)


def enter(card: FormCard, field: str) -> None:
    QTest.keyClick(card.fields[field].edit, Qt.Key.Key_Return)


def press(card: FormCard, name: str) -> None:
    card.buttons[name].setFocus()
    QTest.keyClick(card.buttons[name], Qt.Key.Key_Space)


def test_the_password_is_changed_by_who_knows_it(screen: AccountScreen, central: Central) -> None:
    write(screen.password, old="forkert", new=NEW, again=NEW)
    enter(screen.password, "again")
    assert "Adgangskoden er forkert." in said(screen)
    assert screen.password.typed("new") == NEW
    write(screen.password, old=OLD)
    enter(screen.password, "old")
    assert central.password == NEW
    assert "Adgangskoden er skiftet." in said(screen)
    assert [screen.password.typed(n) for n in ("old", "new", "again")] == ["", "", ""]


def test_what_cannot_be_right_is_said_at_its_field(screen: AccountScreen, central: Central) -> None:
    press(screen.password, "change")
    assert "Skriv den adgangskode, du har nu." in said(screen)
    assert "mindst 10 tegn" in said(screen)
    write(screen.password, old=OLD, new=NEW, again=NEW + "x")
    press(screen.password, "change")
    assert "De to adgangskoder er ikke ens." in said(screen)
    assert central.password == OLD


def test_offline_one_sentence_is_said_and_nothing_typed_is_lost(
    screen: AccountScreen, central: Central
) -> None:
    central.is_there = False
    write(screen.password, old=OLD, new=NEW, again=NEW)
    press(screen.password, "change")
    assert said(screen).count("Centralen kan ikke nås lige nu.") == 1
    screen.reload()
    assert [screen.password.typed(n) for n in ("old", "new", "again")] == [OLD, NEW, NEW]
    central.is_there = True
    press(screen.password, "change")
    assert central.password == NEW


def test_a_page_opened_offline_is_whole_and_asks_again(
    screen: AccountScreen, central: Central
) -> None:
    central.is_there = False
    screen.reload()
    assert "Nuværende adgangskode" in said(screen)
    assert "Centralen kan ikke nås lige nu." in said(screen)
    central.is_there = True
    screen.reload()
    assert "Centralen kan ikke nås" not in said(screen)
    assert "Lone · lone@nord.dk" in said(screen)


def test_a_second_factor_is_switched_on_and_off_by_keyboard(
    screen: AccountScreen, central: Central
) -> None:
    card = screen.factor
    press(card, "on")
    assert QApplication.focusWidget() is card.fields["password"].edit
    write(card, password=OLD)
    enter(card, "password")
    assert card.qr is not None
    assert "JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP" in said(screen)
    write(card, code="12")
    enter(card, "code")
    assert "Koden har 6 cifre." in said(screen)
    write(card, code="123456")
    enter(card, "code")
    assert central.has_factor
    assert "Koden er slået til." in said(screen)
    assert "JBSW" not in said(screen)
    assert card.qr is None
    press(card, "off")
    write(card, password="forkert", code="654321")
    enter(card, "code")
    assert central.has_factor
    assert card.typed("code") == "654321"
    write(card, password=OLD)
    enter(card, "password")
    assert not central.has_factor


def test_asking_anew_leaves_a_begun_step_alone(screen: AccountScreen) -> None:
    press(screen.factor, "on")
    write(screen.factor, password="halvt")
    screen.reload()
    assert screen.factor.typed("password") == "halvt"


def test_what_happened_at_the_doors_is_told_a_page_at_a_time(
    screen: AccountScreen, central: Central
) -> None:
    assert "man. 23. nov. 08.00" in said(screen)
    assert "Ukendt computer (sted a1b2)" in said(screen)
    assert said(screen).count("Kontoret") == 9
    press(screen.sign_ins, "more")
    assert said(screen).count("Kontoret") == 24
    assert "more" not in screen.sign_ins.buttons


def test_the_code_is_what_a_camera_reads(look: Look, qtbot: QtBot) -> None:
    shown = QrCode(look, URI)
    qtbot.addWidget(shown)
    rows = [bytes(row) for row in segno.make(URI, error="m", micro=False).matrix]
    side = shown.width() // (len(rows) + 2 * QUIET)
    picture = shown.grab().toImage()

    def is_dark(x: int, y: int) -> bool:
        middle = side // 2
        return picture.pixelColor(x * side + middle, y * side + middle).lightness() < 128

    seen = [[is_dark(x + QUIET, y + QUIET) for x in range(len(rows))] for y in range(len(rows))]
    assert seen == [[bool(m) for m in row] for row in rows]
    assert not any(is_dark(k, QUIET - 1) for k in range(len(rows) + 2 * QUIET))


def test_a_key_is_written_in_groups() -> None:
    assert grouped("ABCDEFGHIJ") == "ABCD EFGH IJ"


def test_every_control_has_a_name(screen: AccountScreen) -> None:
    press(screen.factor, "on")
    assert [repr(w) for w in controls(screen) if not name(w).strip()] == []
