"""What came from elsewhere and changed what was shown here: kept, so that nobody wonders.

Compared is what the screen showed before and after, own wishes laid over on both sides. An echo
of what was done here therefore changes nothing and is no news.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from jd_desktop.domain.clock import wire
from jd_desktop.domain.kinds import KINDS
from jd_desktop.store import state
from jd_desktop.store.tables import ENTITIES, news

Key = tuple[str, str]
Shown = dict[Key, dict[str, Any]]
WATCHED = ("booking", "student", "conflict")
KEPT = timedelta(days=30)
KEPT_AT_MOST = 1000
_AT_ONCE = 400
_OURS_TO_STAMP = frozenset({"origin", "source", "held", "decided"})
_SAID = {
    kind: [f.name for g in KINDS[kind].groups if g.name not in _OURS_TO_STAMP for f in g.fields]
    for kind in WATCHED
}


def shown(db: Connection, keys: Iterable[Key]) -> Shown:
    """Return what the screens show of these rows now."""
    found: Shown = {}
    wanted = set(keys)
    for kind in WATCHED:
        table, ids = ENTITIES[kind], sorted(i for k, i in wanted if k == kind)
        columns = [table.c.id, *(table.c[name] for name in _SAID[kind])]
        for start in range(0, len(ids), _AT_ONCE):
            some = select(*columns).where(table.c.id.in_(ids[start : start + _AT_ONCE]))
            for row in db.execute(some).mappings():
                found[kind, row["id"]] = {n: row[n] for n in _SAID[kind]}
    return found


def note(
    db: Connection, before: Shown, by: Mapping[Key, str], mine: Collection[Key], at: datetime
) -> bool:
    """Keep what differs from `before`; returns whether anything does.

    `by` tells who changed the rows that came, `mine` which of them had wishes of ours pending.
    """
    me = (state.get(db, "person") or {}).get("name", "")
    after = shown(db, by.keys())
    rows = [r for key in sorted(by) if (r := _told(key, before.get(key), after.get(key)))]
    for row in rows:
        key = (row["kind"], row["row_id"])
        row["at"], row["by"] = wire(at), by[key]
        if row["how"] == "changed" and key in mine:
            # The name is of who came last, which is us where ours was laid over theirs.
            row["how"], row["by"] = "merged", "" if by[key] == me else by[key]
    if rows:
        db.execute(insert(news), rows)
        _forget_old(db, at)
    return bool(rows)


def _told(
    key: Key, before: dict[str, Any] | None, after: dict[str, Any] | None
) -> dict[str, Any] | None:
    """Return the line of news about a row, None where nothing changed that a person is told."""
    line: dict[str, Any] = {"kind": key[0], "row_id": key[1], "before": before, "after": after}
    if key[0] == "conflict":
        how = _closed(before, after)
        return {**line, "how": how} if how else None
    if before is None or after is None:
        return {**line, "how": "gone" if after is None else "new"} if before or after else None
    changed = [n for n in before if _differs(before[n], after[n])]
    if not changed:
        return None
    return {
        **line,
        "how": "changed",
        "before": {n: before[n] for n in changed},
        "after": {n: after[n] for n in changed},
    }


def _closed(before: dict[str, Any] | None, after: dict[str, Any] | None) -> str:
    """Say how a conflict that was open here was closed elsewhere."""
    if not before or not after or before["state"] != "open" or after["state"] == "open":
        return ""
    return "closed" if after["state"] == "gone" else "decided"


def _differs(one: Any, other: Any) -> bool:
    return one != other and bool(one or other or False in (one, other))


def _forget_old(db: Connection, at: datetime) -> None:
    newest = db.execute(select(func.max(news.c.id))).scalar_one()
    old = (news.c.at < wire(at - KEPT)) | (news.c.id <= newest - KEPT_AT_MOST)
    db.execute(delete(news).where(old))
