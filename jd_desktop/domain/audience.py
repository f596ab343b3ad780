"""Who sees what of a school's records: whole, reduced, or not at all.

A record's audience is a set of tokens: `*` everybody, `i:<id>` an instructor, `d:<id>` the
office of a department (`d:` alone: rows of no department), `m:<id>` a device that has still to
send a message, and the same after `~`: they are told that there is something, not what it says.
The whole office and admins need no token.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from jd_desktop.domain.kind import Body
from jd_desktop.domain.message import FINAL

EVERYBODY = "*"
NOBODY = "|"
"""The audience of a record that only the whole office and admins see."""

UNKNOWN = ""
"""The audience of a record that was never stamped; seen as `NOBODY` until it is."""

WHOLE, REDUCED, NOTHING = "whole", "reduced", ""
Tokens = frozenset[str]
OFFICES: Tokens = frozenset({"d:"})
"""The audience of what every office sees, of whichever department, and no instructor."""

_OPEN = frozenset(
    {"school", "department", "instructor", "vehicle", "venue", "booking_type"}
    | {"template", "message_rule"}
)
_OFFICE = frozenset({"product", "price", "cancel_policy", "bookkeeping_batch"})
_OVER = frozenset({"completed", "no_show", "cancelled"})
_ON_THE_WALL = frozenset(
    {"instructor_id", "vehicle_id", "venue_id", "starts", "ends", "shares_venue", "state"}
    | {"booking_type_id"}
)
_HIDES = frozenset({"booking", "booking_type", "instructor", "conflict", "message"})
_VALUES = ("before", "mine", "theirs")


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person's role in a school, the instructor or the department that they are, the device."""

    role: str
    instructor_id: str = ""
    department_id: str = ""
    device_id: str = ""

    @property
    def sees_all(self) -> bool:
        """Whether every record is theirs to see, whatever its tokens."""
        return self.role == "admin" or (self.role == "office" and not self.department_id)

    @property
    def own(self) -> Tokens:
        """The tokens by which they see more than everybody."""
        here = {f"m:{self.device_id}"} if self.device_id else set[str]()
        if self.role == "instructor" and self.instructor_id:
            return frozenset({f"i:{self.instructor_id}", *here})
        if self.role == "office" and self.department_id:
            return frozenset({f"d:{self.department_id}", "d:", *here})
        return frozenset(here)

    @property
    def tokens(self) -> Tokens:
        """All tokens that let them see something."""
        return self.own | {f"~{token}" for token in self.own} | {EVERYBODY}

    @property
    def mark(self) -> str:
        """Tell viewers apart: a copy that was made for another one must be made anew."""
        if self.sees_all:
            return "all"
        return f"{self.role}|{self.instructor_id}|{self.department_id}"

    @property
    def author(self) -> str:
        """The token of somebody who wrote something and must hear what became of it."""
        if self.role == "instructor":
            return f"i:{self.instructor_id}" if self.instructor_id else ""
        return f"d:{self.department_id}" if self.department_id else ""


ALL_SEEING = Viewer("admin")


def written(tokens: Iterable[str]) -> str:
    """Write tokens between bars, in order; one with a bar of its own would open too much."""
    return NOBODY + "".join(f"{token}|" for token in sorted(set(tokens)) if "|" not in token)


def read(audience: str) -> Tokens:
    """Read what `written` wrote."""
    return frozenset(token for token in audience.split("|") if token)


def is_open(kind: str) -> bool:
    """Whether a kind's records are for everybody in the school."""
    return kind in _OPEN


def of_kind(kind: str) -> Tokens:
    """Return who sees records that every one of its kind is seen by alike."""
    if kind in _OFFICE:
        return OFFICES
    return frozenset({EVERYBODY} if kind == "conflict" or is_open(kind) else ())


def is_planned(booking: Body) -> bool:
    """Whether a booking is still to come about: neither held nor cancelled."""
    return booking.get("state") not in _OVER


def of_booking(booking: Body, department_id: str) -> Tokens:
    """Return who sees a booking, whose instructor is of this department ("" for none)."""
    instructor = booking.get("instructor_id")
    mine = {f"i:{instructor}"} if instructor else set[str]()
    return frozenset({EVERYBODY, f"d:{department_id}", *mine})


