"""What a school has decided, as its records say: its name, its rules, its own words."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from jd_desktop.domain.ids import keyed
from jd_desktop.domain.rules import Rule, standing
from jd_desktop.store import state
from jd_desktop.store.tables import ENTITIES


def school_id(db: Connection) -> str:
    """Return the school's id; a school on one computer alone needs none of its own."""
    return str(state.get(db, "school_id", "alone"))


def school(db: Connection) -> dict[str, Any]:
    """Return the school's name, address and contact, as far as they are known."""
    s = ENTITIES["school"]
    found = db.execute(select(s).order_by(s.c.id).limit(1)).mappings().one_or_none()
    name = (found and found["name"]) or state.get(db, "school_name", "")
    return {**(found or {}), "name": str(name)}


def rules(db: Connection) -> list[Rule]:
    """Return the rules of what students are told; the usual ones where the school made none."""
    table = ENTITIES["message_rule"]
    records = db.execute(select(table).order_by(table.c.id)).mappings().all()
    return standing(school_id(db), [dict(r) for r in records])


def template_id(db: Connection, event: str, channel: str, language: str) -> str:
    """Return the id of the school's own template, the same on every computer."""
    return keyed(school_id(db), "template", f"{event}:{channel}:{language}")
