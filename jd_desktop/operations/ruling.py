"""The school's rules of what students are told of by themselves, and by which channels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jd_desktop.domain.rules import channels
from jd_desktop.operations.work import Doing
from jd_desktop.store.school import rules


def told_by(doing: Doing, event: str, booking: Mapping[str, Any] | None = None) -> tuple[str, ...]:
    """Return by which channels the school tells of an event now; none where it does not."""
    type_id = str((booking or {}).get("booking_type_id") or "")
    kind = doing.get("booking_type", type_id) if type_id else None
    off = (kind or {}).get("messages_off") or ()
    return channels(rules(doing.db), event, booking_type_id=type_id, off=off)


def not_wanted(student: Mapping[str, Any], event: str) -> bool:
    """Whether a student wishes to hear nothing of an event."""
    return event in (student.get("messages_off") or ())
