"""What is said: the school's own template or the usual one, filled in for one student."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from jd_desktop.domain import filling
from jd_desktop.domain.events import EMAIL
from jd_desktop.domain.ids import keyed
from jd_desktop.domain.wording import Values, Wording, fill, mistakes, subject_line
from jd_desktop.operations.work import Doing
from jd_desktop.store import state
from jd_desktop.store.tables import ENTITIES


@dataclass(frozen=True, slots=True)
class Said:
    """A message as it will be read, and the template that it was made from ("" the usual one)."""

    subject: str
    text: str
    template_id: str = ""
    template_version: int = 0


def school_id(doing: Doing) -> str:
    """Return the school's id; a school on one computer alone needs none of its own."""
    return str(state.get(doing.db, "school_id", "alone"))


def template_id(doing: Doing, event: str, channel: str, language: str) -> str:
    """Return the id of the school's own template, the same on every computer."""
    return keyed(school_id(doing), "template", f"{event}:{channel}:{language}")


def school(doing: Doing) -> Mapping[str, Any]:
    """Return the school's name, address and contact."""
    s = ENTITIES["school"]
    found = doing.db.execute(select(s).order_by(s.c.id).limit(1)).mappings().one_or_none()
    return {**(found or {}), "name": (found and found["name"]) or doing.school_name}


def about(doing: Doing, student: Mapping[str, Any], booking_id: str = "") -> filling.About:
    """Gather what a message can name, with this action's wishes laid over."""
    booking = doing.get("booking", booking_id) if booking_id else None
    return filling.about(doing.get, school(doing), student, booking)


def say(
    doing: Doing, event: str, channel: str, it: filling.About, more: Values | None = None
) -> Said:
    """Word an event for a student; a template that cannot be used gives way to the usual one."""
    wording, source, version = _wording(doing, event, channel, it.language.code)
    values = {**filling.values(it), **(more or {})}
    return Said(
        subject_line(wording.subject, values) if channel == EMAIL else "",
        fill(wording.text, values, channel=channel),
        source,
        version,
    )


def _wording(doing: Doing, event: str, channel: str, language: str) -> tuple[Wording, str, int]:
    own_id = template_id(doing, event, channel, language)
    own = doing.get("template", own_id)
    if own is not None and own.get("active") is not False:
        wording = Wording(str(own.get("subject") or ""), str(own.get("text") or ""))
        if not mistakes(event, channel, wording):
            return wording, own_id, len(own.get("versions") or ())
    return doing.templates(event, channel, language), "", 0
