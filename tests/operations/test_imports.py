from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from jd_desktop.domain.clock import instant
from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.language import COPENHAGEN, DANISH
from jd_desktop.domain.language import text as sentence
from jd_desktop.operations import bookings
from jd_desktop.operations.import_report import Report
from jd_desktop.operations.imports import run_import
from jd_desktop.operations.undo import undo
from jd_desktop.store.tables import ENTITIES, cpr_vault, metadata, mutation_op
from tests.outbox.school import MONDAY, School

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
DANISH_TITLE = sentence("Rettede")
SECRETS = ("2412084321", "1705084444", "0303094444", "4321", "4444")


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    made = School(tmp_path)
    yield made
    made.close()


@pytest.fixture
def staffed(school: School) -> School:
    """A school whose instructors, vehicles and students came from the office's files."""
    take(school, "instructors", SAMPLES / "koerelaerere.csv")
    take(school, "vehicles", SAMPLES / "skolevogne.csv")
    take(school, "students", SAMPLES / "elever.csv")
    return school


def take(school: School, kind: str, file: Path, **options: Any) -> Report:
    return run_import(school.work, kind, file, now=MONDAY, **options)


def counts(report: Report) -> dict[str, int]:
    return {k: n for k, n in report.as_dict(DANISH)["counts"].items() if n}


def rows(school: School, kind: str) -> list[Any]:
    with school.reading() as db:
        return list(db.execute(select(ENTITIES[kind]).order_by(ENTITIES[kind].c.id)))


def content(school: School, *, vault: bool = True) -> dict[str, list[tuple[Any, ...]]]:
    """Everything in every table, the search index's own included."""
    with school.reading() as db:
        named = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'"
        names = sorted({*db.execute(text(named)).scalars(), *metadata.tables})
        if not vault:
            names.remove("cpr_vault")
        return {
            n: sorted(map(tuple, db.execute(text(f"SELECT * FROM {n}"))), key=repr) for n in names
        }


def students_file(folder: Path, *lines: str) -> Path:
    file = folder / "elever.csv"
    file.write_text("\n".join(["Navn;Telefon;CPR;Fødselsdato", *lines]), "utf-8")
    return file


def bookings_file(folder: Path, *lines: str) -> Path:
    file = folder / "bookinger.csv"
    file.write_text("\n".join(["Bookingnr;Dato;Fra;Til;Elev;Lærer;Status", *lines]), "utf-8")
    return file


def calendar(folder: Path, *events: str) -> Path:
    file = folder / "kalender.ics"
    file.write_text(
        "\n".join(["BEGIN:VCALENDAR", *events, "END:VCALENDAR", ""]), "utf-8", newline="\r\n"
    )
    return file


def event(hour: int = 10, *more: str, uid: str = "u", said: str = "Køretime Mia") -> str:
    return "\n".join([
        "BEGIN:VEVENT", f"UID:{uid}", f"DTSTART:20261126T{hour:02d}0000",
        f"DTEND:20261126T{hour + 1:02d}3000", f"SUMMARY:{said}", *more, "END:VEVENT",
    ])  # fmt: skip


def test_a_danish_list_of_students_from_excels_csv(staffed: School) -> None:
    by_name = {s.first_name: s for s in rows(staffed, "student")}
    aase, soren, mads = by_name["Åse Marie"], by_name["Søren"], by_name["Mads"]
    assert (aase.last_name, aase.phone, aase.birth_date) == (
        "Østergaard", "+4520123456", "2008-12-24",
    )  # fmt: skip
    assert aase.note == "Kun eftermiddag.\r\nRing til mor først; hun hedder Bente"
    assert soren.note == "Pris aftalt: 15.999,50 kr."
    assert (soren.birth_date, mads.birth_date) == ("2009-03-01", "2007-08-07")
    names = {i.id: i.name for i in rows(staffed, "instructor")}
    assert names[aase.instructor_id] == "Ali Demir"
    assert names[soren.instructor_id] == "Bo Mikkelsen"


