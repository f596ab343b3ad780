"""Betalinger on a real database: seen, drafted, issued and paid by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from jd_desktop.domain.language import DANISH
from jd_desktop.host.catalogue import vat_rates
from jd_desktop.host.paths import resources
from jd_desktop.operations import invoices
from jd_desktop.ui.payments.screen import PaymentsScreen
from jd_desktop.ui.tasks import Tasks
from jd_desktop.ui.theme.look import Look
from tests.operations.test_invoices import issued, line, of
from tests.outbox.school import School
from tests.support.accessibility import controls, name
from tests.ui.conftest import AtOnce


class Readers:
    """Answers each question at once on the school's database."""

    def __init__(self, school: School):
        self._school = school

    def run(self, fn: Callable[[object], object], /) -> object:
        with self._school.reading() as db:
            return AtOnce(db).run(fn)


class Watched(PaymentsScreen):
    """The screen, and a way to wait until all that it asked is answered."""

    settle: Callable[[], None]


@pytest.fixture
def screen(qtbot: QtBot, look: Look, school: School) -> Watched:
    tasks = Tasks(Readers(school), AtOnce(school.work))  # type: ignore[arg-type]  # as they are
    shown = Watched(look, tasks, school.clock, vat_rates(resources()), lambda _code: DANISH)
    shown.settle = lambda: qtbot.waitUntil(lambda: tasks.idle)
    tasks.setParent(shown)
    tasks.changed.connect(shown.note)
    qtbot.addWidget(shown)
    shown.resize(1240, 800)
    shown.show()
    shown.settle()
    return shown


def said(screen: Watched) -> str:
    return "\n".join(w.text() for w in screen.findChildren(QLabel) if w.isVisibleTo(screen))


def column(screen: Watched, k: int) -> list[str]:
    model = screen.model
    return [str(model.data(model.index(row, k))) for row in range(model.rowCount())]


def press(screen: Watched, deed: str) -> None:
    QTest.keyClick(screen.detail.buttons[deed], Qt.Key.Key_Space)
    screen.settle()


def test_open_papers_are_listed_and_one_is_seen(school: School, screen: Watched) -> None:
    issued(school, 110_000)
    screen.reload()
    screen.settle()
    assert column(screen, 1) == ["Mia"]
    assert column(screen, 4) == ["1.100,00 kr."]
    assert "Faktura 1" in said(screen)
    assert "1.100,00 kr. åbent" in said(screen)
    assert screen.detail.view.accessibleDescription() == "Faktura 1.100,00 kr."


def test_money_is_registered_in_three_keys(school: School, screen: Watched) -> None:
    issued(school, 110_000)
    screen.reload()
    screen.settle()
    QTest.keyClick(screen.table, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    till = screen.detail.till
    assert till is not None
    assert till.amount.text() == "1.100,00 kr."
    QTest.keyClick(till.amount, Qt.Key.Key_Return)
    screen.settle()
    assert of(school).balance_ore == 0
    assert "Ingen skylder noget." in said(screen)


def test_what_is_no_amount_is_said_at_its_field(school: School, screen: Watched) -> None:
    issued(school)
    screen.reload()
    screen.settle()
    screen.detail.ask_till()
    till = screen.detail.till
    assert till is not None
    till.amount.setText("en masse")
    till.take()
    assert "Skriv et beløb" in said(screen)
    assert of(school).payments == {}


def test_a_draft_of_what_is_due_is_changed_issued_and_numbered(
    school: School, screen: Watched
) -> None:
    screen.open_subject(f"new:{school.mia}")
    screen.settle()
    lines = screen.detail.lines
    assert lines is not None
    lines.add()
    row = lines.rows[-1]
    for field, words in ((row.text, "Køretime"), (row.quantity, "2"), (row.price, "550")):
        field.setText(words)
    QTest.keyClick(row.price, Qt.Key.Key_Return)
    screen.settle()
    assert screen.detail.view.accessibleDescription() == "Faktura 1.100,00 kr."
    press(screen, "issue")
    (paper,) = of(school).invoices.values()
    assert (paper["state"], paper["number"]) == ("issued", 1)
    assert "Her er ingen fakturaer." in said(screen)


def test_lines_that_cannot_be_read_are_marked_and_not_saved(
    school: School, screen: Watched
) -> None:
    invoices.draft(school.work, school.mia, [line(55_000)])
    screen.show_tray("drafts")
    screen.settle()
    lines = screen.detail.lines
    assert lines is not None
    lines.rows[0].price.setText("mange")
    QTest.keyClick(lines.rows[0].price, Qt.Key.Key_Return)
    assert lines.rows[0].price.property("wrong")
    (paper,) = of(school).invoices.values()
    assert paper["lines"][0]["unit_ore"] == 55_000


def test_a_credit_note_wants_its_reason(school: School, screen: Watched) -> None:
    issued(school, 110_000)
    screen.reload()
    screen.settle()
    press(screen, "credit")
    (why,) = [w for w in screen.detail.findChildren(QLineEdit) if w.isVisibleTo(screen)]
    QTest.keyClick(why, Qt.Key.Key_Return)
    assert "Skriv grunden." in said(screen)
    QTest.keyClicks(why, "Forkert pris")
    QTest.keyClick(why, Qt.Key.Key_Return)
    screen.settle()
    assert of(school).balance_ore == 0


def test_a_paper_is_kept_as_the_pdf_that_is_seen(
    school: School, screen: Watched, tmp_path: Path
) -> None:
    issued(school, 110_000)
    screen.reload()
    screen.settle()
    screen.save_pdf(tmp_path / "faktura.pdf")
    (page,) = PdfReader(BytesIO((tmp_path / "faktura.pdf").read_bytes())).pages
    assert "1.100,00 kr." in page.extract_text()


def test_papers_are_found_and_nothing_found_is_said(school: School, screen: Watched) -> None:
    issued(school)
    issued(school, student=school.ida)
    screen.open_subject("find:Ida")
    screen.settle()
    assert column(screen, 1) == ["Ida"]
    screen.filter.setText("Ingen")
    screen.reload()
    screen.settle()
    assert "Ingen fakturaer passer." in said(screen)


def test_every_control_has_a_name(school: School, screen: Watched) -> None:
    issued(school)
    screen.reload()
    screen.settle()
    screen.detail.ask_till()
    assert [repr(w) for w in controls(screen) if not name(w).strip()] == []
