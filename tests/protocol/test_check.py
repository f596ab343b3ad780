from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from jd_desktop.protocol.check import sums

ROWS = st.lists(
    st.tuples(st.sampled_from(["student", "booking"]), st.text("abc", min_size=1), st.integers(1)),
    unique=True,
)


@given(ROWS, st.data())
def test_the_order_of_rows_makes_no_difference(
    rows: list[tuple[str, str, int]], data: st.DataObject
) -> None:
    assert sums(rows) == sums(data.draw(st.permutations(rows)))


@given(ROWS.filter(bool))
def test_a_row_that_is_missing_or_older_shows(rows: list[tuple[str, str, int]]) -> None:
    (kind, row_id, seq), *rest = rows
    assert sums(rows) != sums(rest)
    assert sums(rows) != sums([(kind, row_id, seq + 1), *rest])
