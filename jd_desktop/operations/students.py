"""What people do with students: add, edit, archive."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.dialects.sqlite import insert

from jd_desktop.domain.changes import Changes
from jd_desktop.domain.cpr import Cpr
from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.language import text
from jd_desktop.domain.phone import normalise
from jd_desktop.operations.telling import welcome
from jd_desktop.operations.work import Doing, Work
from jd_desktop.store.tables import cpr_vault


def add(work: Work, values: Mapping[str, Any]) -> Changes:
    """Add a student; raises BadInput where the name is missing or the phone cannot be read."""
    name = _name(values)
    with work.doing(text("Tilføjede {navn}", navn=name)) as doing:
        welcome(doing, put_new(doing, values))
    return doing.changes


def put_new(doing: Doing, values: Mapping[str, Any]) -> str:
    """Add a student to an action under way; returns the id. `cpr` goes to the vault only."""
    student_id = doing.create("student", {"active": True, **_clean(values)})
    if values.get("cpr"):
        keep_cpr(doing, student_id, str(values["cpr"]))
    return student_id


def edit(work: Work, student_id: str, values: Mapping[str, Any]) -> Changes:
    """Change a student's fields; only what differs is written."""
    with work.doing(text("Rettede {navn}", navn=_name(values))) as doing:
        before = doing.need("student", student_id)
        wanted = _clean(values)
        doing.set("student", student_id, {**wanted, **_given_a_chance(before, wanted)})
        if values.get("cpr"):
            keep_cpr(doing, student_id, str(values["cpr"]))
    return doing.changes


def _given_a_chance(before: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """What is known to be wrong with an address is not known of another one."""
    return {
        bad: ""
        for name, bad in (("phone", "phone_bad"), ("email", "email_bad"))
        if before.get(bad) and name in wanted and wanted[name] != before.get(name)
    }


def archive(work: Work, student_id: str) -> Changes:
    """Hide a student from lists; nothing of what happened goes away."""
    with work.doing(text("Arkiverede en elev")) as doing:
        doing.need("student", student_id)
        doing.set("student", student_id, {"active": False})
    return doing.changes


def keep_cpr(doing: Doing, student_id: str, written: str) -> None:
    """Put a CPR number into the encrypted vault of this computer; it never enters a mutation.

    Databeskyttelsesloven § 11 stk. 2 (domain.md §1.7): confidential, so it is not synced.
    """
    number = Cpr.parse(written).digits
    put = insert(cpr_vault).values(student_id=student_id, cpr=number)
    doing.db.execute(put.on_conflict_do_update(index_elements=["student_id"], set_={"cpr": number}))
    doing.touch("student", student_id)


def _name(values: Mapping[str, Any]) -> str:
    return f"{values.get('first_name', '')} {values.get('last_name', '')}".strip()


def _clean(values: Mapping[str, Any]) -> dict[str, Any]:
    cleaned = {k: (v.strip() if isinstance(v, str) else v) for k, v in values.items() if k != "cpr"}
    if "first_name" in cleaned and not cleaned["first_name"]:
        raise BadInput(text("Eleven mangler et fornavn."), hint=text("Skriv elevens navn."))
    if cleaned.get("phone"):
        cleaned["phone"] = normalise(cleaned["phone"])
    if cleaned.get("email") and "@" not in cleaned["email"]:
        raise BadInput(
            text("E-mailadressen mangler et @."), hint=text("Skriv den som navn@eksempel.dk.")
        )
    return {k: (None if v == "" else v) for k, v in cleaned.items()}
