from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from jd_desktop.domain.ids import keyed, new_id

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)


def test_an_id_is_a_uuid_of_version_7() -> None:
    made = UUID(new_id(AT))
    assert (made.version, made.variant) == (7, "specified in RFC 4122")


def test_ids_sort_by_the_time_of_their_making() -> None:
    assert new_id(AT) < new_id(AT + timedelta(milliseconds=1))


def test_two_of_the_same_instant_differ() -> None:
    assert len({new_id(AT) for _ in range(1000)}) == 1000


def test_a_record_of_which_a_school_has_one_is_named_alike_on_every_computer() -> None:
    assert keyed("nord", "template", "moved:sms:da") == keyed("nord", "template", "moved:sms:da")
    assert keyed("nord", "template", "moved:sms:da") != keyed("syd", "template", "moved:sms:da")
