from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from sqlalchemy import select

from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.language import DANISH
from jd_desktop.domain.language import text as sentence
from jd_desktop.operations.undo import undo
from jd_desktop.store.tables import cpr_vault, mutation_op
from tests.operations.importing import (
    SAMPLES,
    calendar,
    content,
    counts,
    event,
    rows,
    students_file,
    take,
)
from tests.outbox.school import School

SECRETS = ("2412084321", "1705084444", "0303094444", "4321", "4444")


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
    with school.work.doing(sentence("Rettede")) as doing:
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
