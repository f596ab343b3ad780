"""The school's rules of what students are told of by themselves, and by which channels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from jd_desktop.domain.rules import Rule, channels, standing
from jd_desktop.operations.wordings import school_id
from jd_desktop.operations.work import Doing
from jd_desktop.store.tables import ENTITIES


def rules(doing: Doing) -> list[Rule]:
    """Return the school's rules, the usual ones where it has made none."""
    table = ENTITIES["message_rule"]
    records = doing.db.execute(select(table).order_by(table.c.id)).mappings().all()
    return standing(school_id(doing), [dict(r) for r in records])


def told_by(doing: Doing, event: str, booking: Mapping[str, Any] | None = None) -> tuple[str, ...]:
    """Return by which channels the school tells of an event now; none where it does not."""
    type_id = str((booking or {}).get("booking_type_id") or "")
    kind = doing.get("booking_type", type_id) if type_id else None
    off = (kind or {}).get("messages_off") or ()
    return channels(rules(doing), event, booking_type_id=type_id, off=off)


def not_wanted(student: Mapping[str, Any], event: str) -> bool:
    """Whether a student wishes to hear nothing of an event."""
    return event in (student.get("messages_off") or ())
