"""What an author may do by mutation: nobody changes what they cannot see whole.

Who may not is not refused: what they wrote waits for the office. This is the one place that
decides; it is asked once for each operation.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from jd_desktop.central.book import Book
from jd_desktop.domain import audience, rights
from jd_desktop.domain.audience import WHOLE, Viewer
from jd_desktop.domain.kinds_money import OF_STUDENTS
from jd_desktop.domain.merge import Op
from jd_desktop.domain.suppression import ACTIVE

PRICE = "price_ore"
_OF_ONE = frozenset({"message", "attachment", *OF_STUDENTS})
"""The kinds that name one student."""


class Rights:
    """An author's rights in a school whose gate is held."""

    def __init__(self, viewer: Viewer, book: Book):
        """Take who writes and the school's rows."""
        self._viewer, self._book = viewer, book

    def meant(self, op: Op) -> Op:
        """Return an operation with what its author could not know filled in.

        An instructor is told no price, so that a lesson of theirs costs what its type costs;
        a student whom they take in is theirs, and a file that they add is theirs to see.
        """
        if self._viewer.role != "instructor" or op.delete:
            return op
        if op.kind == "booking" and op.set.get(PRICE) is None:
            rest = {k: v for k, v in op.set.items() if k != PRICE}
            return replace(op, set={**rest, **self._price(op)})
        if op.kind == "attachment" and self._is_new(op):
            return replace(op, set={**op.set, "shared": True})
        if op.kind == "student" and self._is_new(op) and not op.set.get("instructor_id"):
            mine = self._viewer.instructor_id
            return replace(op, set={**op.set, "instructor_id": mine}) if mine else op
        return op

    def may(self, op: Op) -> bool:
        """Whether the author's role may, and they see whole all that an operation touches."""
        if self._viewer.role == rights.ADMIN:
            return True
        if op.kind == "suppression" and op.set.get("state") == ACTIVE and not op.delete:
            return True  # anybody may learn that an address must be left alone
        return self._is_in_the_table(op) and (self._viewer.sees_all or self._sees_all_of(op))

    def _sees_all_of(self, op: Op) -> bool:
        if not self._is_new(op) and not self._sees(op.kind, op.id):
            return False
        is_teacher = self._viewer.role == rights.INSTRUCTOR
        if PRICE in op.set and is_teacher and not self._is_known(op):
            return False
        return all(self._is_there_to_see("student", i) for i in self._named(op))

    def _is_in_the_table(self, op: Op) -> bool:
        viewer, row = self._viewer, self._book.row(op.kind, op.id)
        return rights.is_allowed(
            viewer.role, viewer.instructor_id, op.kind,
            before=row.body if row else None, patch=op.set,
        )  # fmt: skip

    def _named(self, op: Op) -> set[str]:
        """Return the students whom an operation brings in."""
        if op.kind in _OF_ONE:
            return {str(op.set["student_id"])} if op.set.get("student_id") else set()
        named = op.set.get("student_ids") if op.kind == "booking" else None
        if not isinstance(named, list):
            return set()
        row = self._book.row("booking", op.id)
        return {str(i) for i in named} - set((row.body if row else {}).get("student_ids") or ())

    def _is_new(self, op: Op) -> bool:
        return self._book.row(op.kind, op.id) is None

    def _is_there_to_see(self, kind: str, row_id: str) -> bool:
        return self._book.row(kind, row_id) is None or self._sees(kind, row_id)

    def _sees(self, kind: str, row_id: str) -> bool:
        tokens = self._book.audiences.tokens(kind, row_id)
        return audience.look(self._viewer, kind, tokens) == WHOLE

    def _price(self, op: Op) -> dict[str, Any]:
        if not self._is_new(op):
            return {}
        of_type = self._of_type(op)
        return {} if of_type is None else {PRICE: of_type}

    def _is_known(self, op: Op) -> bool:
        """Whether a price is what stands anyway."""
        row = self._book.row(op.kind, op.id)
        if row is not None:
            return bool(row.body.get(PRICE) == op.set[PRICE])
        return bool(op.kind == "booking" and self._of_type(op) == op.set[PRICE])

    def _of_type(self, op: Op) -> Any:
        kind = self._book.row("booking_type", str(op.set.get("booking_type_id") or ""))
        return kind.body.get(PRICE) if kind else None
