from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from jd_desktop.domain.language import text
from jd_desktop.queries.booking_card import BookingCard, MessageRow, Rival
from jd_desktop.queries.cautions import Caution
from jd_desktop.ui.calendar.inspector import Inspector, rows
from jd_desktop.ui.theme.look import Look
from tests.ui.calendar.rows import ELLA, MADS

CARD = BookingCard(
    tile=ELLA,
    note="",
    pickup="Vestergade 12",
    phones=(("Ella Krog", "+4528451102"),),
    booking_type_id="single",
    booked_by="Lone",
    booked_at="",
    cancelled_by="",
    cancel_reason="",
    rivals=(),
    parked_conflict_id="",
    messages=(
        MessageRow(
            "m",
            "confirmed",
            text("Booking bekræftet"),
            "sms",
            "failed",
            text("Nummeret findes ikke."),
            "Ella",
        ),
    ),
    waits_to_be_sent=False,
)
CLASH = Rival("overlap:1", MADS, "instructor", "Bo", True, "Lone")


@pytest.fixture
def inspector(qtbot: QtBot, look: Look) -> Inspector:
    shown = Inspector(look)
    qtbot.addWidget(shown)
    shown.show_card(CARD)
    return shown


def test_it_says_everything_in_words(look: Look) -> None:
    assert rows(look, CARD) == [
        ("Type", "Køretime, 90 min."),
        ("Bil", "CK 41 277 · Golf"),
        ("Opsamling", "Vestergade 12"),
        ("Telefon", "28 45 11 02"),
        ("Tilstand", "Bekræftet"),
        ("Beskeder", "Booking bekræftet · Nummeret findes ikke."),
    ]


def test_a_double_booking_offers_the_way_out(inspector: Inspector, qtbot: QtBot) -> None:
    assert inspector.alarm.isHidden()
    inspector.show_card(replace(CARD, rivals=(CLASH,)))
    assert not inspector.alarm.isHidden()
    with qtbot.waitSignal(inspector.conflict_requested) as told:
        inspector.alarm.button.click()
    assert told.args == ["overlap:1"]


def test_cancelling_asks_who_and_why_and_enter_answers(inspector: Inspector, qtbot: QtBot) -> None:
    inspector.cancel_button.click()
    inspector.picker.choose("weather")
    QTest.keyClicks(inspector.picker.reason, "Isslag")
    with qtbot.waitSignal(inspector.cancelled) as told:
        QTest.keyClick(inspector.picker.reason, Qt.Key.Key_Return)
    assert told.args == ["ella", "weather", "Isslag"]


def test_while_it_asks_why_there_is_no_other_question(inspector: Inspector) -> None:
    inspector.show_card(replace(CARD, rivals=(CLASH,)))
    inspector.ask_reason()
    inspector.show_card(replace(CARD, rivals=(CLASH,), note="Husk briller"))
    assert inspector.alarm.isHidden()
    inspector.picker.close_button.click()
    assert not inspector.alarm.isHidden()


def test_escape_keeps_the_booking(inspector: Inspector, qtbot: QtBot) -> None:
    inspector.ask_reason()
    with qtbot.assertNotEmitted(inspector.cancelled):
        QTest.keyClick(inspector.picker, Qt.Key.Key_Escape)
    assert inspector.picker.isHidden()


@pytest.mark.parametrize("state", ["completed", "cancelled", "no_show"])
def test_what_is_over_has_no_buttons_to_press(inspector: Inspector, state: str) -> None:
    inspector.show_card(replace(CARD, tile=replace(ELLA, state=state)))
    assert not inspector.complete_button.isEnabled()
    inspector.ask_reason()
    assert inspector.picker.isHidden()


def test_warnings_are_said_and_the_new_price_is_one_click_away(
    inspector: Inspector, qtbot: QtBot
) -> None:
    assert inspector.cautions.isHidden()
    rule = Caution(text("Ella får 4 kørelektioner den dag."))
    inspector.show_card(replace(CARD, cautions=(rule,)))
    assert not inspector.cautions.isHidden()
    assert inspector.cautions.price_button.isHidden()
    inspector.show_card(
        replace(CARD, cautions=(rule, Caution(text("Typen koster mere."), "price")))
    )
    with qtbot.waitSignal(inspector.price_requested) as told:
        inspector.cautions.price_button.click()
    assert told.args == [ELLA.id]
    inspector.show_card(CARD)
    assert inspector.cautions.isHidden()
