from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from jd_desktop.domain.batches import batched


@given(st.lists(st.integers()), st.integers(1, 9))
def test_all_come_in_order_and_never_too_many(items: list[int], size: int) -> None:
    some = list(batched(items, size))
    assert [i for each in some for i in each] == items
    assert all(0 < len(each) <= size for each in some)
