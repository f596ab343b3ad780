"""What is said: the school's own template or the usual one, filled in for one student."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jd_desktop.domain import filling
from jd_desktop.domain.clock import instant
from jd_desktop.domain.events import EMAIL
from jd_desktop.domain.reminders import days_left
from jd_desktop.domain.wording import Values, Wording, fill, mistakes, subject_line
from jd_desktop.operations.work import Doing
from jd_desktop.store.school import template_id


@dataclass(frozen=True, slots=True)
class Said:
    """A message as it will be read, and the template that it was made from ("" the usual one)."""

    subject: str
    text: str
    template_id: str = ""
    template_version: int = 0


def about(doing: Doing, student: Mapping[str, Any], booking_id: str = "") -> filling.About:
    """Gather what a message can name, with this action's wishes laid over."""
    booking = doing.get("booking", booking_id) if booking_id else None
    return filling.about(doing.get, doing.school, student, booking)


def say(
    doing: Doing, event: str, channel: str, it: filling.About, more: Values | None = None
) -> Said:
    """Word an event for a student; a template that cannot be used gives way to the usual one."""
    wording, source, version = _wording(doing, event, channel, it.language.code)
    known = {**values(doing, it), **(more or {})}
    return Said(
        subject_line(wording.subject, known) if channel == EMAIL else "",
        fill(wording.text, known, channel=channel),
        source,
        version,
    )


def values(doing: Doing, it: filling.About) -> dict[str, str]:
    """Return what there is to put in the places now, the days left to a booking with it."""
    known = filling.values(it)
    if it.booking:
        left = days_left(doing.now, instant(it.booking["starts"]))
        known["dage"] = filling.days(it.language, max(left, 0))
    return known


def _wording(doing: Doing, event: str, channel: str, language: str) -> tuple[Wording, str, int]:
    own_id = template_id(doing.db, event, channel, language)
    own = doing.get("template", own_id)
    if own is not None and own.get("active") is not False:
        wording = Wording(str(own.get("subject") or ""), str(own.get("text") or ""))
        if not mistakes(event, channel, wording):
            return wording, own_id, len(own.get("versions") or ())
    return doing.templates(event, channel, language), "", 0
