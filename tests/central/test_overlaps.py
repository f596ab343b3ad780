"""Open overlaps = colliding pairs, after every push, whatever people do."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, delete

from jd_desktop.central.database import open_engine, writing
from jd_desktop.central.migrate import migrate
from jd_desktop.central.tables import metadata
from jd_desktop.domain.merge import Op
from tests.central.school import School, booked

ROWS = st.sampled_from("abcdef")
SLOTS = st.builds(
    booked,
    st.sampled_from([-10, -9.5, -1, 0, 1, 2, 14, 15.5]),
    st.sampled_from(["bo", "ida"]),
    vehicle_id=st.sampled_from(["", "v1", "v2"]),
    student_ids=st.lists(st.sampled_from(["s1", "s2"]), max_size=2, unique=True),
    venue_id=st.sampled_from(["", "sal"]),
    shares_venue=st.booleans(),
)
CHANGES = st.one_of(
    SLOTS,
    st.builds(lambda state: {"state": state}, st.sampled_from(["cancelled", "confirmed"])),
    st.just({"state": "completed"}),
    st.just({"note": "husk"}),
    st.just(None),
)
STEPS = st.lists(
    st.tuples(st.integers(0, 1), st.lists(st.tuples(ROWS, CHANGES), min_size=1, max_size=5)),
    max_size=8,
)


@contextmanager
def emptied(engine: Engine) -> Iterator[School]:
    with writing(engine, "skole") as db:
        for table in metadata.tables.values():
            db.execute(delete(table))
    yield School(engine)


def play(school: School, steps: list[tuple[int, list[tuple[str, Any]]]]) -> None:
    devices = [school.device("Bo"), school.device("Lone")]
    for which, acts in steps:
        device = devices[which]
        batch = []
        for row, change in acts:
            base = school.seq("booking", row)
            whole = booked() | (change or {}) if base == 0 and change is not None else change
            batch.append(device.write(Op("booking", row, base, whole or {}, delete=whole is None)))
        device.push(*batch)
        assert school.open_overlaps() == school.colliding()


@given(steps=STEPS)
def test_open_overlaps_are_exactly_the_pairs_that_collide(engine: Engine, steps: list[Any]) -> None:
    with emptied(engine) as school:
        play(school, steps)


@given(acts=st.lists(st.tuples(ROWS, CHANGES), min_size=1, max_size=12), cut=st.integers(1, 11))
def test_how_mutations_are_cut_into_pushes_changes_nothing(
    acts: list[tuple[str, Any]], cut: int
) -> None:
    def outcome(*cuts: slice) -> object:
        with tempfile.TemporaryDirectory() as folder:
            engine = open_engine(f"sqlite:///{Path(folder) / 'central.sqlite'}")
            migrate(engine)
            school = School(engine)
            laptop = school.device()
            made = [
                laptop.write(
                    Op("booking", row, 0, booked() | (change or {}), delete=change is None)
                )
                for row, change in acts
            ]
            for each in cuts:
                laptop.push(*made[each])
            rows = {k: (r.seq, r.deleted, r.body, r.versions) for k, r in school.rows().items()}
            told = rows, school.index(), [(line.n, line.outcome) for line in school.ledger()]
            engine.dispose()
        return told

    assert outcome(slice(None)) == outcome(slice(0, cut), slice(cut, None))
