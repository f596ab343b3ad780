"""What comes in a template's places: from a student, a booking and the school."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from jd_desktop.domain.clock import instant
from jd_desktop.domain.language import Language

Body: TypeAlias = Mapping[str, Any]
Find: TypeAlias = Callable[[str, str], Body | None]
"""Returns a record by kind and id as it stands, None where there is none."""

_LESSON = {"da": "køretime", "en": "driving lesson"}
_DAYS = {"da": ("dag", "dage"), "en": ("day", "days")}
_CHANGED = {
    "da": {"confirmed": "booket", "moved": "flyttet hertil", "cancelled": "aflyst"},
    "en": {"confirmed": "booked", "moved": "moved to this time", "cancelled": "cancelled"},
}


@dataclass(frozen=True, slots=True)
class About:
    """What a message is about; empty where it is about no booking."""

    student: Body
    school: Body
    booking: Body = field(default_factory=dict)
    booking_type: Body = field(default_factory=dict)
    instructor: Body = field(default_factory=dict)

    @property
    def language(self) -> Language:
        """The student's language: Danish unless English was chosen."""
        return Language("en" if self.student.get("language") == "en" else "da")


def about(find: Find, school: Body, student: Body, booking: Body | None = None) -> About:
    """Gather what a message about a student, and perhaps a booking, can name."""
    planned = booking or {}
    instructor = planned.get("instructor_id") or student.get("instructor_id") or ""
    kind = planned.get("booking_type_id") or ""
    return About(
        student,
        school,
        planned,
        (find("booking_type", kind) if kind else None) or {},
        (find("instructor", instructor) if instructor else None) or {},
    )


def values(it: About) -> dict[str, str]:
    """Return what there is to put in the places; what is not known is empty."""
    return {**_always(it), **(_lesson(it) if it.booking else {})}


def changed(it: About, event: str) -> str:
    """Say in a few words what became of a booking, for a list of several."""
    language = it.language
    kind, when = _kind(it), language.when(instant(it.booking["starts"]))
    return f"{kind} {when} ({_CHANGED[language.code][event]})"


def days(language: Language, n: int) -> str:
    """Say how many days there are to something."""
    one, many = _DAYS[language.code]
    return f"{n} {one if n == 1 else many}"


def _always(it: About) -> dict[str, str]:
    first, last = str(it.student.get("first_name") or ""), str(it.student.get("last_name") or "")
    return {
        "fornavn": first,
        "navn": f"{first} {last}".strip(),
        "skole": str(it.school.get("name") or ""),
        "telefon": str(it.school.get("phone") or ""),
        "mail": str(it.school.get("email") or ""),
        "kørelærer": str(it.instructor.get("name") or "").split(" ")[0],
    }


def _lesson(it: About) -> dict[str, str]:
    starts, language = instant(it.booking["starts"]), it.language
    return {
        "type": _kind(it),
        "dag": language.day(starts),
        "tid": language.time(starts),
        "slut": language.time(instant(it.booking["ends"])),
        "mødested": str(it.booking.get("pickup") or it.school.get("street") or ""),
    }


def _kind(it: About) -> str:
    return str(it.booking_type.get("name") or _LESSON[it.language.code]).lower()
