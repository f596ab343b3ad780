from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import create_engine, insert

from jd_desktop.central.commands import create_school, create_user
from jd_desktop.central.tables import device
from jd_desktop.cli import central

SEEN = "2026-11-23T09:15:00.000Z"


@pytest.fixture
def database(tmp_path: Path) -> str:
    """A central whose school has Lone with two computers, one of them lost."""
    database = f"sqlite:///{tmp_path / 'central.db'}"
    school = create_school(database, "Nord")
    user = create_user(database, school, "lone@skole.dk", "Lone", "office", "fem grønne krus")
    engine = create_engine(database)
    with engine.begin() as db:
        for name, waiting, gone in (("Kontoret", 0, None), ("Lones bærbare", 12, SEEN)):
            db.execute(insert(device).values(
                school_id=school, id=f"id-{waiting}", user_id=user, name=name, token_hash=name,
                app="1.0", seen_at=SEEN, revoked_at=gone, platform="Windows", waiting=waiting,
                last_n=0, cursor=0, schema=2,
            ))  # fmt: skip
    engine.dispose()
    return database


def test_computers_stand_below_each_other(
    database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert central(["devices", "--database", database]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        "Computer       Bruger         Sidst set            Skema  Venter  Adgang   Id",
        "Kontoret       lone@skole.dk  man. 23. nov. 10.15      2       0  ja       id-0",
        "Lones bærbare  lone@skole.dk  man. 23. nov. 10.15      2      12  fjernet  id-12",
    ]


def test_a_program_is_told_the_same_as_json(
    database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert central(["devices", "--database", database, "--json"]) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(d["name"], d["schema"], d["waiting"], d["state"]) for d in told] == [
        ("Kontoret", 2, 0, "active"), ("Lones bærbare", 2, 12, "revoked"),
    ]  # fmt: skip


def test_taking_access_away_is_written_in_the_audit(
    database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert central(["revoke", "--database", database, "id-0"]) == 0
    assert central(["devices", "--database", database, "--json"]) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {d["state"] for d in told} == {"revoked"}
    school = told[0]["school_id"]
    assert central(["sign-ins", "--database", database, "--school", school, "--json"]) == 0
    (line,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (line["outcome"], line["device_name"]) == ("revoked", "Kontoret")
