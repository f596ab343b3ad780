"""One operation against one row: what applies, what a person must decide, what a fact overrules.

The central and a desktop that works alone decide with this same code. Server order decides;
clocks never do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jd_desktop.domain.kind import Body, Group, Kind
from jd_desktop.domain.kinds import KINDS

_GROUP_OF = {
    name: {f.name: k for k, group in enumerate(kind.groups) for f in group.fields}
    for name, kind in KINDS.items()
}


@dataclass(frozen=True, slots=True)
class Version:
    """When a group last changed (the school's counter) and by which device."""

    seq: int
    device: str


@dataclass(frozen=True, slots=True)
class Row:
    """A record as the server has it; `versions` tells each group's last change, `by` whose."""

    kind: str
    id: str
    seq: int
    body: Body
    versions: Mapping[str, Version] = field(default_factory=dict)
    deleted: bool = False
    by: str = ""


@dataclass(frozen=True, slots=True)
class Op:
    """A patch of one row: `base` is the row's counter as the device had it, 0 for a new row.

    `was` holds the old values of the patched fields as the person saw them. They alone judge an
    operation that is `foreign`: its base counts by another epoch of the school.
    """

    kind: str
    id: str
    base: int
    set: Body = field(default_factory=dict)
    was: Body = field(default_factory=dict)
    delete: bool = False
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of an operation, field by field; every field is in exactly one place."""

    applied: Body = field(default_factory=dict)
    equal: Body = field(default_factory=dict)
    parked: Body = field(default_factory=dict)
    overruled: Body = field(default_factory=dict)
    reason: str = ""
    delete: bool = False
    revive: bool = False


def decide(row: Row | None, op: Op, device: str) -> Verdict:
    """Decide an operation against the row that stands.

    A group changed by another device since `base`, to other values, follows its rule; the
    device's own earlier changes are no strangers: it knew of them. What a record's seal names
    waits, whoever changes it. `overruled` holds the standing values that a fact replaces. Fields
    that only a newer version knows simply apply.
    """
    kind = KINDS[op.kind]
    if row is None:
        return Verdict(delete=op.delete) if op.delete else Verdict(applied=_whole(kind, {}, op.set))
    if op.delete:
        return _decide_delete(row, op, device)
    is_fact = kind.states_a_fact(op.set)
    if row.deleted and not is_fact:
        return Verdict(parked=op.set, reason="edit_deleted")
    return _decide_groups(kind, row, op, device, is_fact)


def _decide_delete(row: Row, op: Op, device: str) -> Verdict:
    if row.deleted:
        return Verdict(delete=True)
    if KINDS[row.kind].is_sealed(row.body):
        return Verdict(reason="sealed")
    if any(_is_news(v, op, device) for v in row.versions.values()) or KINDS[row.kind].states_a_fact(
        row.body
    ):
        return Verdict(reason="delete_edited")
    return Verdict(delete=True)


def _is_news(last: Version | None, op: Op, device: str) -> bool:
    """Whether somebody else changed a group later than the person knew, or may have."""
    return last is not None and last.device != device and (op.foreign or last.seq > op.base)


def _decide_groups(kind: Kind, row: Row, op: Op, device: str, is_fact: bool) -> Verdict:
    places: dict[str, dict[str, Any]] = {p: {} for p in ("applied", "equal", "parked", "overruled")}
    reason = ""
    for name in op.set.keys() - _GROUP_OF[kind.name].keys():
        place = "equal" if _same(row.body.get(name), op.set[name]) else "applied"
        places[place][name] = op.set[name]
    for group in touched(kind, op.set):
        patch = {f.name: op.set[f.name] for f in group.fields if f.name in op.set}
        merged = merged_group(group, row.body, patch)
        if all(_same(row.body.get(k), v) for k, v in merged.items()):
            places["equal"] |= patch
            continue
        if group.name in kind.seal.groups and kind.is_sealed(row.body):
            places["parked"] |= patch
            reason = "sealed"
            continue
        stale = _is_news(row.versions.get(group.name), op, device)
        if op.foreign and all(_same(row.body.get(k), op.was.get(k)) for k in patch):
            stale = False
        if not stale or group.rule not in ("park", "fact"):
            places["applied"] |= merged
        elif is_fact or group.rule == "fact":
            places["applied"] |= merged
            places["overruled"] |= {k: row.body.get(k) for k in merged}
        else:
            places["parked"] |= patch
            reason = "fact" if kind.states_a_fact(row.body) else (reason or "field")
    return Verdict(
        places["applied"],
        places["equal"],
        places["parked"],
        places["overruled"],
        reason,
        revive=row.deleted and is_fact,
    )


def touched(kind: Kind, patch: Body) -> list[Group]:
    """Return the groups of which a patch has a field."""
    group_of = _GROUP_OF[kind.name]
    found = {group_of[name] for name in patch if name in group_of}
    return [kind.groups[k] for k in sorted(found)]


def merged_group(group: Group, body: Body, patch: Body) -> dict[str, Any]:
    """Lay a patch over a group's standing values by the group's rule."""
    if group.rule == "server":
        return {}
    if group.rule == "max" and _rank(group, patch) <= _rank(group, body):
        return {}
    if group.rule == "set":
        return {k: _members(body.get(k) or [], v) for k, v in patch.items()}
    if group.rule == "append":
        return {k: _appended(body.get(k) or [], v) for k, v in patch.items()}
    return dict(patch)


def fold(body: Body, kind: str, patch: Body) -> dict[str, Any]:
    """Lay a pending patch over a body, as the person who made it sees it."""
    after = dict(body)
    for group in touched(KINDS[kind], patch):
        mine = {f.name: patch[f.name] for f in group.fields if f.name in patch}
        after |= merged_group(group, body, mine)
    return after


def _whole(kind: Kind, body: Body, patch: Body) -> dict[str, Any]:
    """Return a new row's body: its merged groups, and what only a newer version knows."""
    known = _GROUP_OF[kind.name]
    newer = {k: v for k, v in patch.items() if k not in known}
    return {**newer, **fold(body, kind.name, patch)}


def _rank(group: Group, values: Body) -> int:
    state = next((values[f.name] for f in group.fields if f.name in values), None)
    return group.ranks.get(str(state), -1)


def _members(standing: list[Any], change: Any) -> list[Any]:
    """Add and remove members; a plain list (a new record) stands as given."""
    if isinstance(change, list):
        return sorted({*standing, *change}, key=str)
    kept = {*standing, *change.get("add", ())} - set(change.get("remove", ()))
    return sorted(kept, key=str)


def _appended(standing: list[Any], change: list[Any]) -> list[Any]:
    seen = {entry["id"] for entry in standing}
    return [*standing, *(entry for entry in change if entry["id"] not in seen)]


def _same(one: Any, other: Any) -> bool:
    """Whether two values say the same: nothing, empty and absent are alike."""
    return one == other or (not one and not other and one is not False and other is not False)
