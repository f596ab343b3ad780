from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, select

from jd_desktop.domain.clock import wire
from jd_desktop.domain.schedule import claim_of, collisions, overlap_id
from jd_desktop.protocol.feed import RowLine
from jd_desktop.store import overlap_links
from jd_desktop.store.tables import overlap
from jd_desktop.sync.pull import store_page
from tests.sync.parts import memory_engine

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
STATES = ("confirmed", "cancelled", "completed")


@st.composite
def a_booking(draw: st.DrawFn) -> dict[str, Any]:
    starts = NINE + timedelta(hours=draw(st.integers(0, 5)))
    return {
        "instructor_id": draw(st.sampled_from(("i1", "i2"))),
        "venue_id": draw(st.sampled_from((None, "v1"))),
        "student_ids": draw(st.lists(st.sampled_from(("s1", "s2")), unique=True)),
        "shares_venue": draw(st.booleans()),
        "state": draw(st.sampled_from(STATES)),
        "starts": wire(starts),
        "ends": wire(starts + timedelta(hours=draw(st.integers(1, 12)))),
    }


def rows_of(bodies: list[dict[str, Any]]) -> list[RowLine]:
    return [RowLine("booking", f"b{k}", k + 1, body) for k, body in enumerate(bodies)]


def linked(db: Connection) -> list[tuple[Any, ...]]:
    return sorted(tuple(r) for r in db.execute(select(overlap)))


def by_hand(bodies: list[dict[str, Any]]) -> set[tuple[str, str, str]]:
    """Every pair that collides; what was held comes first, then what was claimed earlier."""
    held = {f"b{k}": (b["state"] != "completed", k) for k, b in enumerate(bodies)}
    claims = [c for k, b in enumerate(bodies) if (c := claim_of(f"b{k}", b))]
    found = set()
    for one, other in itertools.combinations(claims, 2):
        first, later = sorted((one.booking_id, other.booking_id), key=held.__getitem__)
        for _, resource in collisions(one, [other]):
            found.add((overlap_id(first, later, resource), first, later))
    return found


@given(st.lists(a_booking(), max_size=7))
def test_what_is_linked_is_what_collides(bodies: list[dict[str, Any]]) -> None:
    with memory_engine().begin() as db:
        store_page(db, rows_of(bodies), asked=0, cursor=99)
        assert {r[:3] for r in linked(db)} == by_hand(bodies)


@given(st.lists(a_booking(), max_size=7))
def test_linking_all_at_once_is_linking_one_by_one(bodies: list[dict[str, Any]]) -> None:
    with memory_engine().begin() as db:
        store_page(db, rows_of(bodies), asked=0, cursor=99)
        ordinary = linked(db)
        db.execute(delete(overlap))
        for k in range(len(bodies)):
            overlap_links.relink(db, [f"b{k}"])
        assert linked(db) == ordinary
        overlap_links.relink_all(db)
        assert linked(db) == ordinary


def test_what_was_accepted_stays_so_until_a_slot_moves() -> None:
    def body(hour: int) -> dict[str, Any]:
        at = NINE + timedelta(hours=hour)
        slot = {"starts": wire(at), "ends": wire(at + timedelta(hours=2))}
        return {"instructor_id": "i1", "state": "confirmed", **slot}

    bodies = [body(0), body(1)]
    slots = [[f"b{k}", b["starts"], b["ends"]] for k, b in enumerate(bodies)]
    name = overlap_id("b0", "b1", ("instructor", "i1"))
    decided = {"what": "overlap", "state": "accepted", "slots": slots, "first": "b1", "later": "b0"}
    with memory_engine().begin() as db:
        told = RowLine("conflict", name, 3, {**decided, "subjects": ["b0", "b1"]})
        store_page(db, [*rows_of(bodies), told], asked=0, cursor=3)
        assert linked(db) == [(name, "b1", "b0", "instructor", "i1", True)]
        moved = RowLine("booking", "b0", 4, {**bodies[0], "ends": wire(NINE + timedelta(hours=3))})
        store_page(db, [moved], asked=3, cursor=4)
        assert linked(db) == [(name, "b1", "b0", "instructor", "i1", False)]
