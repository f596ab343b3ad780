from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import update

from jd_desktop.central.comparing import Difference
from jd_desktop.central.database import open_engine, writing
from jd_desktop.central.tables import ledger, record
from jd_desktop.cli import central
from jd_desktop.cli.central_verify import sentence
from jd_desktop.domain.merge import Op
from tests.central.school import School, booked


@pytest.fixture
def database(tmp_path: Path) -> str:
    """A school that has lived a little."""
    address = f"sqlite:///{tmp_path / 'central.db'}"
    assert central(["create-school", "--database", address, "--name", "Nord"]) == 0
    engine = open_engine(address)
    School(engine).device().do(Op("booking", "a", 0, booked(note="hemmeligt")))
    engine.dispose()
    return address


def test_a_sound_school_agrees_with_its_log(
    database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert central(["verify", "--database", database]) == 0
    assert "Bos Køreskole: Loggens 1 linjer giver netop de 1 rækker" in capsys.readouterr().out
    assert central(["verify", "--database", database, "--school", "skole", "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["lines"], told["rows"], told["count"]) == (1, 1, 0)
    assert central(["verify", "--database", database, "--school", "ingen"]) == 2


def test_what_differs_is_said_without_what_anybody_wrote(
    database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    engine = open_engine(database)
    with writing(engine, "skole") as db:
        db.execute(update(record).values(body=booked(note="andet")))
    assert central(["verify", "--database", database]) == 6
    said = capsys.readouterr()
    assert "Bos Køreskole: record booking a har andet i note, end loggen giver." in said.out
    assert "(1 steder)" in said.err
    assert "hemmeligt" not in said.out + said.err
    with writing(engine, "skole") as db:
        db.execute(update(ledger).values(circumstances=None))
    engine.dispose()
    assert central(["verify", "--database", database]) == 0
    assert "kan ikke regnes efter" in capsys.readouterr().out


def test_each_difference_has_a_sentence() -> None:
    lines = [Difference("ledger", ("4",), what) for what in ("order", "changed", "decided")]
    rows = [Difference("slot", ("a", "vehicle", "golf"), what) for what in ("missing", "extra")]
    said = [sentence(one) for one in lines + rows]
    assert len(set(said)) == 5
    assert "slot a vehicle golf mangler." in said