def test_a_students_workbook(school: School) -> None:
    report = take(school, "students", SAMPLES / "elever.xlsx")
    assert counts(report) == {"added": 3, "skipped": 1}
    by_name = {s.first_name: s for s in rows(school, "student")}
    yasmin = by_name["Yasmin"]
    assert (yasmin.phone, yasmin.birth_date, yasmin.postcode, yasmin.language) == (
        "+4530657890", "2009-03-03", "8210", "en",
    )  # fmt: skip
    with school.reading() as db:
        vault = {r.student_id: r.cpr for r in db.execute(select(cpr_vault))}
    assert vault == {by_name["Freja"].id: "1705084444", yasmin.id: "0303094444"}


def test_a_bad_row_is_told_with_row_column_and_reason(staffed: School) -> None:
    report = take(staffed, "students", SAMPLES / "elever.csv", dry_run=True)
    told = {(p.row, p.column) for p in report.problems}
    assert told == {(5, "Kørelærer"), (6, "Mobil"), (6, "Fødselsdato"), (7, "E-mail")}
    assert report.ignored == ("Skostørrelse",)
    said = list(report.lines(DANISH))
    assert "Række 6, Mobil: Telefonnummeret kan ikke læses." in said
    assert "Kolonner, som ikke bruges: Skostørrelse." in said
    assert said[-1].startswith("Prøve: ")


@pytest.mark.parametrize(
    ("kind", "file", "options"),
    [
        ("instructors", "koerelaerere.csv", {}), ("vehicles", "skolevogne.csv", {}),
        ("students", "elever.csv", {}), ("students", "elever.xlsx", {}),
        ("bookings", "bookinger.csv", {}),
        ("bookings", "kalender.ics", {"instructor": "Ali Demir"}),
    ],
)  # fmt: skip
def test_the_same_file_twice_adds_nothing(
    staffed: School, kind: str, file: str, options: dict[str, str]
) -> None:
    first = take(staffed, kind, SAMPLES / file, **options)
    before = content(staffed)
    second = take(staffed, kind, SAMPLES / file, **options)
    assert content(staffed) == before
    assert not second.changes
    assert counts(second).keys() <= {"known", "skipped"}
    assert second.count("known") == first.count("known") + first.count("added") > 0


@pytest.mark.parametrize(
    ("kind", "file"),
    [("students", "elever.xlsx"), ("instructors", "koerelaerere.csv"),
     ("bookings", "bookinger.csv"),
     ("bookings", "kalender.ics")],
)  # fmt: skip
def test_a_trial_writes_nothing_at_all(school: School, kind: str, file: str) -> None:
    before = content(school)
    report = take(school, kind, SAMPLES / file, dry_run=True)
    assert content(school) == before
    assert report.dry_run
    assert report.outcomes
    assert not report.changes


def test_one_bad_row_among_100_is_skipped_whole_and_the_rest_is_taken(
    school: School, tmp_path: Path
) -> None:
    lines = [f"Elev{k} Prøve;{20000100 + k};;" for k in range(100)]
    lines[41] = "Halv Elev;2012;241208-4321;24-12-2008"
    report = take(school, "students", students_file(tmp_path, *lines))
    assert counts(report) == {"added": 99, "skipped": 1}
    assert [(p.row, p.column) for p in report.problems] == [(43, "Telefon")]
    assert "Halv" not in {s.first_name for s in rows(school, "student")}
    with school.reading() as db:
        assert db.execute(select(cpr_vault)).all() == []


