from __future__ import annotations

from jd_desktop.protocol.mutations import PUSH_AT_MOST, PUSH_BYTES_AT_MOST, PushAnswer, WireNote
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
