"""Mutations as a desktop pushes them, and the central's answer."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from jd_desktop.domain.agreement import Mutation, Note
from jd_desktop.domain.merge import Op

Id = Annotated[str, StringConstraints(pattern=r"^[^\x00]{1,200}$")]

PUSH_AT_MOST = 500
PUSH_BYTES_AT_MOST = 1 << 20


class WireOp(BaseModel):
    """A patch of one row; `base` 0 means that the device made the row."""

    model_config = ConfigDict(extra="ignore")
    kind: Id
    id: Id
    base: Annotated[int, Field(ge=0)]
    set: dict[str, Any] = {}
    was: dict[str, Any] = {}
    delete: bool = False


class WireMutation(BaseModel):
    """One thing a person did: n counts 1, 2, 3 … per device; `at` is for people only.

    `version` is the schema of the records in it; `epoch` the school's when it was done, by which
    its bases count, "" from desktops that do not tell it.
    """

    model_config = ConfigDict(extra="ignore")
    n: Annotated[int, Field(ge=1)]
    at: str
    user: str
    version: Annotated[int, Field(ge=1)] = 1
    epoch: Annotated[str, Field(max_length=200)] = ""
    ops: Annotated[list[WireOp], Field(min_length=1, max_length=2000)]

    def meaning(self, epoch: str = "") -> Mutation:
        """Return it as the domain knows it, in a school of this epoch."""
        foreign = bool(self.epoch and epoch and self.epoch != epoch)
        ops = tuple(Op(o.kind, o.id, o.base, o.set, o.was, o.delete, foreign) for o in self.ops)
        return Mutation(self.n, self.at, self.user, ops, self.version)

    @classmethod
    def of(cls, mutation: Mutation, epoch: str = "") -> WireMutation:
        """Write the domain's mutation for the wire."""
        ops = [
            WireOp(
                kind=o.kind, id=o.id, base=o.base, set=dict(o.set), was=dict(o.was), delete=o.delete
            )
            for o in mutation.ops
        ]
        return cls(
            n=mutation.n, at=mutation.at, user=mutation.user, version=mutation.schema,
            epoch=epoch, ops=ops,
        )  # fmt: skip


class Push(BaseModel):
    """A batch of mutations in order, at most 500 and 1 MiB, for one epoch of the school."""

    epoch: str
    mutations: Annotated[list[WireMutation], Field(max_length=PUSH_AT_MOST)]


class WireNote(BaseModel):
    """What became of a mutation: applied, parked or overruled, and the conflict that tells."""

    n: int
    outcome: str
    conflict_id: str = ""

    @classmethod
    def of(cls, note: Note) -> WireNote:
        """Write the domain's note for the wire."""
        return cls(n=note.n, outcome=note.outcome, conflict_id=note.conflict_id)


class PushAnswer(BaseModel):
    """All mutations up to `last_n` are taken; they show in pulls once the cursor is at `head`."""

    last_n: int
    head: int
    epoch: str
    notes: list[WireNote]
