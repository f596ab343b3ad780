from __future__ import annotations

from sqlalchemy import select

from jd_desktop.operations import conflicts
from jd_desktop.queries.conflicts import inbox
from jd_desktop.store import state
from jd_desktop.store.tables import mutation, server_row
from tests.outbox.school import School


def test_alone_every_action_is_answered_at_once(school: School) -> None:
    school.book()
    with school.reading() as db:
        answered = db.execute(select(mutation.c.acked_head, mutation.c.outcome)).all()
        assert all(head is not None and outcome for head, outcome in answered)
        assert state.get(db, "cursor") == answered[-1].acked_head


def test_alone_a_counter_is_used_once(school: School) -> None:
    for day in range(5):
        school.book(day=day + 1)
    with school.reading() as db:
        seqs = list(db.execute(select(server_row.c.seq)).scalars())
    assert len(seqs) == len(set(seqs))


def test_alone_a_double_booking_is_a_conflict_until_it_is_solved(school: School) -> None:
    school.book()
    later = school.book(school.ida, hour=11)
    with school.reading() as db:
        (row,) = inbox(db)
    assert (row.later.id if row.later else "", row.unsent) == (later, False)
    conflicts.keep_both(school.work, row.id)
    with school.reading() as db:
        assert inbox(db) == []
        assert [r.decision for r in inbox(db, decided=True)] == ["both"]
    school.move(later, hour=9)
    with school.reading() as db:
        assert [r.id for r in inbox(db)] == [row.id]
    school.move(later, hour=16)
    with school.reading() as db:
        assert inbox(db) == []
