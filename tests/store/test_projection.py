from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, insert, select

from jd_desktop.operations import bookings
from jd_desktop.operations.work import entity
from jd_desktop.protocol.feed import RowLine
from jd_desktop.queries.booking_card import booking_card
from jd_desktop.store import state
from jd_desktop.store.projection import pending_keys, project, project_all
from jd_desktop.store.tables import ENTITIES, claim, mutation, mutation_op, server_row
from jd_desktop.sync.pull import store_page
from tests.outbox.school import School
from tests.sync.parts import memory_engine

ELLA = ("student", "ella")


def wants(db: Connection, n: int, patch: dict[str, Any], *, delete: bool = False) -> None:
    """Write a mutation of one row, as an operation does."""
    header = {"n": n, "at": "2026-11-23T08:00:00.000Z", "user": "Bo", "schema": 1, "title": {}}
    db.execute(insert(mutation).values(**header))
    db.execute(
        insert(mutation_op).values(
            n=n, position=0, kind="student", row_id="ella", base=0, patch=patch, was={},
            is_delete=delete,
        )
    )  # fmt: skip
    project(db, [ELLA])


def told(db: Connection, seq: int, body: dict[str, Any], *, deleted: bool = False) -> None:
    """Hear a row from the central."""
    asked = state.get(db, "cursor", 0)
    store_page(db, [RowLine("student", "ella", seq, body, deleted)], asked=asked, cursor=seq)


def test_what_people_want_lies_over_what_the_server_said() -> None:
    with memory_engine().begin() as db:
        told(db, 1, {"first_name": "Ella", "phone": "+4520304050"})
        wants(db, 1, {"first_name": "Elle"})
        assert entity(db, *ELLA) == {"first_name": "Elle", "phone": "+4520304050"}
        assert pending_keys(db) == [ELLA]
        told(db, 2, {"first_name": "Ella", "phone": "+4511111111"})
        assert entity(db, *ELLA) == {"first_name": "Elle", "phone": "+4511111111"}


def test_a_row_deleted_there_and_changed_here_is_gone_until_a_person_decides() -> None:
    with memory_engine().begin() as db:
        told(db, 1, {"first_name": "Ella"})
        wants(db, 1, {"note": "x"})
        told(db, 2, {}, deleted=True)
        assert entity(db, *ELLA) is None
        assert pending_keys(db) == [ELLA]
        told(db, 3, {"first_name": "Ella"})
        assert entity(db, *ELLA) == {"first_name": "Ella", "note": "x"}


def test_a_booking_deleted_there_and_changed_here_leaves_nothing_half(tmp_path: Path) -> None:
    school = School(tmp_path, alone=False)
    made = school.book()
    school.agree()
    bookings.edit(school.work, made, {"student_ids": [school.ida], "note": "x"})
    with school.database.writer().begin() as db:
        asked = state.get(db, "cursor", 0)
        gone = RowLine("booking", made, asked + 1, {}, deleted=True)
        store_page(db, [gone], asked=asked, cursor=asked + 1)
        assert entity(db, "booking", made) is None
        assert booking_card(db, made) is None
        assert db.execute(select(claim)).all() == []
    school.close()


def test_a_row_deleted_here_is_gone_though_it_stands_there() -> None:
    with memory_engine().begin() as db:
        told(db, 1, {"first_name": "Ella"})
        wants(db, 1, {}, delete=True)
        assert entity(db, *ELLA) is None


def everything(db: Connection) -> dict[str, list[Any]]:
    return {k: [tuple(map(str, r)) for r in db.execute(select(t).order_by(t.c.id))]
            for k, t in ENTITIES.items()}  # fmt: skip


def test_projecting_everything_again_changes_nothing(school: School) -> None:
    school.book()
    school.book(school.ida, hour=11)
    with school.database.writer().begin() as db:
        before = everything(db)
        project_all(db)
        assert everything(db) == before
        db.execute(ENTITIES["student"].delete())
        project_all(db)
        assert everything(db) == before


steps = st.lists(
    st.tuples(
        st.sampled_from(["want", "tell"]),
        st.dictionaries(
            st.sampled_from(["first_name", "phone", "note"]), st.sampled_from("abc"), min_size=1
        ),
    ),
    max_size=8,
)


@given(steps)
def test_an_entity_row_is_the_servers_row_with_the_wishes_folded_over(
    taken: list[tuple[str, dict[str, Any]]],
) -> None:
    server: dict[str, Any] = {}
    wishes: list[dict[str, Any]] = []
    with memory_engine().begin() as db:
        for k, (step, fields) in enumerate(taken, 1):
            if step == "want":
                wants(db, k, fields)
                wishes.append(fields)
            else:
                server = {"first_name": "Ella", **fields}
                told(db, k, server)
        shown = dict(server)
        for wish in wishes:
            shown |= wish
        assert (entity(db, *ELLA) or {}) == (shown if "first_name" in shown else {})
        assert len(db.execute(select(server_row)).all()) == (1 if server else 0)
