"""The ledger decided anew, in an empty book, gives what stands; what was damaged is found."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, delete, insert, select, update

from jd_desktop.central.circumstances import Circumstances
from jd_desktop.central.comparing import Difference
from jd_desktop.central.database import writing
from jd_desktop.central.purge import KEPT, purge_all
from jd_desktop.central.tables import device, ledger, link, record, slot, tie, user
from jd_desktop.central.tables import school as school_table
from jd_desktop.central.verify import verify
from jd_desktop.domain.audience import Viewer
from jd_desktop.domain.merge import Op
from tests.central.school import NOW, Device, School, booked

ELLA = {"first_name": "Ella", "phone": "+4520304050", "instructor_id": "bo"}


@pytest.fixture
def lived(school: School, office: Device, laptop: Device) -> School:
    """A school in which most things that happen to a school have happened."""
    teacher = school.device("Mia", Viewer("instructor", "mia", "", "skole-d3"))
    office.do(Op("instructor", "bo", 0, {"name": "Bo", "initials": "B"}))
    office.do(Op("student", "ella", 0, ELLA))
    office.push(*(office.write(Op("booking", r, 0, booked(k))) for k, r in enumerate("abc")))
    laptop.push(*(laptop.write(Op("booking", r, 0, booked(k))) for k, r in enumerate("de")))
    office.patch("a", 1, note="kontoret")
    laptop.patch("a", 1, note="Bos")
    office.patch("b", state="cancelled")
    laptop.patch("b", 1, state="completed")
    teacher.patch("a", instructor_id="mia", student_ids=["ella"])
    office.patch("a", instructor_id="mia", student_ids=["ella"])
    office.patch("c", **{k: booked(20)[k] for k in ("starts", "ends")})
    office.do(Op("booking", "d", school.seq("booking", "d"), delete=True))
    laptop.sender = replace(laptop.sender, has_left=True)
    laptop.patch("c", note="efter afsked")
    return school


def found(school: School) -> list[Difference]:
    (verdict,) = verify(school.engine, school.id)
    assert verdict.is_whole
    assert verdict.count == len(verdict.differences)
    return verdict.differences


def test_what_was_decided_gives_what_stands(lived: School) -> None:
    (verdict,) = verify(lived.engine)
    assert (verdict.count, verdict.differences) == (0, [])
    assert (verdict.lines, verdict.rows) == (len(lived.ledger()), len(lived.rows()))
    outcomes = {line.outcome for line in lived.ledger()}
    assert outcomes == {"applied", "parked", "overruled", "review"}


def test_names_roles_and_epochs_that_changed_since_are_no_damage(lived: School) -> None:
    with writing(lived.engine, lived.id) as db:
        db.execute(update(user).values(name="Gift", role="office", instructor_id=""))
        db.execute(update(device).values(name="Ny"))
        db.execute(update(school_table).values(epoch="skole-2"))
    assert found(lived) == []


def test_what_was_purged_is_no_damage(lived: School, office: Device, engine: Engine) -> None:
    assert purge_all(engine, NOW + KEPT + timedelta(days=1)) == 1
    office.do(Op("booking", "d", 0, booked(40)))
    assert found(lived) == []


def test_another_school_is_not_looked_at(lived: School) -> None:
    other = School(lived.engine, "anden")
    other.device().do(Op("booking", "x", 0, booked()))
    with writing(lived.engine, other.id) as db:
        db.execute(delete(record).where(record.c.school_id == other.id))
    assert found(lived) == []
    assert [v.count for v in verify(lived.engine)] != [0, 0]


def _booking(**values: Any) -> Any:
    return update(record).where(record.c.id == "a").values(**values)


def _line(n: int, **values: Any) -> Any:
    return update(ledger).where(ledger.c.line == n).values(**values)


DAMAGE = {
    "a value": (_booking(body={"note": "andet"}), ("record", "other", "note")),
    "a row that is gone": (delete(record).where(record.c.id == "e"), ("record", "missing", "")),
    "a counter": (_booking(seq=900), ("record", "other", "seq")),
    "whose it is": (_booking(by="En anden"), ("record", "other", "by")),
    "who sees it": (_booking(audience="|"), ("record", "other", "audience")),
    "a version": (_booking(versions={}), ("record", "other", "versions")),
    "a deletion": (_booking(deleted=True), ("record", "other", "deleted")),
    "a slot": (delete(slot).where(slot.c.booking_id == "a"), ("slot", "missing", "")),
    "a link": (delete(link), ("link", "missing", "")),
    "a tie": (delete(tie).where(tie.c.on_id == "ella"), ("tie", "missing", "")),
    "a row from nowhere": (
        insert(record).values(
            school_id="skole", kind="booking", id="z", seq=901, deleted=False, body={},
            versions={}, audience="|",
        ),
        ("record", "extra", ""),
    ),
    "an outcome": (_line(2, outcome="parked"), ("ledger", "decided", "")),
    "a hash": (_line(2, hash="x"), ("ledger", "changed", "")),
    "a line that is gone": (
        delete(ledger).where(ledger.c.line == 4), ("ledger", "order", ""),
    ),
    "how far a device is": (update(device).values(last_n=77), ("device", "other", "last_n")),
    "the head": (update(school_table).values(head=1), ("school", "other", "head")),
}  # fmt: skip


@contextmanager
def damaged(school: School, damage: Any) -> Iterator[None]:
    """Damage a database for a while."""
    tables = (record, slot, link, tie, ledger, device, school_table)
    with writing(school.engine, school.id) as db:
        kept = {t: [dict(row) for row in db.execute(select(t)).mappings()] for t in tables}
        db.execute(damage)
    yield
    with writing(school.engine, school.id) as db:
        for table, rows in kept.items():
            db.execute(delete(table))
            db.execute(insert(table), rows)


def test_damage_is_found(lived: School) -> None:
    for what, (damage, (table, kind, name)) in DAMAGE.items():
        with damaged(lived, damage):
            mine = [d for d in found(lived) if (d.table, d.what) == (table, kind)]
            assert mine, (what, "is not found")
            assert not name or any(name in d.fields for d in mine), (what, mine)
    assert found(lived) == []


def test_a_ledger_from_before_is_said_to_be_one(lived: School) -> None:
    with writing(lived.engine, lived.id) as db:
        db.execute(update(ledger).values(circumstances=None))
    (verdict,) = verify(lived.engine)
    assert (verdict.is_whole, verdict.count) == (False, 0)


def test_circumstances_are_read_as_they_were_written() -> None:
    under = Circumstances(4, 2, "e", "Bo", "Bos", Viewer("office", "", "nord", "d"), has_left=True)
    assert Circumstances.read(under.written(), "d") == under
