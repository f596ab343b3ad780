"""The few facts that a local database knows about itself."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from jd_desktop.store.tables import state


def get(db: Connection, key: str, default: Any = None) -> Any:
    """Return a fact: cursor, epoch, next_n, device, school, person, last_agreed, clock_off …"""
    found = db.execute(select(state.c.value).where(state.c.key == key)).scalar_one_or_none()
    return default if found is None else found


def put(db: Connection, **facts: Any) -> None:
    """Store facts; None forgets one."""
    for key, value in facts.items():
        if value is None:
            db.execute(delete(state).where(state.c.key == key))
            continue
        stored = insert(state).values(key=key, value=value)
        db.execute(stored.on_conflict_do_update(index_elements=["key"], set_={"value": value}))


def is_alone(db: Connection) -> bool:
    """Whether this desktop is its own server: no central was ever signed in to."""
    return bool(get(db, "alone", False))
