"""Files to import, and what came of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import select, text

from jd_desktop.domain.language import DANISH
from jd_desktop.operations.import_report import Report
from jd_desktop.operations.imports import run_import
from jd_desktop.store.tables import ENTITIES, metadata
from tests.outbox.school import MONDAY, School

SAMPLES = Path(__file__).resolve().parents[1] / "samples"


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
