from __future__ import annotations

from jd_desktop.store import state
from tests.sync.parts import memory_engine


def test_a_fact_is_kept_changed_and_forgotten() -> None:
    with memory_engine().begin() as db:
        assert state.get(db, "cursor", 0) == 0
        state.put(db, cursor=7, person={"name": "Bo"})
        state.put(db, cursor=8)
        assert (state.get(db, "cursor"), state.get(db, "person")) == (8, {"name": "Bo"})
        state.put(db, person=None)
        assert state.get(db, "person") is None
        assert not state.is_alone(db)
        state.put(db, alone=True)
        assert state.is_alone(db)
