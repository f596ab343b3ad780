from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from jd_desktop.domain.schedule import Claim, overlap_id
from jd_desktop.operations import bookings
from jd_desktop.store import claims
from jd_desktop.store.tables import booking_student, claim, overlap
from tests.outbox.school import School


def wanted(school: School, hour: int, who: str = "") -> Claim:
    starts = school.at(1, hour)
    mine = frozenset({("instructor", who or school.ali)})
    return Claim("new", starts, starts + timedelta(hours=1), mine, False)


def test_who_meets_a_wish_is_a_rival(school: School) -> None:
    made = school.book(hour=10)
    with school.reading() as db:
        assert [c.booking_id for c in claims.rivals(db, wanted(school, 11))] == [made]
        assert claims.rivals(db, wanted(school, 12)) == []
        assert claims.rivals(db, wanted(school, 11, school.bo)) == []
        around = claims.claims_between(db, wanted(school, 16), timedelta(days=1))
        assert [c.booking_id for c in around] == [made]


def test_what_is_cancelled_claims_nothing(school: School) -> None:
    made = school.book()
    with school.reading() as db:
        assert {r.resource for r in db.execute(select(claim))} == {"instructor", "student"}
        assert len(db.execute(select(booking_student)).all()) == 1
    bookings.cancel(school.work, made, by="school")
    with school.reading() as db:
        assert db.execute(select(claim)).all() == []
        assert len(db.execute(select(booking_student)).all()) == 1


def test_open_overlaps_are_the_pairs_that_meet(school: School) -> None:
    one, other, third = (
        school.book(hour=10), school.book(school.ida, hour=11), school.book(school.ida, hour=14),
    )  # fmt: skip
    with school.reading() as db:
        (link,) = db.execute(select(overlap)).all()
    assert link.id == overlap_id(one, other, ("instructor", school.ali))
    assert (link.first, link.later, link.accepted) == (one, other, False)
    school.move(third, hour=10)
    with school.reading() as db:
        pairs = {(r.first, r.later, r.resource) for r in db.execute(select(overlap))}
    assert {p[2] for p in pairs} == {"instructor", "student"}
    assert len(pairs) == 4
