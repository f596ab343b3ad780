"""The least that this machine could spend: decode the rows, and insert them by bare sqlite3.

`plain` keeps one table of bookings. `whole` keeps what a desktop keeps: the server's row, the
booking, what it claims and who sits in it, with the same indexes; not encrypted, not linked.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import time
from pathlib import Path
from typing import Any

import msgspec
from documents import bookings

FIELDS = (
    "instructor_id", "vehicle_id", "venue_id", "student_ids", "starts", "ends", "shares_venue",
    "state", "cancelled_by", "cancel_reason", "booking_type_id", "price_ore", "pickup", "dropoff",
    "note", "attendance", "booked_by", "booked_at", "source_key",
)  # fmt: skip
_INDEXES = (
    "CREATE INDEX one ON booking (instructor_id, starts)",
    "CREATE INDEX two ON booking (starts)",
)
_WHOLE = (
    "CREATE TABLE server_row (kind, id, seq, deleted, body, PRIMARY KEY (kind, id)) WITHOUT ROWID",
    "CREATE TABLE claim (booking, resource, whose, starts, ends, shares,"
    " PRIMARY KEY (booking, resource, whose))",
    "CREATE TABLE seat (student, booking, starts, PRIMARY KEY (student, booking))",
)
_WHOLE_INDEXES = (
    "CREATE INDEX three ON claim (resource, whose, starts)",
    "CREATE INDEX four ON seat (booking)",
)
_PAGE = 2_000


def take(lines: list[bytes], path: Path, *, whole: bool) -> None:
    """Decode and insert, a transaction for each page; the indexes at the end."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    columns = ", ".join(FIELDS)
    db.execute(f"CREATE TABLE booking (id TEXT PRIMARY KEY, seq INTEGER, {columns})")
    for made in _WHOLE if whole else ():
        db.execute(made)
    for start in range(0, len(lines), _PAGE):
        rows = [msgspec.json.decode(line) for line in lines[start : start + _PAGE]]
        db.execute("BEGIN")
        _insert(db, rows, start)
        if whole:
            _insert_the_rest(db, rows, start)
        db.execute("COMMIT")
    for made in (*_INDEXES, *(_WHOLE_INDEXES if whole else ())):
        db.execute(made)
    db.close()


def _insert(db: sqlite3.Connection, rows: list[dict[str, Any]], start: int) -> None:
    held = ", ".join("?" * (len(FIELDS) + 2))
    db.executemany(
        f"INSERT INTO booking VALUES ({held})",
        [
            (r["id"], start + k, *map({**r, "student_ids": str(r["student_ids"])}.get, FIELDS))
            for k, r in enumerate(rows)
        ],
    )


def _insert_the_rest(db: sqlite3.Connection, rows: list[dict[str, Any]], start: int) -> None:
    told = [
        ("booking", r["id"], start + k, 0, msgspec.json.encode(r).decode())
        for k, r in enumerate(rows)
    ]
    db.executemany("INSERT INTO server_row VALUES (?, ?, ?, ?, ?)", told)
    claims, seats = [], []
    for r in rows:
        when = (r["starts"], r["ends"], 0)
        claims.append((r["id"], "instructor", r["instructor_id"], *when))
        claims.append((r["id"], "vehicle", r["vehicle_id"], *when))
        claims += [(r["id"], "student", s, *when) for s in r["student_ids"]]
        seats += [(s, r["id"], r["starts"]) for s in r["student_ids"]]
    db.executemany("INSERT INTO claim VALUES (?, ?, ?, ?, ?, ?)", claims)
    db.executemany("INSERT INTO seat VALUES (?, ?, ?)", seats)


def main() -> None:
    """`floor.py COUNT PATH plain|whole`: print seconds, on the clock and of the processor."""
    count, path, kind = int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    lines = [msgspec.json.encode(b) for b in bookings(count)]
    begun, used = time.perf_counter(), time.process_time()
    take(lines, path, whole=kind == "whole")
    figures = {"seconds": time.perf_counter() - begun, "cpu": time.process_time() - used}
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main()
