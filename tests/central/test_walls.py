"""The wall between schools that PostgreSQL keeps, whatever the program asks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, Table, create_engine, func, insert, select, update
from sqlalchemy import text as sql
from sqlalchemy.exc import ProgrammingError

from jd_desktop.central.database import DOORS, Pool, narrow, open_engine, reading, writing
from jd_desktop.central.migrate import migrate
from jd_desktop.central.tables import device, metadata, record, school
from jd_desktop.central.walls import refuse_above_walls
from jd_desktop.domain.errors import DatabaseUnusable
from jd_desktop.domain.merge import Op
from tests.central.school import School, booked

_WALLED = """
SELECT relname FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid
WHERE relrowsecurity AND relforcerowsecurity
"""


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[Engine]:
    engine = open_engine(postgres_url)
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def schools(postgres: Engine) -> tuple[School, School]:
    both = School(postgres, "en"), School(postgres, "anden")
    for each in both:
        each.device().do(Op("booking", "a", 0, booked()))
    return both


def count(engine: Engine, table: Table, whose: str) -> int:
    with reading(engine, whose) as db:
        return int(db.execute(select(func.count()).select_from(table)).scalar_one())


def test_every_table_that_has_a_school_has_a_wall(postgres: Engine) -> None:
    with reading(postgres, DOORS) as db:
        walled = set(db.execute(sql(_WALLED)).scalars())
    of_schools = {t.name for t in metadata.tables.values() if "school_id" in t.c}
    assert walled == of_schools | {"school"}


@pytest.mark.parametrize("table", [school, device, record], ids=str)
def test_who_names_no_school_sees_nothing(
    schools: tuple[School, School], postgres: Engine, table: Table
) -> None:
    assert count(postgres, table, "en") == 1
    assert count(postgres, table, "") == 0
    with postgres.connect() as db:
        assert db.execute(select(func.count()).select_from(table)).scalar_one() == 0


def test_the_doors_see_people_and_devices_but_no_records(
    schools: tuple[School, School], postgres: Engine
) -> None:
    assert count(postgres, device, DOORS) == 2
    assert count(postgres, record, DOORS) == 0
    with reading(postgres, DOORS) as db:
        narrow(db, "en")
        assert db.execute(select(record.c.school_id)).scalars().all() == ["en"]
        assert db.execute(select(device.c.school_id)).scalars().all() == ["en"]


def test_another_schools_rows_cannot_be_changed_nor_made(
    schools: tuple[School, School], postgres: Engine
) -> None:
    with writing(postgres, "en") as db:
        changed = update(record).where(record.c.school_id == "anden").values(deleted=True)
        assert db.execute(changed).rowcount == 0
    strange = {
        "school_id": "anden", "kind": "booking", "id": "b", "seq": 99, "deleted": False,
        "versions": {}, "body": {}, "audience": "",
    }  # fmt: skip
    with pytest.raises(ProgrammingError, match="row-level security"), writing(postgres, "en") as db:
        db.execute(insert(record).values(**strange))
    assert not any(r.deleted for r in schools[1].rows().values())


def test_a_name_does_not_stay_on_the_connection(
    schools: tuple[School, School], postgres: Engine
) -> None:
    alone = open_engine(str(postgres.url), Pool(size=1))  # one connection serves all
    for _ in range(3):
        assert count(alone, record, "en") == 1
        assert count(alone, record, "") == 0
    alone.dispose()


def test_a_role_that_sees_over_the_walls_is_refused(postgres: Engine) -> None:
    refuse_above_walls(postgres)
    above = create_engine(postgres.url.set(username="postgres"))
    with pytest.raises(DatabaseUnusable):
        refuse_above_walls(above)
    above.dispose()
