from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader
from pytestqt.qtbot import QtBot

from jd_desktop.documents.paper import Line
from jd_desktop.documents.paper_pdf import to_pdf
from jd_desktop.documents.papers import invoice
from jd_desktop.host.paths import resources
from jd_desktop.ui.theme.look import load_fonts
from tests.documents.test_papers import BODY, WANTED


@pytest.fixture(autouse=True)
def the_programs_own_letters(qtbot: QtBot) -> None:
    load_fonts(resources() / "fonts")


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def test_text_can_be_selected_and_has_its_danish_letters() -> None:
    (page,) = pages(to_pdf(invoice(BODY, WANTED)))
    for written in ("Nordre Køreskole", "Ella Sørensen", "Åboulevarden 3", "1.700,00 kr.", "1042"):
        assert written in page


def test_it_is_one_a4_page_with_its_fonts_inside() -> None:
    reader = PdfReader(BytesIO(to_pdf(invoice(BODY, WANTED))))
    (page,) = reader.pages
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)
    fonts = [f.get_object() for f in page["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        inner = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert any(name in inner for name in ("/FontFile", "/FontFile2", "/FontFile3"))


def test_a_draft_says_so_across_the_page() -> None:
    draft = to_pdf(invoice({**BODY, "state": "draft", "number": None}, WANTED))
    assert "KLADDE" in pages(draft)[0]
    assert "KLADDE" not in pages(to_pdf(invoice(BODY, WANTED)))[0]


def test_a_long_paper_goes_on_with_its_columns_repeated_and_loses_no_line() -> None:
    paper = invoice(BODY, WANTED)
    lines = tuple(Line((f"Vare {k}.", "1", "1,00", "25 %", "1,25")) for k in range(90))
    found = pages(to_pdf(replace(paper, lines=lines)))
    assert len(found) > 2
    assert all("Beskrivelse" in page for page in found[:-1])
    assert all(sum(f"Vare {k}." in page for page in found) == 1 for k in range(90))
    assert f"Side 1 af {len(found)}" in found[0]
    assert "I alt at betale" in found[-1]


def test_a_hundred_millions_and_a_very_long_word_stay_inside_their_columns(qtbot: QtBot) -> None:
    long = {**BODY["lines"][0], "text": "Uafbrudt" * 30, "unit_ore": 500_000_000}
    (page,) = pages(to_pdf(invoice({**BODY, "lines": [long]}, WANTED)))
    assert "10.000.000,00" in page.replace("\n", "")
