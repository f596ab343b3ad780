"""Taking people's mutations into a school's one truth: each exactly once, none refused.

What cannot simply apply is parked as a conflict record that everyone concerned gets. The
caller holds the school's gate, so nobody else writes meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import sha256
from typing import Any, Protocol

from jd_desktop.domain.kinds import KINDS
from jd_desktop.domain.language import DANISH, Text, text
from jd_desktop.domain.merge import Op, Row, Verdict, Version, decide, touched
from jd_desktop.domain.stamps import stamps
from jd_desktop.domain.validity import patch_problems, problems

SERVER = "server"
_DECIDABLE = frozenset(
    f.name for g in KINDS["conflict"].groups if g.name != "what" for f in g.fields
)
_KEYS_AT_MOST = 100


@dataclass(frozen=True, slots=True)
class Mutation:
    """One thing a person did: patches of one or more rows that stand or wait together."""

    n: int
    at: str
    user: str
    ops: tuple[Op, ...]
    schema: int = 1


@dataclass(frozen=True, slots=True)
class Author:
    """The device a mutation comes from and the person at it, by name.

    `at` is when the server takes it, as the wire writes instants.
    """

    device: str
    person: str
    device_name: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """What became of a mutation: applied, merged, parked or overruled, and which conflict."""

    n: int
    outcome: str
    conflict_id: str = ""


class Records(Protocol):
    """A school's rows while its gate is held."""

    def row(self, kind: str, row_id: str) -> Row | None:
        """Return the row as it stands, deleted ones included."""
        ...

    def put(self, row: Row) -> None:
        """Store a row under its new counter."""
        ...

    def next_seq(self) -> int:
        """Take the school's next number."""
        ...

    def next_number(self, series: str) -> int:
        """Take the next number of a series of papers, which has no gap."""
        ...


@dataclass(slots=True)
class _Findings:
    """What came of a mutation's operations so far."""

    parked: list[dict[str, Any]] = field(default_factory=list)
    overruled: list[dict[str, Any]] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)


def take(
    mutation: Mutation,
    by: Author,
    records: Records,
    *,
    may: Callable[[Op], bool] = lambda _: True,
) -> Note:
    """Take a mutation that is next in its device's order; the queue always moves on.

    What its author `may` not do waits for the office.
    """
    verdicts = [
        (op, _verdict(op, by, records) if may(op) else Verdict(parked=op.set, reason="rights"))
        for op in mutation.ops
    ]
    found = _Findings()
    rows = {(op.kind, op.id) for op, _ in verdicts}
    whole = len(rows) > 1 and any(v.reason for _, v in verdicts)
    for op, verdict in verdicts:
        held = _held_back(op, verdict) if whole else verdict
        _settle(op, held, by, records, found)
    if found.parked:
        conflict = _park(mutation, by, records, found)
        return Note(mutation.n, "parked", conflict)
    if found.overruled:
        return Note(mutation.n, "overruled", _report(mutation, by, records, found))
    return Note(mutation.n, "applied")


def _verdict(op: Op, by: Author, records: Records) -> Verdict:
    row = records.row(op.kind, op.id) if op.kind in KINDS else None
    unreadable = _unreadable(op, row)
    if unreadable:
        return Verdict(parked=op.set, reason="invalid: " + DANISH.say(unreadable[0]))
    verdict = decide(row, op, by.device)
    if verdict.delete or verdict.reason == "delete_edited":
        return verdict
    body = {**(row.body if row else {}), **verdict.applied}
    wrong = problems(op.kind, body) if verdict.applied else []
    if wrong:
        return Verdict(parked=op.set, reason="invalid: " + DANISH.say(wrong[0]))
    return verdict


def _unreadable(op: Op, row: Row | None) -> list[Text]:
    """Return why an operation cannot even be compared with what stands."""
    if op.kind == "conflict" and (row is None or op.delete or not op.set.keys() <= _DECIDABLE):
        return [text("En konflikt kan afgøres, men ikke oprettes, ændres eller slettes.")]
    return patch_problems(op.kind, op.set)


def _held_back(op: Op, verdict: Verdict) -> Verdict:
    """Keep plans of a several-row mutation back together: half a swap is no swap.

    New rows and facts stand all the same, and so do groups that merge by themselves.
    """
    kind = KINDS.get(op.kind)
    if kind is None or op.base == 0 or kind.states_a_fact(op.set):
        return verdict
    if verdict.delete:
        return Verdict(reason=verdict.reason or "together")
    plans = {f.name for g in kind.groups if g.rule == "park" for f in g.fields}
    back = {k: v for k, v in verdict.applied.items() if k in plans}
    return replace(
        verdict,
        applied={k: v for k, v in verdict.applied.items() if k not in plans},
        parked={**verdict.parked, **back},
        reason=verdict.reason or ("together" if back else ""),
    )


