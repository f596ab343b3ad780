from __future__ import annotations

from datetime import timedelta

from jd_desktop.domain.language import COPENHAGEN
from jd_desktop.queries.conflicts import card, inbox, open_count
from tests.outbox.school import School


def test_free_times_are_free_in_opening_hours_and_to_come(school: School) -> None:
    first, later = school.book(), school.book(school.ida, hour=11)
    third = school.book(school.ida, day=1, hour=13)
    with school.reading() as db:
        (row,) = inbox(db)
        assert open_count(db) == 1
        found = card(db, row.id, now=school.clock.now())
    assert found is not None
    assert [t.id for t in found.tiles] == [first, later]
    assert third
    assert len(found.free_for_later) == len(found.free_for_first) == 3
    for at in found.free_for_later:
        local = at.astimezone(COPENHAGEN)
        assert at > school.clock.now()
        assert (local.weekday() < 5, 8 <= local.hour < 18) == (True, True)
        for taken in (school.at(1, 10), school.at(1, 13)):
            apart = abs(at - taken)
            assert apart >= timedelta(minutes=90)


def test_a_conflict_that_is_gone_has_no_card(school: School) -> None:
    with school.reading() as db:
        assert card(db, "nothing", now=school.clock.now()) is None
        assert (inbox(db), open_count(db)) == ([], 0)
