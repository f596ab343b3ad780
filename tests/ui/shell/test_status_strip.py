"""The honesty line: every state in words, none dressed up."""

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from jd_desktop.ui.shell.status_strip import Dot, StatusStrip
from jd_desktop.ui.shell.status_words import SyncStatus
from jd_desktop.ui.theme.look import Look
from tests.support.accessibility import nameless

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
EARLIER = datetime(2026, 11, 23, 6, 42, tzinfo=UTC)


@pytest.fixture
def strip(qtbot: QtBot, look: Look) -> StatusStrip:
    made = StatusStrip(look)
    qtbot.addWidget(made)
    made.show()
    return made


def said(strip: StatusStrip) -> list[str]:
    parts = [*strip.findChildren(QPushButton), *strip.findChildren(QLabel)]
    return [w.text() for w in parts if w.isVisibleTo(strip) and w.text()]


def dot(strip: StatusStrip) -> str:
    return strip.findChildren(Dot)[0].tone


@pytest.mark.parametrize(
    ("status", "words", "tone"),
    [
        (SyncStatus("online", NOW, now=NOW), "Synkroniseret · sidst synkroniseret 10.00", "ok"),
        (
            SyncStatus("online", EARLIER, now=NOW),
            "Ikke synkroniseret for nylig · sidst synkroniseret 07.42",
            "warn",
        ),
        (SyncStatus("syncing"), "Synkroniserer …", "accent"),
        (
            SyncStatus("offline", EARLIER, 3, now=NOW),
            "Offline · 3 ændringer venter · sidst synkroniseret 07.42",
            "warn",
        ),
        (
            SyncStatus("offline", EARLIER, 1),
            "Offline · 1 ændring venter · sidst synkroniseret man. 23. nov. 07.42",
            "warn",
        ),
        (SyncStatus("error"), "Kunne ikke synkronisere", "bad"),
        (SyncStatus("offline", next_try_s=3), "Offline · prøver igen om lidt", "warn"),
        (SyncStatus("offline", next_try_s=50), "Offline · prøver igen inden for et minut", "warn"),
        (
            SyncStatus("error", next_try_s=130),
            "Kunne ikke synkronisere · prøver igen om 2 minutter",
            "bad",
        ),
        (
            SyncStatus("syncing", stored=41_200, expected=100_000, is_first=True),
            "Henter skolen: 41.200 af 100.000",
            "accent",
        ),
        (
            SyncStatus("syncing", stored=2_000, expected=5_000),
            "Henter ændringer: 2.000 af 5.000",
            "accent",
        ),
        (SyncStatus("syncing", stored=3, expected=5), "Synkroniserer …", "accent"),
        (SyncStatus("signed_out"), "Logget ud – arbejder kun her", "bad"),
        (SyncStatus("alone", NOW), "Arbejder alene på denne computer", "ok"),
    ],
)
def test_each_state_has_its_words_and_its_dot(
    strip: StatusStrip, status: SyncStatus, words: str, tone: str
) -> None:
    strip.show_status(status)
    assert said(strip) == [words]
    assert dot(strip) == tone


@pytest.mark.parametrize(("minutes", "late"), [(5, False), (6, True)])
def test_five_minutes_are_still_agreed(minutes: int, late: bool) -> None:
    agreed = NOW - timedelta(minutes=minutes)
    assert SyncStatus("online", agreed, now=NOW).is_late is late


def test_what_needs_somebody_is_counted(strip: StatusStrip) -> None:
    strip.show_status(SyncStatus("online", conflicts=1, failed_messages=2))
    assert {"1 konflikt", "2 beskeder kom ikke afsted"} <= set(said(strip))
    assert nameless(strip) == []


@pytest.mark.parametrize(
    ("off", "words"),
    [
        (1, "Uret går 1 minut for hurtigt"),
        (-75, "Uret går 75 minutter for langsomt"),
        (180, "Uret går 3 timer for hurtigt"),
        (-5_259_000, "Uret går 3652 dage for langsomt"),
    ],
)
def test_a_wrong_clock_is_said(strip: StatusStrip, off: int, words: str) -> None:
    strip.show_status(SyncStatus("online", clock_off_min=off))
    assert words in said(strip)


def test_a_count_leads_to_its_screen(qtbot: QtBot, strip: StatusStrip) -> None:
    strip.show_status(SyncStatus("online", conflicts=1, failed_messages=1))
    _, conflicts, messages = strip.findChildren(QPushButton)
    with qtbot.waitSignal(strip.wanted) as wanted:
        conflicts.click()
    assert wanted.args == ["conflicts"]
    with qtbot.waitSignal(strip.wanted) as wanted:
        messages.click()
    assert wanted.args == ["messages"]


def test_a_count_without_a_screen_is_words_only(qtbot: QtBot, look: Look) -> None:
    strip = StatusStrip(look, ())
    qtbot.addWidget(strip)
    strip.show_status(SyncStatus("online", failed_messages=1))
    messages = strip.findChildren(QPushButton)[2]
    assert messages.focusPolicy() == Qt.FocusPolicy.NoFocus
    assert messages.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


def test_who_points_at_the_line_is_told_all(strip: StatusStrip) -> None:
    why = "Centralen kan ikke nås lige nu."
    strip.show_status(SyncStatus("offline", EARLIER, 3, 2, now=NOW, next_try_s=40, why=why))
    told = strip.findChildren(QPushButton)[0].toolTip().splitlines()
    assert told == [
        why, "Sidst synkroniseret 07.42", "3 ændringer venter",
        "Andres ændringer hentes hvert minut, når der er forbindelse",
        "2 konflikter venter på en afgørelse", "Klik for at synkronisere nu (F5)",
    ]  # fmt: skip
    strip.show_status(SyncStatus("online", NOW, now=NOW, is_live=True))
    told = strip.findChildren(QPushButton)[0].toolTip().splitlines()
    assert told[2:4] == ["Ingen ændringer venter", "Andres ændringer kommer med det samme"]


def test_with_live_hints_a_quarter_of_an_hour_is_still_agreed() -> None:
    agreed = NOW - timedelta(minutes=12)
    assert not SyncStatus("online", agreed, now=NOW, is_live=True).is_late
    assert SyncStatus("online", agreed, now=NOW).is_late


def test_how_much_is_here_is_drawn(strip: StatusStrip, look: Look) -> None:
    strip.resize(1000, strip.height())
    accent = look.color("accent").rgb()

    def drawn() -> list[bool]:
        image = strip.grab().toImage()
        ratio = image.devicePixelRatio()
        return [image.pixel(round(x * ratio), 1) == accent for x in (10, 390, 410, 990)]

    strip.show_status(SyncStatus("syncing", stored=40_000, expected=100_000, is_first=True))
    assert drawn() == [True, True, False, False]
    strip.show_status(SyncStatus("online"))
    assert drawn() == [False] * 4
