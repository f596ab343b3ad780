from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from jd_desktop.documents.paper import Line
from jd_desktop.documents.papers import invoice
from jd_desktop.ui.kit.paper_view import PaperView
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import DARK, Tokens
from tests.documents.test_papers import BODY, WANTED


def view(qtbot: QtBot, look: Look) -> PaperView:
    shown = PaperView(look)
    qtbot.addWidget(shown)
    shown.resize(500, 600)
    shown.show()
    return shown


def test_a_paper_is_white_and_written_on_also_in_the_dark(
    qtbot: QtBot, dressed: Callable[[Tokens], Look]
) -> None:
    shown = view(qtbot, dressed(DARK))
    shown.show_paper(invoice(BODY, WANTED))
    image = shown.viewport().grab().toImage()
    colours = {image.pixelColor(250, y).name() for y in range(30, 560)}
    assert QColor("white").name() in colours
    assert len(colours) > 2


def test_more_pages_are_scrolled_to_by_keyboard(qtbot: QtBot, look: Look) -> None:
    shown = view(qtbot, look)
    paper = invoice(BODY, WANTED)
    lines = tuple(Line((f"Vare {k}", "1", "1,00", "25 %", "1,25")) for k in range(90))
    shown.show_paper(replace(paper, lines=lines))
    bar = shown.verticalScrollBar()
    assert bar.maximum() > 2 * shown.height()
    qtbot.keyClick(shown, Qt.Key.Key_PageDown)
    assert bar.value() > 0


def test_a_reader_hears_what_it_is_and_what_it_is_about(qtbot: QtBot, look: Look) -> None:
    shown = view(qtbot, look)
    shown.show_paper(invoice(BODY, WANTED))
    assert shown.accessibleDescription() == "Faktura 1.700,00 kr."
