from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jd_desktop.protocol.feed import AnyLine, Cursor, Done, Head, RowLine, decode, encode

LINES: list[AnyLine] = [
    Head("e1", 1, "2026-11-23T08:00:00.000Z", 2),
    RowLine("student", "ella", 7, {"first_name": "Ella\nKrog", "unknown": [1]}),
    RowLine("student", "bo", 8, deleted=True),
    Cursor(8),
    Done(8),
]


def test_what_was_written_is_read() -> None:
    assert [decode(line) for line in encode(LINES).splitlines()] == LINES


@given(st.sampled_from(LINES), st.data())
def test_a_line_that_was_cut_is_never_taken_for_another(line: AnyLine, data: st.DataObject) -> None:
    whole = encode([line]).rstrip(b"\n")
    k = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(msgspec.DecodeError):
        decode(whole[:k])


def test_a_newer_central_may_tell_more() -> None:
    assert decode(b'{"t":"done","seq":8,"mood":"fine"}') == Done(8)
