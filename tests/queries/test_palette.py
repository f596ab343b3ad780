"""The window's search: students, their coming bookings, invoices by number."""

from __future__ import annotations

from pathlib import Path

from jd_desktop.cli.palette_words import hit
from jd_desktop.domain.language import DANISH
from jd_desktop.queries.palette import palette
from tests.outbox.school import School


def test_a_students_coming_bookings_are_found_by_their_name(tmp_path: Path) -> None:
    school = School(tmp_path)
    booking = school.book(school.mia)
    with school.reading() as db:
        found = palette(db, "mia", school.clock.now())
        later = palette(db, "mia", school.at(9, 9))
    assert [(one.kind, one.id) for one in found] == [("student", school.mia), ("booking", booking)]
    assert [one.kind for one in later] == ["student"]
    lines = [hit(DANISH, one) for one in found]
    assert [(line.screen, line.subject) for line in lines] == [
        ("students", school.mia), ("calendar", booking),
    ]  # fmt: skip
    assert lines[1].subtitle.startswith("Booking ")
    school.close()


def test_an_invoice_is_found_by_its_number_at_its_student(tmp_path: Path) -> None:
    from sqlalchemy import insert

    from jd_desktop.store.tables import ENTITIES

    school = School(tmp_path)
    with school.work.transaction() as db:
        db.execute(insert(ENTITIES["invoice"]).values(
            id="i", seq=0, pending=False, student_id=school.mia, number=1042, state="issued"
        ))  # fmt: skip
    with school.reading() as db:
        (found,) = palette(db, "1042", school.clock.now())
        assert palette(db, "1041", school.clock.now()) == []
    line = hit(DANISH, found)
    assert (line.title, line.subtitle, line.subject) == ("Mia", "Faktura 1042", school.mia)
    school.close()
