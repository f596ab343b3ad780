"""Ctrl+K finds commands and places of screens beside what the database has."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from jd_desktop.ui.shell.main_window import MainWindow
from jd_desktop.ui.shell.palette import places_found
from tests.ui.shell.conftest import Desk

Key = Qt.Key


def search(window: MainWindow, words: str) -> list[str]:
    QTest.keyClick(window, Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(window.top_bar.search, words)
    results = window.top_bar.results
    return [results.item(k).text() for k in range(results.count())]


def test_a_command_is_found_by_its_words_and_done(window: MainWindow, desk: Desk) -> None:
    assert search(window, "synk nu") == ["Synkronisér nu"]
    QTest.keyClick(window.top_bar.search, Key.Key_Return)
    assert desk.synced == 1


def test_a_screen_and_what_can_be_done_on_it_are_commands(window: MainWindow) -> None:
    assert search(window, "konfl") == ["Konflikter"]
    QTest.keyClick(window.top_bar.search, Key.Key_Return)
    assert window.navigator.here is not None
    assert window.navigator.here.screen == "conflicts"
    assert search(window, "ny book") == ["Ny booking"]


def test_what_cannot_be_done_now_is_not_offered(window: MainWindow) -> None:
    assert "Fortryd det seneste" not in search(window, "fortryd")


class _Settings:
    def places(self, words: str) -> list[tuple[str, str]]:
        return [("Køretøjer · Syn senest", "vehicles/inspection_due")] if words == "syn" else []


def test_places_of_a_screen_lead_to_their_subject() -> None:
    (hit,) = places_found("settings", "Indstillinger", _Settings(), "syn")
    assert (hit.title, hit.subtitle) == ("Køretøjer · Syn senest", "Indstillinger")
    assert (hit.screen, hit.subject) == ("settings", "vehicles/inspection_due")
    assert places_found("x", "X", object(), "syn") == []
