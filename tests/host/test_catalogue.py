"""Translations lie in fragments beside each other; the program reads them all."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from jd_desktop.domain.language import DANISH, Language, text
from jd_desktop.host.catalogue import holidays, load_language, vat_rates
from jd_desktop.host.paths import resources

HEAD = (
    'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
)
PUPILS = (
    'msgid "{n} elev"\nmsgid_plural "{n} elever"\nmsgstr[0] "{n} pupil"\nmsgstr[1] "{n} pupils"\n'
)
GREETING = 'msgid "Hej {navn}"\nmsgstr "Hello {navn}"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "a.po").write_text(HEAD + PUPILS, "utf-8")
    (tmp_path / "en" / "b.po").write_text(HEAD + GREETING + '\nmsgid "Luk"\nmsgstr ""\n', "utf-8")
    return tmp_path


def test_every_fragment_is_read(folder: Path) -> None:
    english = load_language("en", folder)
    assert english.code == "en"
    assert english.tr("Hej {navn}", navn="Åse") == "Hello Åse"
    assert english.trn("{n} elev", "{n} elever", 1) == "1 pupil"
    assert english.trn("{n} elev", "{n} elever", 3) == "3 pupils"


def test_what_is_not_translated_is_said_in_danish(folder: Path) -> None:
    english = load_language("en", folder)
    assert english.tr("Luk") == "Luk"
    assert english.tr("Åbn") == "Åbn"


def test_the_head_of_a_fragment_is_no_sentence(folder: Path) -> None:
    assert load_language("en", folder).tr("") == ""


def test_danish_needs_no_file(tmp_path: Path) -> None:
    assert load_language("da", tmp_path / "nothing") is DANISH


def test_the_programs_own_english_is_found() -> None:
    english = load_language("en", resources() / "i18n")
    assert english.say(text("Nøgleringen er låst.")) == "The keyring is locked."


def test_holidays_are_named_in_the_persons_language() -> None:
    here = resources()
    assert holidays(DANISH, here)[date(2026, 12, 25)] == "Juledag"
    assert "Christmas" in holidays(Language("en"), here)[date(2026, 12, 25)]


def test_the_rates_of_vat_are_read_with_the_day_they_are_from() -> None:
    rates = vat_rates(resources())
    day = date(2026, 11, 23)
    assert (rates.percent("standard", day), rates.percent("outside", day)) == (25, 0)
