"""What a computer without access hands over: nothing of it applies before a person says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from jd_desktop.domain.agreement import Author, Mutation, Note, Records, put_conflict
from jd_desktop.domain.clock import wire
from jd_desktop.domain.kinds import KINDS
from jd_desktop.domain.merge import Op

Key = tuple[str, str]


def review_id(device: str, n: int) -> str:
    """Name what is to be reviewed of a device, by its first mutation."""
    return f"review:{device}:{n}"


def hold(
    mutation: Mutation, by: Author, records: Records, *, known: Mapping[Key, str], at: datetime
) -> Note:
    """Keep a mutation for the office to judge; returns its note, with the outcome `review`.

    `known` tells the open reviews of this device by the rows they are about: what was done to
    the same rows is judged together, for a lesson can only be held where it was booked.
    """
    keys = [(op.kind, op.id) for op in mutation.ops]
    joined = list(dict.fromkeys(known[key] for key in keys if key in known))
    conflict_id = joined[0] if joined else review_id(by.device, mutation.n)
    changes = [_change(op, records) for op in mutation.ops]
    earlier = [row.body for i in joined if (row := records.row("conflict", i))]
    for body in reversed(earlier):
        changes = together([*body["changes"], *changes])
    numbers = sorted({mutation.n, *(n for body in earlier for n in body["numbers"])})
    body = {
        "what": "review", "reason": "revoked", "state": "open", "decision": "",
        "changes": together(changes), "subjects": sorted({c["id"] for c in changes}),
        "device": by.device_name or by.device, "by": by.person, "at": mutation.at,
        "numbers": numbers, "handed_at": wire(at),
    }  # fmt: skip
    put_conflict(records, conflict_id, body)
    for other in joined[1:]:
        row = records.row("conflict", other)
        if row:
            put_conflict(records, other, {**row.body, "state": "gone"})
    return Note(mutation.n, "review", conflict_id)


def together(changes: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Lay changes of the same row over each other, the later ones last."""
    by_row: dict[Key, dict[str, Any]] = {}
    for change in changes:
        old = by_row.setdefault((change["kind"], change["id"]), change)
        if old is not change:
            by_row[change["kind"], change["id"]] = {
                **old,
                "before": {**change["before"], **old["before"]},
                "mine": {**old["mine"], **change["mine"]},
                "theirs": {**old["theirs"], **change["theirs"]},
                "delete": change["delete"],
            }
    return list(by_row.values())


def states_facts(changes: Iterable[Mapping[str, Any]]) -> bool:
    """Whether any of these changes says that something happened."""
    return any(_is_fact(c["kind"], c["mine"]) for c in changes)


def _is_fact(kind_name: str, values: Mapping[str, Any]) -> bool:
    kind = KINDS.get(kind_name)
    if kind is None:
        return False
    facts = {f.name for g in kind.groups if g.rule == "fact" for f in g.fields}
    return kind.states_a_fact(values) or not facts.isdisjoint(values)


def _change(op: Op, records: Records) -> dict[str, Any]:
    row = records.row(op.kind, op.id) if op.kind in KINDS else None
    theirs = {k: row.body.get(k) for k in op.set} if row else {}
    return {
        "kind": op.kind, "id": op.id, "delete": op.delete, "before": dict(op.was),
        "mine": dict(op.set), "theirs": theirs,
    }  # fmt: skip
