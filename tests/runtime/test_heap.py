from __future__ import annotations

import gc
from weakref import ref

from jd_desktop.runtime.heap import settle


class Thing:
    """Something that refers to itself, which only the search for garbage ends."""

    def __init__(self) -> None:
        self.itself = self


def test_what_is_there_is_passed_by_from_then_on() -> None:
    there = [Thing() for _ in range(1_000)]
    settle()
    assert gc.get_freeze_count() >= len(there)
    assert not [one for one in gc.get_objects() if isinstance(one, Thing)]


def test_garbage_of_later_is_still_found() -> None:
    settle()
    after = ref(Thing())
    gc.collect()
    assert after() is None
