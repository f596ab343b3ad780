from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, select
from sqlalchemy import text as sql

from jd_desktop.protocol.feed import RowLine
from jd_desktop.store import bulk, state
from jd_desktop.store.tables import metadata, news
from jd_desktop.sync import pull
from tests.store.test_overlap_links import NINE, a_booking
from tests.store.test_projection import wants
from tests.sync.parts import memory_engine

NEVER_ALIKE = frozenset({"state", "news"})
ODD_TIMES = {"starts": "2026-11-23T10:00:00+01:00", "ends": "2026-11-23T12:30:00+01:00"}
Page = list[RowLine]


@st.composite
def a_row(draw: st.DrawFn) -> tuple[str, str, dict[str, Any]]:
    kind = draw(st.sampled_from(("booking", "booking", "student", "vehicle", "unheard_of")))
    row_id = draw(st.sampled_from(("ella", "b", "c", "d")))
    body: dict[str, Any] = {
        "first_name": draw(st.sampled_from(("Ella", "Åse", "Bo"))),
        "tags": ["x"],
    }
    if kind == "booking":
        body = draw(a_booking()) | (ODD_TIMES if draw(st.booleans()) else {})
        body |= draw(st.sampled_from(({}, {"note": "n", "attendance": {"s1": "came"}})))
    if kind == "vehicle":
        body = {"plate": "AB12345", "active": draw(st.booleans()), "of_tomorrow": [1]}
    return kind, row_id, body


@st.composite
def some_pages(draw: st.DrawFn) -> list[Page]:
    pages, seq = [], 0
    for size in draw(st.lists(st.integers(0, 4), min_size=1, max_size=4)):
        page = []
        for kind, row_id, body in draw(st.lists(a_row(), min_size=size, max_size=size)):
            seq += draw(st.integers(1, 2))
            deleted = draw(st.integers(0, 4)) == 0
            page.append(RowLine(kind, row_id, seq, {} if deleted else body, deleted, "Bo"))
        pages.append(page)
    return pages


def pulled(db: Connection, pages: list[Page], *, cut_after: int = -1) -> None:
    cursor = int(state.get(db, "cursor", 0))
    for k, page in enumerate(pages):
        until = page[-1].seq if page else cursor
        pull.store_page(db, page, asked=cursor, cursor=until)
        cursor = until
        if k == cut_after:
            pull.settle(db)
            bulk.begin(db)
    pull.finish(db)


def everything(db: Connection) -> dict[str, list[Any]]:
    tables = [t for name, t in metadata.tables.items() if name not in NEVER_ALIKE]
    found = {t.name: sorted(map(repr, db.execute(select(t)))) for t in tables}
    words = sql("SELECT rowid, id, words FROM student_search ORDER BY rowid")
    made = sql("SELECT sql FROM sqlite_master WHERE type = 'index' ORDER BY name")
    return found | {"search": list(db.execute(words)), "indexes": list(db.execute(made))}


@given(some_pages(), st.integers(-1, 3), st.booleans())
def test_taking_in_very_many_is_taking_in_one_by_one(
    pages: list[Page], cut_after: int, is_changed_here: bool
) -> None:
    with memory_engine().begin() as slow, memory_engine().begin() as fast:
        for db in (slow, fast):
            if is_changed_here:
                wants(db, 1, {"first_name": "Elle"})
        bulk.begin(fast)
        pulled(slow, pages)
        pulled(fast, pages, cut_after=cut_after)
        assert everything(fast) == everything(slow)
        assert not bulk.is_building(fast)


def test_a_copy_is_built_while_very_many_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pull, "MANY", 3)
    with memory_engine().begin() as db:
        pull.begin(db, 2)
        assert not bulk.is_building(db)
        pull.begin(db, 3)
        assert bulk.is_building(db)
        pull.store_page(db, [RowLine("vehicle", "v", 1, {"plate": "AB12345"})], asked=0, cursor=1)
        assert pull.settle(db)
        assert not pull.settle(db)


def test_a_few_among_many_are_taken_in_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pull, "MANY", 2)
    rows = [RowLine("vehicle", f"v{k}", k, {"plate": "AB12345"}) for k in range(1, 20)]
    with memory_engine().begin() as db:
        pull.store_page(db, rows, asked=0, cursor=20)
        pull.begin(db, 3)
        assert not bulk.is_building(db)


def test_what_comes_out_of_order_is_looked_at_singly() -> None:
    page = [
        RowLine("vehicle", "v", 9, {"plate": "NEW"}),
        RowLine("vehicle", "v", 4, {"plate": "OLD"}),
    ]
    with memory_engine().begin() as db:
        bulk.begin(db)
        pull.store_page(db, page, asked=0, cursor=9)
        assert db.execute(sql("SELECT plate, seq FROM vehicle")).all() == [("NEW", 9)]


def test_a_first_copy_is_no_news_on_any_page() -> None:
    with memory_engine().begin() as db:
        pull.begin(db, 2)
        for k in (1, 2):
            row = RowLine("student", f"s{k}", k, {"first_name": "Ida"}, by="Bo")
            pull.store_page(db, [row], asked=k - 1, cursor=k, at=NINE)
        assert db.execute(select(news)).all() == []
        pull.finish(db)
        row = RowLine("student", "s3", 3, {"first_name": "Ida"}, by="Bo")
        pull.store_page(db, [row], asked=2, cursor=3, at=NINE)
        assert len(db.execute(select(news)).all()) == 1
