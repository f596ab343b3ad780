"""The application as a person has it: dressed once, and again in other clothes."""

import gc
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt, QTranslator
from PySide6.QtGui import QFontInfo, QPalette
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLineEdit, QListWidget
from pytestqt.qtbot import QtBot

from jd_desktop.domain.language import DANISH, Language
from jd_desktop.ui.app import application, dress, tokens_for
from jd_desktop.ui.theme.tokens import ALL, CONTRAST, DARK, LIGHT
from tests.ui.conftest import RESOURCES


def test_there_is_one_application(qapp: QApplication) -> None:
    assert application([], RESOURCES) is qapp
    assert qapp.applicationName() == "Just Driving"


def test_dressing_gives_colours_font_and_locale(qapp: QApplication) -> None:
    application([], RESOURCES)
    look = dress(qapp, DARK, DANISH, RESOURCES, scale=150)
    assert qapp.palette().color(QPalette.ColorRole.Window) == look.color("bg")
    assert QFontInfo(qapp.font()).family() == "Inter"
    assert qapp.font().pixelSize() == 21
    assert QLocale().name() == "da_DK"
    dress(qapp, LIGHT, Language("en"), RESOURCES)
    assert QLocale().name() == "en_GB"


def test_the_style_stays_the_same_object_under_living_widgets(qapp: QApplication) -> None:
    dress(qapp, LIGHT, DANISH, RESOURCES)
    first = qapp.style()
    gc.collect()
    for tokens in (DARK, CONTRAST, LIGHT):
        dress(qapp, tokens, DANISH, RESOURCES)
        assert qapp.style() is first


def test_lists_have_a_tinted_choice_and_fields_a_filled_one(
    qtbot: QtBot, qapp: QApplication
) -> None:
    look = dress(qapp, LIGHT, DANISH, RESOURCES)
    rows, field = QListWidget(), QLineEdit()
    for widget in (rows, field):
        qtbot.addWidget(widget)
        widget.ensurePolished()
    role = QPalette.ColorRole.Highlight
    assert rows.palette().color(role) == look.color("selected")
    assert field.palette().color(role) == look.color("accent")


def test_qts_own_words_follow_the_language_and_do_not_pile_up(
    qtbot: QtBot, qapp: QApplication
) -> None:
    def cancel() -> str:
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        qtbot.addWidget(box)
        return box.buttons()[0].text()

    dress(qapp, LIGHT, DANISH, RESOURCES)
    assert cancel() in ("Annullér", "Annuller")
    dress(qapp, LIGHT, Language("en"), RESOURCES)
    assert cancel() == "Cancel"
    dress(qapp, LIGHT, DANISH, RESOURCES)
    qtbot.waitUntil(lambda: len(qapp.findChildren(QTranslator)) == 1)


@pytest.mark.parametrize("name", ALL)
def test_a_theme_is_chosen_by_name(qapp: QApplication, name: str) -> None:
    assert tokens_for(qapp, name) is ALL[name]


def test_another_word_follows_the_computer(qapp: QApplication) -> None:
    dark = qapp.styleHints().colorScheme() is Qt.ColorScheme.Dark
    assert tokens_for(qapp, "system") is (DARK if dark else LIGHT)


def test_high_contrast_has_no_soft_ground() -> None:
    grounds = {CONTRAST.colours[n] for n in ("bg", "surface", "raised", "sunken", "today")}
    assert grounds == {"#FFFFFF"}
    assert Path(RESOURCES / "icons" / "LICENSE").read_text("utf-8").startswith("ISC License")