def test_cpr_numbers_are_nowhere_but_in_the_vault(staffed: School, tmp_path: Path) -> None:
    reports = [
        take(staffed, "students", SAMPLES / "elever.xlsx", dry_run=True),
        take(staffed, "students", SAMPLES / "elever.xlsx"),
        take(staffed, "students", SAMPLES / "elever.xlsx"),
        take(staffed, "students", students_file(
            tmp_path, "Eva 170508-4444;;;", "Bo;1705084444;;", "Ib;;1705084444x;",
            "Ea;;;170508-4444", "Oda;;170508-4444;01-01-2001",
        )),
    ]  # fmt: skip
    assert [p.row for p in reports[-1].problems] == [2, 3, 4, 5, 6]
    said = repr(reports) + str(content(staffed, vault=False))
    for report in reports:
        said += json.dumps(report.as_dict(DANISH)) + "\n".join(report.lines(DANISH))
    found = [
        s for s in SECRETS if s in re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{16,}", "", said)
    ]
    assert found == []
    with staffed.reading() as db:
        assert set(db.execute(select(cpr_vault.c.cpr)).scalars()) == {
            "2412084321", "1705084444", "0303094444",
        }  # fmt: skip


def test_a_student_is_known_by_name_and_phone_or_by_cpr(school: School, tmp_path: Path) -> None:
    take(school, "students", students_file(tmp_path, "Liv Krog;40000001;241208-4321;"))
    again = students_file(
        tmp_path, "Krog, Liv;+45 40 00 00 01;;", "Liv Krog Dam;;2412084321;", "Mia;20000001;;",
        "Liv Krog;40000002;;", "Per Krog;40000001;;",
    )  # fmt: skip
    report = take(school, "students", again)
    assert [o.state for o in report.outcomes] == ["known", "known", "known", "added", "added"]


def test_a_student_whose_phone_was_corrected_here_is_still_known(
    school: School, tmp_path: Path
) -> None:
    file = students_file(tmp_path, "Liv Krog;40000001;;")
    take(school, "students", file)
    with school.work.doing(DANISH_TITLE) as doing:
        (liv,) = [s.id for s in rows(school, "student") if s.first_name == "Liv"]
        doing.set("student", liv, {"phone": "+4540000009"})
    assert counts(take(school, "students", file)) == {"known": 1}


def test_an_import_that_is_undone_can_be_made_again(school: School, tmp_path: Path) -> None:
    file = students_file(tmp_path, "Liv Krog;40000001;241208-4321;")
    done = take(school, "students", file).changes.action
    assert done is not None
    undo(school.work, done.n)
    assert counts(take(school, "students", file)) == {"added": 1}


def test_a_long_list_is_many_mutations_that_the_central_can_take(
    school: School, tmp_path: Path
) -> None:
    lines = [f"Elev{k} Prøve;{20001000 + k};;" for k in range(450)]
    report = take(school, "students", students_file(tmp_path, *lines))
    assert report.count("added") == 450
    with school.reading() as db:
        ops = list(db.execute(select(mutation_op.c.n)).scalars())
    assert max(ops.count(n) for n in set(ops)) <= 200


def test_lessons_from_a_table(staffed: School) -> None:
    report = take(staffed, "bookings", SAMPLES / "bookinger.csv")
    assert counts(report) == {"added": 2, "skipped": 2}
    assert [(p.row, p.column) for p in report.problems] == [(4, "Elev"), (5, "Fra"), (5, "Til")]
    told = [
        (instant(b.starts).astimezone(COPENHAGEN).strftime("%d %H:%M"), bool(b.vehicle_id))
        for b in rows(staffed, "booking")
    ]
    assert sorted(told) == [("24 10:15", True), ("24 12:15", True)]


def test_lessons_from_outlook(staffed: School) -> None:
    report = take(staffed, "bookings", SAMPLES / "kalender.ics", instructor="Ali Demir")
    assert counts(report) == {"added": 4, "skipped": 3}
    assert [p.column for p in report.problems] == ["SUMMARY", "DTSTART", "STATUS"]
    soren = next(b for b in rows(staffed, "booking") if b.note)
    assert soren.note == "Husk tanken.\nMødes ved Føtex."
    assert instant(soren.starts).hour == 8


