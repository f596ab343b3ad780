"""What the pages of settings show: a school's own records, and what they may name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from jd_desktop.domain.kinds import KINDS
from jd_desktop.store import state
from jd_desktop.store.school import school_id
from jd_desktop.store.tables import ENTITIES

NAMES = {
    "instructor": "name", "department": "name", "venue": "name", "vehicle": "plate",
    "booking_type": "name", "product": "name", "cancel_policy": "name",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SettingsRow:
    """A record: its id and name, whether it is in use, and the fields that it has."""

    id: str
    name: str
    is_active: bool
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SettingsRows:
    """The records of a kind by name, those in use first, and the names of what they may name."""

    rows: tuple[SettingsRow, ...]
    named: Mapping[str, Mapping[str, str]]
    role: str
    is_alone: bool


def settings_rows(db: Connection, kind: str, named: tuple[str, ...] = ()) -> SettingsRows:
    """Return all records of a kind; of those that are named, id to name by kind."""
    names = {one: _names(db, one) for one in named}
    found = [_row(kind, row, names) for row in db.execute(select(ENTITIES[kind])).mappings()]
    if kind == "school" and not found:
        found = [SettingsRow(school_id(db), "", True, {})]
    found.sort(key=lambda row: (not row.is_active, row.name.casefold(), row.id))
    who = state.get(db, "person") or {}
    return SettingsRows(tuple(found), names, str(who.get("role", "")), state.is_alone(db))


def _names(db: Connection, kind: str) -> dict[str, str]:
    table = ENTITIES[kind]
    column = table.c[NAMES[kind]]
    rows = db.execute(select(table.c.id, column, table.c.active)).all()
    return {i: str(name) for i, name, active in sorted(rows, key=lambda r: str(r[1]).casefold())
            if active is not False and name}  # fmt: skip


def _row(kind: str, row: Mapping[Any, Any], names: Mapping[str, Mapping[str, str]]) -> SettingsRow:
    values = {f.name: row[f.name] for f in KINDS[kind].fields() if row[f.name] is not None}
    name = str(values.get(NAMES.get(kind, "name")) or "")
    if kind == "price":
        of = names.get(str(values.get("of_kind")), {}).get(str(values.get("of_id")), "?")
        name = f"{of} · {values.get('valid_from', '')}"
    return SettingsRow(str(row["id"]), name, values.get("active") is not False, values)