def _settle(op: Op, verdict: Verdict, by: Author, records: Records, found: _Findings) -> None:
    row = records.row(op.kind, op.id)
    if verdict.reason:
        theirs = {k: row.body.get(k) for k in verdict.parked} if row else {}
        found.parked.append(
            {
                "kind": op.kind, "id": op.id, "delete": op.delete, "before": dict(op.was),
                "mine": dict(verdict.parked), "theirs": theirs,
            }
        )  # fmt: skip
        found.reasons.append(verdict.reason)
    if verdict.overruled:
        won = {k: verdict.applied.get(k) for k in verdict.overruled}
        found.overruled.append(
            {
                "kind": op.kind, "id": op.id, "delete": False, "before": dict(op.was),
                "mine": won, "theirs": dict(verdict.overruled),
            }
        )  # fmt: skip
    if verdict.delete and row and not row.deleted:
        records.put(replace(row, seq=records.next_seq(), deleted=True, by=by.person))
    elif verdict.applied:
        _apply(op, verdict, by, records, row)


def _apply(op: Op, verdict: Verdict, by: Author, records: Records, row: Row | None) -> None:
    seq = records.next_seq()
    before = row.body if row else None
    given = partial(records.next_number, "invoice")
    values = {**verdict.applied, **stamps(op.kind, before, verdict.applied, by.at, given)}
    changed = {g.name: Version(seq, by.device) for g in touched(KINDS[op.kind], values)}
    records.put(
        Row(
            op.kind,
            op.id,
            seq,
            {**(before or {}), **values},
            {**(row.versions if row else {}), **changed},
            deleted=bool(row and row.deleted and not verdict.revive),
            by=by.person,
        )
    )


def _park(mutation: Mutation, by: Author, records: Records, found: _Findings) -> str:
    """Record what waits; a later change by the same device to the same rows joins the first."""
    keys = sorted({(c["kind"], c["id"]) for c in found.parked})
    conflict_id = parked_id(by.device, keys)
    standing = records.row("conflict", conflict_id)
    if standing and standing.body["state"] != "open":
        conflict_id, standing = f"{conflict_id}:{mutation.n}", None
    body = {
        **_about(mutation, by, found.parked + found.overruled),
        "what": "parked",
        "reason": found.reasons[0],
        "parked_at": by.at,
    }
    parked_at = (standing.body.get("parked_at") if standing else "") or by.at
    if parked_at:
        body["parked_at"] = parked_at
    if standing:
        body["changes"] = _joined(standing.body["changes"], body["changes"])
        body["numbers"] = [*standing.body["numbers"], mutation.n]
    put_conflict(records, conflict_id, body)
    return conflict_id


def parked_id(device: str, keys: Iterable[tuple[str, str]]) -> str:
    """Name what waits of a device for these rows; short enough to be the id of a record."""
    named = ":".join(f"{k}/{i}" for k, i in sorted(keys))
    if len(named) > _KEYS_AT_MOST:
        named = sha256(named.encode()).hexdigest()
    return f"parked:{device}:{named}"


def _report(mutation: Mutation, by: Author, records: Records, found: _Findings) -> str:
    conflict_id = f"overruled:{by.device}:{mutation.n}"
    body = _about(mutation, by, found.overruled)
    put_conflict(records, conflict_id, {**body, "what": "overruled", "reason": "fact"})
    return conflict_id


def _about(mutation: Mutation, by: Author, changes: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "state": "open",
        "decision": "",
        "changes": changes,
        "subjects": sorted({c["id"] for c in changes}),
        "device": by.device_name or by.device,
        "by": by.person,
        "at": mutation.at,
        "numbers": [mutation.n],
    }


def _joined(first: Iterable[dict[str, Any]], then: list[dict[str, Any]]) -> list[dict[str, Any]]:
    by_row = {(c["kind"], c["id"]): dict(c) for c in first}
    for change in then:
        old = by_row.get((change["kind"], change["id"]))
        if old is None:
            by_row[change["kind"], change["id"]] = change
        else:
            old["mine"] = {**old["mine"], **change["mine"]}
            old["theirs"] = {**old["theirs"], **change["theirs"]}
            old["before"] = {**change["before"], **old["before"]}
            old["delete"] = change["delete"]
    return list(by_row.values())


def put_conflict(records: Records, conflict_id: str, body: dict[str, Any]) -> None:
    """Store a conflict record in the server's own name."""
    seq = records.next_seq()
    versions = {g.name: Version(seq, SERVER) for g in KINDS["conflict"].groups}
    records.put(Row("conflict", conflict_id, seq, body, versions))
