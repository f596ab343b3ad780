from __future__ import annotations

import json
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from openapi_schema_validator import OAS31Validator
from sqlalchemy import Engine
from sqlalchemy import text as sql

from jd_desktop.central import commands
from jd_desktop.central.app import ROUTES
from jd_desktop.central.database import DOORS, open_engine, writing
from jd_desktop.central.migrate import migrate
from jd_desktop.central.passwords import Passwords
from jd_desktop.central.tables import metadata
from jd_desktop.domain.clock import FixedClock
from jd_desktop.domain.errors import BadInput, DatabaseUnusable, JdError, Refused
from tests.central.school import CHEAP, NOW, PASSWORD

PUBLISHED = Path(__file__).parents[2] / "docs" / "openapi.json"
CLOCK = FixedClock(NOW)


def test_the_published_description_is_the_codes() -> None:
    told = commands.openapi(CLOCK)
    written = json.dumps(told, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    assert PUBLISHED.read_text(encoding="utf-8") == written


def test_every_schema_of_the_description_is_valid_and_there() -> None:
    told = commands.openapi(CLOCK)
    for schema in told["components"]["schemas"].values():
        OAS31Validator.check_schema(schema)
    named = json.dumps(told).split("#/components/schemas/")[1:]
    assert {n.split('"')[0] for n in named} <= told["components"]["schemas"].keys()
    assert told["paths"].keys() == {r.path for r in ROUTES if r.is_published}


def test_the_migrations_make_the_tables_that_the_code_knows(engine: Engine) -> None:
    migrate(engine)
    with engine.connect() as db:
        assert compare_metadata(MigrationContext.configure(db), metadata) == []


def test_a_newer_programs_database_is_left_alone(engine: Engine) -> None:
    with writing(engine, DOORS) as db:
        db.execute(sql("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseUnusable):
        migrate(engine)


@pytest.mark.parametrize("address", ["", "x", "mysql://a/b", "sqlite://", "sqlite:///:memory:"])
def test_an_address_of_no_database_is_told(address: str) -> None:
    with pytest.raises(BadInput):
        commands.create_school(address, "Bos")


def test_a_database_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnusable):
        commands.create_school(f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.sqlite'}", "Bos")
    with pytest.raises(DatabaseUnusable):
        commands.create_school(f"postgresql://x@/x?host={tmp_path}", "Bos")


@pytest.mark.parametrize(
    ("email", "role", "password", "error"),
    [
        ("bo", "office", PASSWORD, BadInput),
        ("bo@x.dk", "king", PASSWORD, BadInput),
        ("bo@x.dk", "office", "kort", BadInput),
        ("IDA@x.dk ", "office", PASSWORD, Refused),
    ],
)
def test_a_user_that_cannot_be_is_told_why(
    address: str, email: str, role: str, password: str, error: type[JdError]
) -> None:
    school = commands.create_school(address, "Bos")
    commands.create_user(address, school, "ida@x.dk", "Ida", "admin", PASSWORD, passwords=CHEAP)
    with pytest.raises(error):
        commands.create_user(address, school, email, "Bo", role, password, passwords=CHEAP)
    with pytest.raises(BadInput):
        commands.create_user(address, "ingen", "a@x.dk", "A", "admin", PASSWORD, passwords=CHEAP)


def test_a_plain_postgresql_address_will_do(postgres_url: str) -> None:
    plain = postgres_url.replace("postgresql+psycopg", "postgresql")
    commands.create_school(plain, "Bos")
    assert open_engine(plain).dialect.driver == "psycopg"
    assert commands.list_devices(plain) == []


def test_what_is_not_there_cannot_be_closed(address: str) -> None:
    with pytest.raises(BadInput):
        commands.revoke_device(address, "ingen", clock=CLOCK)
    with pytest.raises(BadInput):
        commands.set_user_active(address, "ingen@x.dk", False, clock=CLOCK)


def test_a_password_hash_of_less_cost_is_outdated() -> None:
    strong = Passwords()
    kept = CHEAP.hash(PASSWORD)
    assert strong.fits(kept, PASSWORD)
    assert not strong.fits(kept, "forkert")
    assert not strong.fits(None, "nobody")
    assert not strong.fits("no hash", PASSWORD)
    assert strong.is_outdated(kept)
