"""A table of any length: pages come when they are looked at, a choice survives, nothing is late."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from jd_desktop.ui.kit.columns import Column
from jd_desktop.ui.kit.paging import Paging, Took
from jd_desktop.ui.kit.table import KEPT, PAGE, TableModel, TableView
from jd_desktop.ui.theme.look import Look
from tests.support.accessibility import nameless

LONG = 100_000


@dataclass(frozen=True)
class Student:
    id: str
    name: str
    owes: bool = False


COLUMNS = [
    Column("Navn", lambda s: s.name, stretch=True),
    Column("Saldo", lambda s: "−1.050" if s.owes else "0", right=True,
           tone=lambda s: "bad" if s.owes else "text"),
]  # fmt: skip


def student(k: int) -> Student:
    return Student(f"s{k}", f"Elev {k}", k % 2 == 1)


class Source:
    """A list in the database; answers at once, or when it is let."""

    def __init__(self, rows: Callable[[int], Student] = student):
        self.rows = rows
        self.asked: list[int] = []
        self.held: list[Callable[[], None]] | None = None

    def fetch(self, offset: int, limit: int, then: Took) -> None:
        self.asked.append(offset)
        rows: Sequence[Student] = [self.rows(k) for k in range(offset, offset + limit)]
        if self.held is None:
            then(rows)
        else:
            self.held.append(lambda: then(rows))


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def model(look: Look) -> TableModel:
    return TableModel(look, COLUMNS)


@pytest.fixture
def paging(model: TableModel, source: Source) -> Paging:
    return Paging(model, source.fetch)


@pytest.fixture
def view(qtbot: QtBot, look: Look, model: TableModel, paging: Paging) -> TableView:
    made = TableView(look, model, COLUMNS, "Elever")
    qtbot.addWidget(made)
    made.resize(500, 400)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def words(model: TableModel, place: int) -> str:
    return str(model.data(model.index(place, 0)))


def test_a_long_list_asks_only_for_what_is_seen(
    view: TableView, paging: Paging, source: Source, model: TableModel
) -> None:
    paging.restart(LONG)
    view.grab()
    assert source.asked == [0]
    view.scrollToBottom()
    view.grab()
    assert source.asked == [0, LONG - PAGE]
    assert words(model, LONG - 1) == f"Elev {LONG - 1}"


def test_a_walk_through_everything_keeps_a_bounded_part(
    paging: Paging, model: TableModel, source: Source
) -> None:
    paging.restart(LONG)
    for place in range(0, LONG, PAGE):
        words(model, place)
    held = sum(model.place_of(f"s{k}") is not None for k in range(0, LONG, PAGE))
    assert held == KEPT


def test_a_page_on_its_way_is_asked_for_once(
    paging: Paging, model: TableModel, source: Source
) -> None:
    source.held = []
    paging.restart(LONG)
    for place in range(20):
        assert model.data(model.index(place, 0)) is None
    assert source.asked == [0]


def test_a_page_that_failed_is_asked_for_again(
    paging: Paging, model: TableModel, source: Source
) -> None:
    source.held = []
    paging.restart(LONG)
    model.row_at(0)
    model.miss(0)
    model.row_at(0)
    assert source.asked == [0, 0]


def test_a_page_of_the_list_before_is_not_shown(
    paging: Paging, model: TableModel, source: Source
) -> None:
    source.held = []
    paging.restart(LONG)
    model.row_at(0)
    source.rows = lambda k: Student(f"n{k}", f"Ny {k}")
    paging.restart(10)
    model.row_at(0)
    newest, oldest = source.held[1], source.held[0]
    newest()
    oldest()
    assert words(model, 0) == "Ny 0"


def test_a_chosen_student_stays_chosen_where_the_list_is_another(
    view: TableView, paging: Paging, source: Source, model: TableModel
) -> None:
    paging.restart(100)
    view.grab()
    told: list[Student] = []
    view.chosen.connect(told.append)
    view.setCurrentIndex(model.index(3, 0))
    assert [s.id for s in told] == ["s3"]
    source.rows = lambda k: student(k - 2)
    paging.restart(102)
    view.grab()
    assert view.currentIndex().row() == 5
    assert len(told) == 1, "the same student is no new choice"


def test_a_student_is_chosen_by_id_as_soon_as_the_page_is_here(
    view: TableView, paging: Paging
) -> None:
    view.choose_id("s4")
    paging.restart(100)
    view.grab()
    assert view.currentIndex().row() == 4


def test_enter_opens(qtbot: QtBot, view: TableView, paging: Paging, model: TableModel) -> None:
    paging.restart(100)
    view.grab()
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Down)
    with qtbot.waitSignal(view.opened) as opened:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert opened.args[0].id == view.chosen_id


def test_tab_leaves_the_table_instead_of_walking_through_its_cells(view: TableView) -> None:
    assert not view.tabKeyNavigation()
    assert nameless(view) == []


def test_a_role_that_is_not_served_is_answered_at_once(
    paging: Paging, model: TableModel, source: Source
) -> None:
    paging.restart(10)
    assert model.data(model.index(0, 0), Qt.ItemDataRole.ToolTipRole) is None
    assert source.asked == []


def test_a_cell_says_its_words_tone_and_side(look: Look, paging: Paging, model: TableModel) -> None:
    paging.restart(10)
    assert model.row_at(1) is None, "it comes a moment later"
    owing = model.index(1, 1)
    assert model.data(owing, Qt.ItemDataRole.AccessibleTextRole) == "−1.050"
    assert model.data(owing, Qt.ItemDataRole.ForegroundRole) == look.color("bad")
    assert model.data(owing, Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    assert model.headerData(1, Qt.Orientation.Horizontal) == "Saldo"


def test_the_model_keeps_qts_rules(qtbot: QtBot, model: TableModel, paging: Paging) -> None:
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    paging.restart(3 * PAGE)
    words(model, PAGE)
    paging.restart(0)
    assert tester.model() is model
