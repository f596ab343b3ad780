"""What hangs on a record for its audience, as far as one push needs to know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice

from sqlalchemy import Connection, and_, bindparam, delete, select

from jd_desktop.central.database import upsert
from jd_desktop.central.tables import tie
from jd_desktop.domain import audience
from jd_desktop.domain.kinds_money import OF_STUDENTS
from jd_desktop.domain.merge import Row

Ends = Mapping[str, str]
"""The ids on which a record hangs, each with the token that this gives there ("" for none)."""

_AT_ONCE = 500
_c = tie.c
_FIND = select(_c.on_id, _c.id, _c.token).where(
    _c.school_id == bindparam("school"),
    _c.on_id.in_(bindparam("ids", expanding=True)),
    _c.kind == bindparam("kind"),
)
_CUT = delete(tie).where(
    and_(
        _c.school_id == bindparam("s"),
        _c.on_id == bindparam("o"),
        _c.kind == bindparam("k"),
        _c.id == bindparam("i"),
    )
)


def ends_of(row: Row | None) -> Ends:
    """Return on what a record hangs."""
    return _ENDS[row.kind](row) if row and row.kind in _ENDS else {}


def _of_booking(row: Row) -> Ends:
    """It hangs on its students only while it is planned."""
    if row.deleted or not audience.is_planned(row.body):
        return {}
    instructor = str(row.body.get("instructor_id") or "")
    return dict.fromkeys(row.body.get("student_ids") or (), instructor)


def _of_message(row: Row) -> Ends:
    """By its provider's id a vendor's word finds it."""
    return {on: "" for name in ("student_id", "provider_id") if (on := row.body.get(name))}


def _of_attachment(row: Row) -> Ends:
    is_gone = row.deleted or row.body.get("removed")
    named = (row.body.get("student_id"), None if is_gone else row.body.get("sha256"))
    return {on: "" for on in named if on}


def _of_money(row: Row) -> Ends:
    """By the vendor's ids its word finds a request, a payment or a refund, and those each other."""
    named = ("student_id", "provider_id", "session_id", "external_id", "request_id", "payment_id")
    return {on: "" for name in named if (on := row.body.get(name))}


def _of_conflict(row: Row) -> Ends:
    if row.body.get("what") == "overlap":
        return {}
    changes = row.body.get("changes") or ()
    is_open = row.body.get("state") == "open"
    files = {(change.get("mine") or {}).get("sha256") for change in changes if is_open}
    return {on: "" for on in (*(change["id"] for change in changes), *files) if on}


_ENDS: Mapping[str, Callable[[Row], Ends]] = {
    "booking": _of_booking,
    "message": _of_message,
    "attachment": _of_attachment,
    "conflict": _of_conflict,
    **dict.fromkeys(OF_STUDENTS, _of_money),
}


class Ties:
    """A school's ties: read as needed, and written for the records that change."""

    def __init__(self, connection: Connection, school_id: str):
        """Take a connection that holds the school's gate."""
        self._connection, self._school_id = connection, school_id
        self._known: dict[tuple[str, str], dict[str, str]] = {}
        self._moved: dict[str, dict[tuple[str, str], str | None]] = defaultdict(dict)

    def move(self, old: Row | None, new: Row) -> set[str]:
        """Note how a record hangs now; returns the ids for which that changed."""
        before, after = ends_of(old), ends_of(new)
        if before == after:
            return set()
        changed = {o for o in before.keys() | after.keys() if before.get(o) != after.get(o)}
        for on in changed:
            self._moved[new.kind][on, new.id] = after.get(on)
            known = self._known.get((on, new.kind))
            if known is not None:
                _set(known, new.id, after.get(on))
        return changed

    def expect(self, kind: str, ids: Iterable[str]) -> None:
        """Read what hangs on these records in few queries."""
        missing = iter(sorted({i for i in ids if (i, kind) not in self._known}))
        while some := list(islice(missing, _AT_ONCE)):
            self._known |= {(i, kind): {} for i in some}
            asked = {"school": self._school_id, "ids": some, "kind": kind}
            for on, row_id, token in self._connection.execute(_FIND, asked):
                self._known[on, kind][row_id] = token
            for (on, row_id), token in self._moved[kind].items():
                if (on, kind) in self._known:
                    _set(self._known[on, kind], row_id, token)

    def on(self, row_id: str, kind: str) -> Ends:
        """Return the records of a kind that hang on a record, with their tokens."""
        self.expect(kind, [row_id])
        return self._known[row_id, kind]

    def flush(self) -> None:
        """Write what moved."""
        lines = list(self._lines())
        put = [line for line in lines if line["token"] is not None]
        cut = [line for line in lines if line["token"] is None]
        if cut:
            keys = [
                {"s": x["school_id"], "o": x["on_id"], "k": x["kind"], "i": x["id"]} for x in cut
            ]
            self._connection.execute(_CUT, keys)
        if put:
            there = upsert(self._connection, tie)
            again = there.on_conflict_do_update(
                index_elements=["school_id", "on_id", "kind", "id"],
                set_={"token": there.excluded.token},
            )
            self._connection.execute(again, put)
        self._moved.clear()

    def _lines(self) -> Iterator[dict[str, str | None]]:
        for kind, moved in self._moved.items():
            for (on, row_id), token in moved.items():
                yield {
                    "school_id": self._school_id, "on_id": on, "kind": kind, "id": row_id,
                    "token": token,
                }  # fmt: skip


def _set(known: dict[str, str], row_id: str, token: str | None) -> None:
    if token is None:
        known.pop(row_id, None)
    else:
        known[row_id] = token