def test_nobody_is_told_of_imported_lessons(staffed: School, tmp_path: Path) -> None:
    take(staffed, "bookings", SAMPLES / "bookinger.csv")
    take(staffed, "bookings", calendar(tmp_path, event(10)), instructor="AD")
    take(staffed, "bookings", calendar(tmp_path, event(12)), instructor="AD")
    take(staffed, "bookings", calendar(tmp_path, event(12, "STATUS:CANCELLED")), instructor="AD")
    assert staffed.jobs() == []
    assert staffed.messages() == []


def test_an_event_at_another_time_moves_its_booking(school: School, tmp_path: Path) -> None:
    take(school, "bookings", calendar(tmp_path, event(10)), instructor="Ali Hansen")
    (before,) = rows(school, "booking")
    report = take(school, "bookings", calendar(tmp_path, event(13)), instructor="Ali Hansen")
    (after,) = rows(school, "booking")
    assert counts(report) == {"changed": 1}
    assert (before.id, instant(after.starts).hour) == (after.id, 12)


def test_what_people_moved_here_stays_where_they_put_it(school: School, tmp_path: Path) -> None:
    file = calendar(tmp_path, event(10))
    take(school, "bookings", file, instructor="Ali Hansen")
    (booking,) = rows(school, "booking")
    bookings.move(school.work, booking.id, starts=school.at(2, 14), ends=school.at(2, 15))
    assert counts(take(school, "bookings", file, instructor="Ali Hansen")) == {"known": 1}
    assert instant(rows(school, "booking")[0].starts) == school.at(2, 14)


def test_a_cancelled_event_cancels_its_booking_and_comes_back(
    school: School, tmp_path: Path
) -> None:
    states = []
    for more in ((), ("STATUS:CANCELLED",), ("STATUS:CANCELLED",), ()):
        file = calendar(tmp_path, event(10, *more))
        report = take(school, "bookings", file, instructor="Ali Hansen")
        (booking,) = rows(school, "booking")
        states.append((*counts(report), booking.state))
    assert states == [
        ("added", "confirmed"), ("cancelled", "cancelled"), ("known", "cancelled"),
        ("changed", "confirmed"),
    ]  # fmt: skip


def test_a_lesson_taken_out_of_a_series_is_cancelled(school: School, tmp_path: Path) -> None:
    rule = "RRULE:FREQ=WEEKLY;COUNT=3"
    take(school, "bookings", calendar(tmp_path, event(10, rule)), instructor="Ali Hansen")
    shorter = calendar(tmp_path, event(10, rule, "EXDATE:20261203T100000"))
    report = take(school, "bookings", shorter, instructor="Ali Hansen")
    assert counts(report) == {"known": 2, "cancelled": 1}
    off = {instant(b.starts).day: b.state for b in rows(school, "booking")}
    assert off == {26: "confirmed", 3: "cancelled", 10: "confirmed"}
    assert counts(take(school, "bookings", shorter, instructor="Ali Hansen")) == {"known": 2}


def test_an_event_that_another_file_lacks_is_left_alone(school: School, tmp_path: Path) -> None:
    take(school, "bookings", calendar(tmp_path, event(10)), instructor="Ali Hansen")
    other = calendar(tmp_path, event(13, uid="v", said="Ida"))
    assert counts(take(school, "bookings", other, instructor="Ali Hansen")) == {"added": 1}
    assert {b.state for b in rows(school, "booking")} == {"confirmed"}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("ORGANIZER;CN=Bo Friis:mailto:bo@x.example",), "Køretime Mia"),
        (("ATTENDEE;CN=Bo Friis:mailto:bo@x.example",), "Mia"),
        ((), "Mia med Bo Friis"), ((), "BF: Mia"),
    ],
)  # fmt: skip
def test_the_instructor_is_found_in_the_event(
    school: School, tmp_path: Path, more: tuple[str, ...], said: str
) -> None:
    with school.work.doing(DANISH_TITLE) as doing:
        doing.set("instructor", school.bo, {"initials": "BF"})
    take(school, "bookings", calendar(tmp_path, event(10, *more, said=said)))
    (booking,) = rows(school, "booking")
    assert (booking.instructor_id, booking.student_ids) == (school.bo, [school.mia])


