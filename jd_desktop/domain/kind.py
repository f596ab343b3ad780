"""What a kind of record is: its fields, which of them belong together, how they merge.

A group holds fields that only make sense together and has one rule:
`park` (two different changes wait for a person), `last` (the later accepted stands), `max` (a
status only climbs), `set` (members come and go one by one), `append` (entries are only added),
`fact` (what happened: always applies, and what it overrules is shown), `server` (the server's own:
it writes them as it takes a mutation, and what a device says of them is left out).

What came with a later schema says so by `since`: older desktops are not told of it, and cannot
change it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its name, its type on the wire, and whether a new record must have it.

    Types: text, id, instant, day, integer, flag, ids (list of ids), map (object), list.
    """

    name: str
    type: str = "text"
    required: bool = False
    since: int = 1


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that only make sense together, and the rule by which they merge."""

    name: str
    rule: str
    fields: tuple[Field, ...]
    ranks: Mapping[str, int] = field(default_factory=dict)
    since: int = 1


@dataclass(frozen=True, slots=True)
class Seal:
    """Groups that nothing changes any more once a record's `state` is one of these."""

    states: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record; `facts` are values of `state` that say what happened.

    While a record's `state` is among its seal's, the groups that the seal names stay as they are.
    """

    name: str
    groups: tuple[Group, ...]
    facts: frozenset[str] = frozenset()
    since: int = 1
    seal: Seal = Seal()

    def fields(self) -> Iterable[Field]:
        """All fields, in order."""
        return (f for g in self.groups for f in g.fields)

    def later_than(self, schema: int) -> frozenset[str]:
        """Return the names of the fields that a schema does not know yet."""
        return frozenset(
            f.name for g in self.groups for f in g.fields if max(g.since, f.since) > schema
        )

    def is_sealed(self, body: Body) -> bool:
        """Whether a record that stands so keeps its sealed groups."""
        return body.get("state") in self.seal.states

    def states_a_fact(self, values: Body) -> bool:
        """Whether these values say that something happened."""
        return values.get("state") in self.facts


def fields(written: str, *, since: int = 1) -> tuple[Field, ...]:
    """Read "name*, starts:instant*": a star means required, text is the default type."""
    found = []
    for part in written.replace(",", " ").split():
        name, _, kind = part.rstrip("*").partition(":")
        found.append(Field(name, kind or "text", part.endswith("*"), since))
    return tuple(found)


def park(name: str, written: str, *, since: int = 1) -> Group:
    """A group that waits for a person where two changed it differently."""
    return Group(name, "park", fields(written), since=since)


def stamped(name: str, *, since: int) -> Group:
    """A time that the server writes, by its own clock."""
    return Group(name, "server", fields(f"{name}:instant"), since=since)