def of_student(student: Body, teaching: Iterable[str]) -> Tokens:
    """Return who sees a student, whose planned bookings are with these instructors."""
    own = student.get("instructor_id")
    instructors = {*teaching, *([own] if own else ())}
    department = student.get("department_id") or ""
    return frozenset({f"d:{department}", *(f"i:{i}" for i in instructors)})


def of_attachment(attachment: Body, student: Tokens) -> Tokens:
    """Return who sees a file: the student's office, and who teaches them where it is shared."""
    if attachment.get("shared"):
        return student
    return frozenset(token for token in student if token.startswith("d:"))


def of_money(body: Body, student: Tokens) -> Tokens:
    """Return who sees what somebody owes or paid: the student's office, or every office."""
    if not body.get("student_id"):
        return OFFICES
    return frozenset(token for token in student if token.startswith("d:"))


def of_message(message: Body, student: Tokens) -> Tokens:
    """Return who sees a message: who sees its student, and until it is over its sender."""
    sender = message.get("owner_device")
    is_over = not sender or message.get("state") in FINAL
    return student if is_over else student | {f"m:{sender}"}


def of_parked(subjects: Iterable[Tokens | None], author: str) -> Tokens:
    """Return who sees what waits: who sees all it is about, and a little its author.

    None stands for a row that is not there: its values are the author's own.
    """
    seen: Tokens | None = None
    for tokens in subjects:
        if tokens is not None and tokens == frozenset({EVERYBODY}):
            continue
        all_of_it = frozenset({author} if tokens is None else tokens) - {EVERYBODY, ""}
        all_of_it = frozenset(t for t in all_of_it if not t.startswith("~"))
        seen = all_of_it if seen is None else seen & all_of_it
    if seen is None:
        return frozenset({EVERYBODY})
    return seen if not author or author in seen else seen | {f"~{author}"}


def look(viewer: Viewer, kind: str, tokens: Tokens) -> str:
    """Return whether somebody sees a record whole, reduced or not at all."""
    if viewer.sees_all or viewer.own & tokens:
        return WHOLE
    if EVERYBODY in tokens:
        return REDUCED if kind == "booking" else WHOLE
    return REDUCED if kind == "conflict" and viewer.tokens & tokens else NOTHING


def seen_as(
    viewer: Viewer, kind: str, row_id: str, body: Body, tokens: Tokens
) -> dict[str, Any] | None:
    """Return a record's body as somebody may see it, None where they may not."""
    seen = look(viewer, kind, tokens)
    if seen == NOTHING:
        return None
    if seen == REDUCED:
        return _reduced(kind, body)
    if viewer.sees_all:
        return dict(body)
    hidden = hidden_fields(viewer, kind, row_id)
    shown = {k: v for k, v in body.items() if k not in hidden}
    if kind == "conflict" and "changes" in shown:
        shown["changes"] = [_as_seen(viewer, change) for change in body["changes"] or ()]
    return shown


def hides(viewer: Viewer, kind: str) -> bool:
    """Whether a whole body of a kind may have fields that somebody does not see."""
    closed = viewer.role != "office" and not viewer.sees_all
    return closed and kind in _HIDES


def hidden_fields(viewer: Viewer, kind: str, row_id: str) -> frozenset[str]:
    """Return the fields of a record, otherwise seen whole, that somebody does not see."""
    if not hides(viewer, kind):
        return frozenset()
    if kind == "instructor":
        mine = viewer.role == "instructor" and row_id == viewer.instructor_id
        return frozenset() if mine else frozenset({"phone", "email"})
    if kind == "message":
        return frozenset({"address"})
    return frozenset({"price_ore"}) if kind != "conflict" else frozenset()


def _as_seen(viewer: Viewer, change: Mapping[str, Any]) -> dict[str, Any]:
    hidden = hidden_fields(viewer, change["kind"], change["id"])
    values = {
        name: {k: v for k, v in (change.get(name) or {}).items() if k not in hidden}
        for name in _VALUES
    }
    return {**change, **values}


def _reduced(kind: str, body: Body) -> dict[str, Any]:
    if kind == "booking":
        return {k: v for k, v in body.items() if k in _ON_THE_WALL}
    empty: dict[str, Any] = {name: {} for name in _VALUES}
    return {**body, "changes": [{**change, **empty} for change in body.get("changes") or ()]}
