"""Finding a student by a few letters of a name, or the last digits of a phone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection, text

from jd_desktop.domain.search import keys_for, phone_keys, query_terms

CREATE = (
    "CREATE VIRTUAL TABLE student_search USING fts5("
    "id UNINDEXED, words, tokenize='unicode61', prefix='2 3')"
)


def index(db: Connection, students: Iterable[tuple[str, Mapping[str, Any] | None]]) -> None:
    """Rewrite the search keys of students; None takes one out."""
    rows = [(i, _row_number(i), body) for i, body in students]
    if not rows:
        return
    gone = text("DELETE FROM student_search WHERE rowid = :number")
    db.execute(gone, [{"number": number} for _, number, _ in rows])
    add(db, [(i, body) for i, _, body in rows if body is not None])


def add(db: Connection, students: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
    """Write the search keys of students that have none."""
    words = [(_row_number(i), i, _words(body)) for i, body in students]
    if words:
        added = "INSERT INTO student_search(rowid, id, words) VALUES (?, ?, ?)"
        db.exec_driver_sql(added, words)


def forget_all(db: Connection) -> None:
    """Empty the index at once; row by row it would take as long as making it."""
    db.exec_driver_sql("DROP TABLE student_search")
    db.exec_driver_sql(CREATE)


def match(typed: str) -> str:
    """Write what a person typed as an FTS5 question; "" where nothing can be asked."""
    return " ".join(f'"{term}"*' for term in query_terms(typed))


def _row_number(student_id: str) -> int:
    """Deleting by an unindexed column would read the whole index; by row number it does not."""
    return int.from_bytes(blake2b(student_id.encode(), digest_size=8).digest()) >> 1


def _words(body: Mapping[str, Any]) -> str:
    names = " ".join(str(body.get(k) or "") for k in ("first_name", "last_name", "email"))
    return " ".join([*sorted(keys_for(names)), *phone_keys(str(body.get("phone") or ""))])
