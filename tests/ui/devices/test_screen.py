from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from jd_desktop.domain.errors import JdError, Offline
from jd_desktop.domain.language import text
from jd_desktop.protocol.devices import Device
from jd_desktop.ui.devices.screen import DevicesScreen, Doors, Taking
from jd_desktop.ui.theme.look import Look
from tests.support.accessibility import controls, name

SEEN = "2026-11-23T07:00:00.000Z"


def computer(device_id: str, **more: Any) -> Device:
    told = {
        "id": device_id, "name": f"{device_id}s laptop", "user_id": "u", "user_name": "Bo",
        "platform": "Windows 11", "app": "1.4", "version": 1, "first_seen_at": SEEN,
        "seen_at": SEEN, "cursor": 9, "behind": 0, "waiting": 0, "clock_off_s": 0,
        "rows": {"booking": 3, "student": 1}, "state": "active",
    }  # fmt: skip
    return Device.model_validate({**told, **more})


class Central:
    """The computers that a central tells of, and what is asked of it."""

    def __init__(self) -> None:
        self.told = {"a": computer("a", is_this=True), "b": computer("b", behind=4, waiting=2,
                                                                  clock_off_s=480)}  # fmt: skip
        self.is_there = True
        self.taken: list[str] = []

    def call(
        self, errand: Callable[[None], Any], *, then: Callable[[Any], None],
        failed: Callable[[JdError], None] | None = None, owner: QObject | None = None,
    ) -> None:  # fmt: skip
        try:
            found = errand(None)
        except JdError as error:
            assert failed is not None
            failed(error)
        else:
            then(found)

    def all(self) -> list[Device]:
        if not self.is_there:
            raise Offline(text("Centralen kan ikke nås lige nu."))
        return list(self.told.values())

    def rename(self, device_id: str, to: str) -> Device:
        return self._change(device_id, name=to)

    def revoke(self, device_id: str) -> Device:
        return self._change(device_id, state="revoked")

    def take_over(self, device_id: str) -> str:
        self.taken.append(device_id)
        return device_id

    def _change(self, device_id: str, **values: Any) -> Device:
        self.told[device_id] = self.told[device_id].model_copy(update=values)
        return self.told[device_id]


@pytest.fixture
def central() -> Central:
    return Central()


@pytest.fixture
def screen(qtbot: QtBot, look: Look, central: Central) -> DevicesScreen:
    taking = Taking(central.take_over, lambda _came: (3, 1))
    doors = Doors(central.call, central.all, central.rename, central.revoke, taking)
    shown = DevicesScreen(look, doors)
    qtbot.addWidget(shown)
    shown.resize(1100, 700)
    shown.show()
    shown.reload()
    return shown


def said(screen: DevicesScreen) -> str:
    return "\n".join(w.text() for w in screen.findChildren(QLabel) if w.isVisibleTo(screen))


def standing(central: Central) -> str:
    return central.told["b"].state


def press(screen: DevicesScreen, k: int, words: str) -> None:
    found = next(b for b in screen.cards[k].buttons if b.text() == words)
    found.setFocus()
    QTest.keyClick(found, Qt.Key.Key_Space)


def test_each_computer_says_how_it_stands(screen: DevicesScreen) -> None:
    assert "as laptop (denne computer)" in said(screen)
    assert "Kopien er ny · 4 poster" in said(screen)
    assert "4 ændringer bagud · 4 poster · 2 ændringer ikke sendt" in said(screen)
    assert "uret går 8 min. forkert" in said(screen)


def test_a_name_is_changed_in_place_by_keyboard(screen: DevicesScreen, central: Central) -> None:
    press(screen, 1, "Omdøb")
    field = screen.cards[1].name
    assert field.hasFocus()
    QTest.keyClicks(field, "Skolevogn 4")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert central.told["b"].name == "Skolevogn 4"
    assert "Skolevogn 4" in said(screen)


def test_access_is_taken_after_its_meaning_is_read(screen: DevicesScreen, central: Central) -> None:
    press(screen, 1, "Fjern adgang")
    assert "Det kan ikke fortrydes" in said(screen)
    assert standing(central) == "active"
    press(screen, 1, "Behold adgangen")
    assert "Det kan ikke fortrydes" not in said(screen)
    press(screen, 1, "Fjern adgang")
    press(screen, 1, "Ja, fjern adgangen")
    assert standing(central) == "revoked"
    assert [b.text() for b in screen.cards[1].buttons] == ["Overtag beskeder"]


def test_a_lost_computers_messages_are_taken_over_once_that_is_understood(
    screen: DevicesScreen, central: Central
) -> None:
    assert "Overtag beskeder" not in [b.text() for b in screen.cards[0].buttons], "its own"
    press(screen, 1, "Overtag beskeder")
    assert "bliver hos den" in said(screen)
    press(screen, 1, "Lad dem vente")
    assert central.taken == []
    press(screen, 1, "Overtag beskeder")
    press(screen, 1, "Ja, send dem herfra")
    assert central.taken == ["b"]
    assert "3 beskeder sendes nu herfra. 1 var den selv ved at sende." in said(screen)


def test_only_who_may_take_over_is_asked(qtbot: QtBot, look: Look, central: Central) -> None:
    doors = Doors(central.call, central.all, central.rename, central.revoke)
    shown = DevicesScreen(look, doors)
    qtbot.addWidget(shown)
    shown.reload()
    assert "Overtag beskeder" not in [b.text() for card in shown.cards for b in card.buttons]


def test_a_central_out_of_reach_is_said(screen: DevicesScreen, central: Central) -> None:
    central.is_there = False
    screen.reload()
    assert "Centralen kan ikke nås" in said(screen)


def test_every_control_has_a_name(screen: DevicesScreen) -> None:
    screen.cards[0].ask_revoke()
    screen.cards[1].ask_name()
    assert [repr(w) for w in controls(screen) if not name(w).strip()] == []
