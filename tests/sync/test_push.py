from __future__ import annotations

from sqlalchemy import select

from jd_desktop.protocol.mutations import PUSH_AT_MOST, PUSH_BYTES_AT_MOST, PushAnswer, WireNote
from jd_desktop.store import state
from jd_desktop.store.tables import ENTITIES
from jd_desktop.sync import push
from tests.sync.parts import Desktop


def answer(last_n: int, head: int = 9, *notes: WireNote) -> PushAnswer:
    return PushAnswer(last_n=last_n, head=head, epoch="e1", notes=list(notes))


def booked(count: int) -> Desktop:
    desk = Desktop("d1", "e1")
    for k in range(count):
        desk.book(f"b{k}", 0, 0, k)
    return desk


def test_what_was_taken_is_not_sent_again() -> None:
    desk = booked(3)
    with desk._engine.begin() as db:
        assert [m.n for m in push.waiting(db)] == [1, 2, 3]
        assert push.store_answer(db, answer(2)) == 2
        assert [m.n for m in push.waiting(db)] == [3]
        assert push.store_answer(db, answer(2)) == 0


def test_a_restored_central_gets_again_what_it_lost() -> None:
    desk = booked(3)
    with desk._engine.begin() as db:
        push.store_answer(db, answer(3))
        assert push.waiting(db) == []
        push.store_answer(db, answer(1))
        assert [m.n for m in push.waiting(db)] == [2, 3]


def test_a_batch_keeps_within_number_and_size() -> None:
    desk = booked(PUSH_AT_MOST + 20)
    with desk._engine.begin() as db:
        assert len(push.waiting(db)) == PUSH_AT_MOST
    for k in range(80):
        desk.edit(f"b{k}", "note", k)
    with desk._engine.begin() as db:
        size = sum(len(m.model_dump_json()) for m in push.waiting(db))
    assert size < PUSH_BYTES_AT_MOST


def test_what_changed_nothing_at_the_central_leaves_the_overlay_at_once() -> None:
    desk = booked(1)
    with desk._engine.begin() as db:
        state.put(db, cursor=9)
        bookings = ENTITIES["booking"].c
        assert db.execute(select(bookings.pending)).scalars().all() == [True]
        push.store_answer(db, answer(1, head=10))
        assert db.execute(select(bookings.pending)).scalars().all() == [True]
    late = booked(1)
    with late._engine.begin() as db:
        state.put(db, cursor=9)
        batch = push.waiting(db)
        push.store_answer(db, answer(1, head=9))
        assert db.execute(select(bookings.id)).all() == [], "the central has no such row"
    assert push.agreed_at_once(batch, answer(1, head=9), 9).touched == {"booking": {"b0"}}
    assert not push.agreed_at_once(batch, answer(1, head=10), 9).touched
