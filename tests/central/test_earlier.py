from __future__ import annotations

import msgspec

from jd_desktop.central.earlier import told_to
from jd_desktop.central.sight import Told
from jd_desktop.protocol.feed import Gone
from jd_desktop.protocol.session import SCHEMA


def booking() -> Told:
    body = {"note": "x", "held_at": "2026-11-23T08:00:00.000Z", "weather": "sne"}
    return Told("booking", "a", 3, msgspec.Raw(msgspec.json.encode(body)))


def test_schema_1_is_told_all_but_what_came_later() -> None:
    told, gone = told_to(1, [booking(), Gone("student", "b", 4)])
    assert isinstance(told, Told)
    assert msgspec.json.decode(told.body) == {"note": "x", "weather": "sne"}
    assert gone == Gone("student", "b", 4)


def test_our_own_schema_is_told_what_stands_unread() -> None:
    line = booking()
    assert told_to(SCHEMA, [line]) == [line]
    assert line.body == booking().body


def test_kinds_that_a_schema_does_not_know_are_left_out() -> None:
    assert told_to(0, [booking()]) == []
