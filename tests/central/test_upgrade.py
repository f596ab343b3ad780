from __future__ import annotations

from sqlalchemy import delete, select, update

from jd_desktop.central.database import writing
from jd_desktop.central.tables import record, tie
from jd_desktop.central.tables import school as school_table
from jd_desktop.central.upgrade import stamp_all
from jd_desktop.domain.audience import Viewer
from jd_desktop.domain.merge import Op
from tests.central.school import School, booked

ALI = Viewer("instructor", "ali")


def history(school: School) -> None:
    office = school.device("Lone")
    office.do(Op("instructor", "ali", 0, {"name": "Ali", "department_id": "nord"}))
    for k in range(4):
        office.do(Op("student", f"s{k}", 0, {"first_name": f"S{k}"}))
        lesson = booked(k * 3, ("ali", "bo")[k % 2], student_ids=[f"s{k}"])
        office.do(Op("booking", f"b{k}", 0, lesson))
    told = {"student_id": "s0", "event": "confirmed", "channel": "sms", "state": "queued"}
    office.do(Op("message", "m", 0, told))


def stamps(school: School) -> dict[tuple[str, str], str]:
    return {key: row.audience for key, row in school.rows().items()}


def test_a_central_from_before_is_stamped_as_if_it_had_always_been(school: School) -> None:
    history(school)
    wanted = stamps(school)
    with writing(school.engine, school.id) as db:
        db.execute(update(record).values(audience="", lost=""))
        db.execute(delete(tie))
    assert school.seen(ALI) == []
    stamp_all(school.engine)
    assert stamps(school) == wanted
    with writing(school.engine, school.id) as db:
        (epoch,) = db.execute(select(school_table.c.epoch)).scalars()
    assert epoch != school.epoch, "laptops pull anew"


def test_a_stamped_central_is_left_alone(school: School) -> None:
    history(school)
    rows = school.rows()
    stamp_all(school.engine)
    assert school.rows() == rows
    assert school.told()
