from __future__ import annotations

import pytest

from jd_desktop.domain.errors import Refused
from jd_desktop.protocol.mutations import PushAnswer
from jd_desktop.protocol.session import Session
from jd_desktop.store import state
from jd_desktop.sync import push
from jd_desktop.sync.joining import found, join, sign_off
from tests.sync.parts import Desktop, memory_engine


def session(**told: object) -> Session:
    usual: dict[str, object] = {
        "token": "t", "device_id": "d1", "user_id": "d1", "name": "Bo", "role": "office",
        "school_id": "s", "school_name": "Nordre", "epoch": "e1", "last_n": 0, "rows": 0,
    }  # fmt: skip
    return Session.model_validate(usual | told)


def test_a_joined_desktop_knows_who_it_is_and_not_its_token() -> None:
    with memory_engine().begin() as db:
        join(db, session(), "Laptop")
        assert state.get(db, "person")["name"] == "Bo"
        assert (state.get(db, "epoch"), state.get(db, "cursor")) == ("e1", 0)
        assert state.get(db, "token") is None


def test_what_was_not_sent_is_the_new_devices_first() -> None:
    desk = Desktop("d1", "e1")
    desk.book("a", 0, 0, 0)
    desk.book("b", 1, 1, 0)
    with desk._engine.begin() as db:
        assert sign_off(db) == 2
        join(db, session(device_id="d2"), "Laptop")
        assert [m.n for m in push.waiting(db)] == [1, 2]


def test_the_count_goes_on_where_the_central_has_it() -> None:
    desk = Desktop("d1", "e1")
    desk.book("a", 0, 0, 0)
    with desk._engine.begin() as db:
        join(db, session(last_n=5), "Laptop")
        assert [m.n for m in push.waiting(db)] == [6]


def test_another_epoch_is_fetched_anew_and_keeps_the_work() -> None:
    desk = Desktop("d1", "e1")
    desk.book("a", 0, 0, 0)
    with desk._engine.begin() as db:
        state.put(db, cursor=9)
        join(db, session(epoch="e2"), "Laptop")
        assert (state.get(db, "cursor"), state.get(db, "epoch")) == (0, "e2")
        assert len(push.waiting(db)) == 1


def test_what_a_restored_central_lost_is_sent_again_by_the_same_device() -> None:
    desk = Desktop("d1", "e1")
    for k, row in enumerate("abc"):
        desk.book(row, 0, 0, 3 * k)
    desk.answered(PushAnswer(last_n=3, head=0, epoch="e1", notes=[]))
    with desk._engine.begin() as db:
        join(db, session(last_n=1, epoch="e2"), "Laptop")
        assert [m.n for m in push.waiting(db)] == [2, 3]


def test_another_school_does_not_get_this_schools_work() -> None:
    with memory_engine().begin() as db:
        join(db, session(), "Laptop")
        with pytest.raises(Refused, match="anden skole"):
            join(db, session(school_id="other", epoch="e9"), "Laptop")


def test_another_person_does_not_get_this_persons_copy_or_work() -> None:
    desk = Desktop("d1", "e1")
    desk.book("a", 0, 0, 0)
    with desk._engine.begin() as db:
        with pytest.raises(Refused, match="hører til d1"):
            join(db, session(user_id="ali", device_id="d2", epoch="e9"), "Laptop")
        assert (state.get(db, "device_id"), state.get(db, "epoch")) == ("d1", "e1")
        assert state.get(db, "person")["user_id"] == "d1"
        assert len(push.waiting(db)) == 1


def test_a_school_of_ones_own_joins_no_other() -> None:
    with memory_engine().begin() as db:
        found(db, "Min Skole", "Bo")
        with pytest.raises(Refused):
            join(db, session(), "Laptop")
