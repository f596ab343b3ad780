"""Lifts what older desktops wrote to the present schema; each step is kept for ever.

A step is pure and knows only its two schemas. The ledger and the desktop keep what was written,
with its own version: a mutation that was on its way while a program was upgraded must come again
as it was, or it would look like another computer's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from jd_desktop.domain.agreement import Mutation
from jd_desktop.domain.kinds import KINDS
from jd_desktop.domain.merge import Op

Step = Callable[[Op], Op]


def _from_1_to_2(op: Op) -> Op:
    """Schema 2 gave the server its own times; under these names schema 1 knew nothing."""
    names = {"booking": "held_at", "message": "taken_at", "conflict": "parked_at"}
    name = names.get(op.kind, "")
    if name not in op.set:
        return op
    return replace(op, set={k: v for k, v in op.set.items() if k != name})


STEPS: Mapping[int, Step] = {1: _from_1_to_2}
"""The step from each schema to the next."""


def upcast(mutation: Mutation) -> Mutation:
    """Return a mutation as the newest schema that we have steps to would have written it."""
    while mutation.schema in STEPS:
        step = STEPS[mutation.schema]
        ops = tuple(step(op) for op in mutation.ops)
        mutation = replace(mutation, ops=ops, schema=mutation.schema + 1)
    return mutation


def unknown_to(schema: int) -> tuple[frozenset[str], Mapping[str, frozenset[str]]]:
    """Return the kinds that a schema does not know, and the fields of the others."""
    kinds = frozenset(k.name for k in KINDS.values() if k.since > schema)
    fields = {k.name: later for k in KINDS.values() if (later := k.later_than(schema))}
    return kinds, fields