@pytest.mark.parametrize(
    ("said", "column", "reason"),
    [
        ("Mia", "ATTENDEE", "Ingen kørelærer"), ("Mia: Ali Hansen, Bo Friis", "ATTENDEE", "Flere"),
        ("Ali Hansen: frokost", "SUMMARY", "Ingen elev"),
        ("Ali Hansen: Tvilling", "SUMMARY", "telefonnummeret"),
    ],
)  # fmt: skip
def test_an_event_of_whom_it_is_not_sure_is_skipped(
    school: School, tmp_path: Path, said: str, column: str, reason: str
) -> None:
    with school.work.doing(DANISH_TITLE) as doing:
        for _ in range(2):
            doing.create("student", {"first_name": "Tvilling", "active": True})
    report = take(school, "bookings", calendar(tmp_path, event(10, said=said)))
    assert [(p.column, reason in str(p.reason)) for p in report.problems] == [(column, True)]
    assert rows(school, "booking") == []


def test_a_row_with_a_number_of_its_own_moves_and_is_cancelled(
    school: School, tmp_path: Path
) -> None:
    told = []
    for line in (
        "7;24-11-2026;10:00;11:30;Mia;Ali Hansen;", "7;24-11-2026;12:00;13:30;Mia;Ali Hansen;",
        "7;24-11-2026;12:00;13:30;Mia;Bo Friis;", "7;24-11-2026;12:00;13:30;Mia;Bo Friis;Aflyst",
        "8;24-11-2026;12:00;13:30;Mia;Bo Friis;Aflyst",
    ):  # fmt: skip
        told.append(*counts(take(school, "bookings", bookings_file(tmp_path, line))))
    assert told == ["added", "changed", "changed", "cancelled", "skipped"]
    (booking,) = rows(school, "booking")
    assert (booking.state, booking.instructor_id) == ("cancelled", school.bo)


def test_a_lesson_that_was_booked_by_hand_is_not_booked_again(
    school: School, tmp_path: Path
) -> None:
    school.book(school.mia, day=1, hour=9)
    line = "9;24-11-2026;10:00;11:30;Mia;Ali Hansen;"
    assert counts(take(school, "bookings", bookings_file(tmp_path, line))) == {"known": 1}


def test_an_instructor_that_does_not_exist_stops_the_whole_import(
    school: School, tmp_path: Path
) -> None:
    with pytest.raises(BadInput, match="Ukendt Person findes ikke"):
        take(school, "bookings", calendar(tmp_path, event(10)), instructor="Ukendt Person")


def test_a_mapping_file_is_used(school: School, tmp_path: Path) -> None:
    (tmp_path / "liste.csv").write_text("Kursist,Ring\nLiv Krog,40000001\n")
    (tmp_path / "map.toml").write_text('Kursist = "name"\nRing = "phone"\n')
    report = take(school, "students", tmp_path / "liste.csv", mapping=tmp_path / "map.toml")
    assert counts(report) == {"added": 1}


def test_a_file_that_is_no_excel_file_is_one_sentence(school: School, tmp_path: Path) -> None:
    (tmp_path / "elever.xlsx").write_bytes(b"\xff\xd8\xff\xe0JFIF" + bytes(99))
    before = content(school)
    with pytest.raises(BadInput) as caught:
        take(school, "students", tmp_path / "elever.xlsx")
    assert caught.value.exit_code != 0
    assert caught.value.sentence(DANISH).count("\n") == 0
    assert content(school) == before
