"""A student's files, and which of them are on this computer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from jd_desktop.domain.clock import instant
from jd_desktop.store import files
from jd_desktop.store.tables import ENTITIES, file

_a, _f = ENTITIES["attachment"].c, file.c
_ROWS = select(ENTITIES["attachment"], _f.here, _f.size.label("expected")).outerjoin(
    file, _f.sha256 == _a.sha256
)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a student; `here` counts the bytes that are on this computer."""

    id: str
    student_id: str
    name: str
    media_type: str
    size: int
    sha256: str
    shared: bool
    made_by: str
    made_at: datetime | None
    here: int
    is_pending: bool

    @property
    def is_here(self) -> bool:
        """Whether it can be opened without a connection."""
        return self.here == self.size


def of_student(db: Connection, student_id: str) -> list[Attachment]:
    """Return a student's files, the newest first."""
    rows = db.execute(_ROWS.where(_a.student_id == student_id, _a.removed.is_not(True))).mappings()
    return sorted(map(_attachment, rows), key=lambda a: a.id, reverse=True)


def one(db: Connection, attachment_id: str) -> Attachment | None:
    """Return a file by its record, None where there is none."""
    row = (
        db.execute(_ROWS.where(_a.id == attachment_id, _a.removed.is_not(True)))
        .mappings()
        .one_or_none()
    )
    return None if row is None else _attachment(row)


def here(db: Connection) -> list[Attachment]:
    """Return the files that are on this computer whole."""
    rows = db.execute(_ROWS.where(_a.removed.is_not(True), _f.here == _f.size)).mappings()
    return [found for r in rows if (found := _attachment(r)).is_here]


def content(db: Connection, sha256: str) -> Iterator[bytes]:
    """Yield the bytes of a file that is here whole."""
    return files.content(db, sha256)


def _attachment(r: Mapping[Any, Any]) -> Attachment:
    return Attachment(
        id=r["id"], student_id=r["student_id"], name=r["name"], media_type=r["media_type"] or "",
        size=r["size"], sha256=r["sha256"], shared=bool(r["shared"]), made_by=r["made_by"] or "",
        made_at=instant(r["made_at"]) if r["made_at"] else None, here=r["here"] or 0,
        is_pending=bool(r["pending"]),
    )  # fmt: skip
