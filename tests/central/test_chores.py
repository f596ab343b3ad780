from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlalchemy import select

from jd_desktop.central import turns
from jd_desktop.central.chores import done_daily, tidy
from jd_desktop.central.database import reading, writing
from jd_desktop.central.tables import claim
from jd_desktop.domain.clock import FixedClock
from jd_desktop.domain.merge import Op
from tests.central.school import NOW, Device, School

LATER = FixedClock(NOW + timedelta(days=401))


def claims(school: School) -> list[str]:
    with reading(school.engine, school.id) as db:
        return list(db.execute(select(claim.c.key)).scalars())


def deleted_and_claimed(office: Device) -> None:
    office.do(Op("student", "ella", 0, {"first_name": "Ella"}))
    office.do(Op("student", "ella", 1, delete=True))
    with writing(office.school.engine, office.school.id) as db:
        turns.make_claims(db, office.sender, ["k"], NOW)


def test_what_is_over_is_forgotten_and_nothing_younger(office: Device, school: School) -> None:
    deleted_and_claimed(office)
    tidy(school.engine, FixedClock(NOW + timedelta(days=399)))
    assert ("student", "ella") in school.rows()
    assert claims(school) == ["k"]
    tidy(school.engine, LATER)
    assert ("student", "ella") not in school.rows()
    assert claims(school) == []


def test_a_serving_central_tidies_by_itself_and_stops_when_told(
    office: Device, school: School
) -> None:
    deleted_and_claimed(office)

    async def serve() -> None:
        tidied = asyncio.Event()
        async with done_daily(school.engine, LATER, first=timedelta(0), done=tidied.set):
            await asyncio.wait_for(tidied.wait(), 20)

    asyncio.run(serve())
    assert claims(school) == []
