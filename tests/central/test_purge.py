from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from jd_desktop.central.database import writing
from jd_desktop.central.purge import KEPT, purge, purge_all
from jd_desktop.central.refusals import Refusal
from jd_desktop.domain.merge import Op
from tests.central.school import NOW, Device, School, booked

LATER = NOW + KEPT + timedelta(days=1)


@pytest.fixture
def deleted(school: School, office: Device) -> School:
    """A school where a booking was deleted long ago, and another stands."""
    office.do(Op("booking", "a", 0, booked()))
    office.do(Op("booking", "b", 0, booked(5)))
    office.do(Op("booking", "a", school.seq("booking", "a"), delete=True))
    return school


def test_what_was_deleted_long_ago_goes_and_all_else_stays(deleted: School, engine: Engine) -> None:
    dead = deleted.seq("booking", "a")
    assert purge_all(engine, LATER) == 1
    assert ("booking", "a") not in deleted.rows()
    assert ("booking", "b") in deleted.rows()
    assert len(deleted.ledger()) == 3
    assert purge_all(engine, LATER) == 0
    assert deleted.told(dead)
    with pytest.raises(Refusal) as refused:
        deleted.told(dead - 1)
    assert refused.value.code == "gone"


def test_who_has_nothing_yet_fetches_all_the_same(deleted: School, engine: Engine) -> None:
    purge_all(engine, LATER)
    assert deleted.told(0)


def test_what_was_deleted_of_late_stays(deleted: School, engine: Engine) -> None:
    assert purge_all(engine, NOW + KEPT - timedelta(days=1)) == 0
    assert deleted.rows()["booking", "a"].deleted
    assert deleted.told(1)


def test_only_the_named_school_is_purged(deleted: School, engine: Engine) -> None:
    other = School(engine, "anden")
    with writing(engine, other.id) as db:
        assert purge(db, other.id, LATER) == 0
    assert ("booking", "a") in deleted.rows()
