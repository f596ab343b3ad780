"""One intention, one transaction: mutation, audit, messages and projection together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, tuple_

from jd_desktop.domain import rights
from jd_desktop.domain.batches import batched
from jd_desktop.domain.cancel_policy import IsHoliday
from jd_desktop.domain.changes import Action, Changes
from jd_desktop.domain.clock import Clock, wire
from jd_desktop.domain.errors import BadInput, SignInNeeded
from jd_desktop.domain.ids import new_id
from jd_desktop.domain.kinds import KINDS
from jd_desktop.domain.language import Text, text
from jd_desktop.domain.merge import fold
from jd_desktop.domain.validity import problems
from jd_desktop.domain.wording import Templates
from jd_desktop.operations import alone
from jd_desktop.protocol.session import SCHEMA
from jd_desktop.store import state
from jd_desktop.store.projection import project
from jd_desktop.store.school import school
from jd_desktop.store.tables import ENTITIES, change, mutation, mutation_op, server_row

HELD = timedelta(seconds=60)
"""How long a message waits so that undo can withdraw it."""

_SETS = {
    kind.name: {f.name for g in kind.groups if g.rule == "set" for f in g.fields}
    for kind in KINDS.values()
}
"""Fields, by kind, whose members come and go one by one."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in on this computer."""

    user_id: str
    name: str
    role: str
    instructor_id: str = ""


class Work:
    """What operations work with: the database's only writer, the clock, message templates."""

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        templates: Templates,
        *,
        hold: timedelta = HELD,
        is_holiday: IsHoliday = lambda _day: False,
    ):
        """Take the writer engine; every operation opens its own transaction on it."""
        self.is_holiday = is_holiday
        self._engine = engine
        self.hold = hold
        self.clock = clock
        self.templates = templates

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Open a write transaction; it is all there after the block, or nothing is."""
        with self._engine.begin() as db:
            yield db

    @contextmanager
    def doing(self, title: Text, *, undoable: bool = True) -> Iterator[Doing]:
        """Collect what a person does; at the end of the block it is written as one mutation."""
        with self.transaction() as db:
            doing = Doing(db, self.clock, self.templates, title, undoable=undoable)
            doing.hold, doing.is_holiday = self.hold, self.is_holiday
            yield doing
            doing.finish()


@dataclass(slots=True)
class _Wish:
    """What is wanted of one row, collected until the action ends."""

    before: dict[str, Any] | None
    patch: dict[str, Any] = field(default_factory=dict)
    delete: bool = False


class Doing:
    """An action under way: rows as they would be, and what is wanted of them."""

    def __init__(
        self, db: Connection, clock: Clock, templates: Templates, title: Text, *, undoable: bool
    ):
        """Begin with nothing wanted; raises SignInNeeded where nobody is signed in."""
        self.db, self.clock, self.templates, self.title = db, clock, templates, title
        self._undoable = undoable
        self.hold = HELD
        self.is_holiday: IsHoliday = lambda _day: False
        self._wishes: dict[tuple[str, str], _Wish] = {}
        self._also: set[tuple[str, str]] = set()
        self._read: dict[tuple[str, str], dict[str, Any] | None] = {}
        who = state.get(db, "person")
        if who is None:
            raise SignInNeeded(text("Der er ikke logget ind på denne computer."))
        self.person = Person(**who)
        self.device = str(state.get(db, "device_id", "alone"))
        self.school_name = str(state.get(db, "school_name", ""))
        self.now = clock.now()
        self.n = int(state.get(db, "next_n", 1))
        self.changes = Changes()

    @cached_property
    def school(self) -> Mapping[str, Any]:
        """The school's name, address and contact, as they were when first asked for."""
        return school(self.db)

    def load(self, kind: str, row_ids: Iterable[str]) -> None:
        """Read rows that will be asked for in one go; what is not there is known, too."""
        wanted = {i for i in row_ids if (kind, i) not in self._read}
        self._read |= dict.fromkeys(((kind, i) for i in wanted), None)
        for some in batched(sorted(wanted), 400):
            self._read |= {(kind, i): row for i, row in entities(self.db, kind, some).items()}

    def get(self, kind: str, row_id: str) -> dict[str, Any] | None:
        """Return a row as it is with this action's wishes laid over, None where there is none."""
        wish = self._wish(kind, row_id)
        if wish.delete:
            return None
        if wish.before is None:
            return dict(wish.patch) if wish.patch else None
        return fold(wish.before, kind, wish.patch)

    def need(self, kind: str, row_id: str) -> dict[str, Any]:
        """Return a row that must be there; raises BadInput."""
        row = self.get(kind, row_id)
        if row is None:
            raise BadInput(
                text("Det, du vil ændre, findes ikke længere."),
                hint=text("Opdatér visningen, og prøv igen."),
                detail=f"{kind} {row_id}",
            )
        return row

    def create(self, kind: str, values: Mapping[str, Any], row_id: str = "") -> str:
        """Want a new row; returns its id."""
        made = row_id or new_id(self.now)
        self._wish(kind, made).patch |= {k: v for k, v in values.items() if v not in (None, "")}
        return made

    def set(self, kind: str, row_id: str, values: Mapping[str, Any], *, keep: bool = False) -> None:
        """Want values of a row; unchanged ones are left out unless kept (facts keep theirs).

        Of a field whose members come and go one by one, the whole is given: who is new is added,
        who is left out removed.
        """
        wish = self._wish(kind, row_id)
        before = wish.before or {}
        for name, value in values.items():
            if keep or name in wish.patch or before.get(name) != value:
                comes_and_goes = wish.before is not None and name in _SETS[kind]
                wish.patch[name] = _difference(before.get(name), value) if comes_and_goes else value

    def delete(self, kind: str, row_id: str) -> None:
        """Want a row gone; for mistakes only."""
        self._wish(kind, row_id).delete = True

    def touch(self, kind: str, row_id: str) -> None:
        """Tell screens of a local row that changed without a mutation."""
        self._also.add((kind, row_id))

    def finish(self) -> None:
        """Write mutation, audit and projection; answer it at once where we work alone."""
        wishes = {k: w for k, w in self._wishes.items() if w.patch or w.delete}
        if wishes:
            self._refuse_forbidden(wishes)
            self._refuse_invalid(wishes)
            self._write(wishes)
            self._project(wishes)
        action = Action(self.n, self.title) if wishes and self._undoable else None
        self.changes = Changes.of([*wishes, *self._also], action)

    def _project(self, wishes: Iterable[tuple[str, str]]) -> None:
        """Show what is wanted; working alone, what became of it."""
        if not state.is_alone(self.db):
            project(self.db, wishes)
            return
        project(self.db, [key for key in wishes if key[0] in alone.MEETING])
        touched = alone.answer(self.db, self.n, self.now)
        project(self.db, touched)
        self._also |= touched

    def _wish(self, kind: str, row_id: str) -> _Wish:
        key = (kind, row_id)
        if key not in self._wishes:
            known = self._read[key] if key in self._read else entity(self.db, kind, row_id)
            self._wishes[key] = _Wish(known)
        return self._wishes[key]

    def _refuse_forbidden(self, wishes: Mapping[tuple[str, str], _Wish]) -> None:
        """The central would let it wait for the office; here it is said at once."""
        role, mine = self.person.role, self.person.instructor_id
        for (kind, _), wish in wishes.items():
            if not rights.is_allowed(role, mine, kind, before=wish.before, patch=wish.patch):
                raise rights.refusal(role, kind)

    def _refuse_invalid(self, wishes: Mapping[tuple[str, str], _Wish]) -> None:
        for (kind, _), wish in wishes.items():
            wrong = [] if wish.delete else problems(kind, fold(wish.before or {}, kind, wish.patch))
            if wrong:
                raise BadInput(wrong[0])

    def _write(self, wishes: Mapping[tuple[str, str], _Wish]) -> None:
        at, title = (
            wire(self.now),
            {"source": self.title.source, "values": dict(_plain(self.title))},
        )
        self.db.execute(
            insert(mutation).values(
                n=self.n,
                at=at,
                user=self.person.name,
                schema=SCHEMA,
                title=title,
                epoch=state.get(self.db, "epoch"),
            )
        )
        seqs = self._seqs(wishes)
        ops: list[dict[str, Any]] = []
        audit: list[dict[str, Any]] = []
        for position, (key, wish) in enumerate(wishes.items()):
            kind, row_id = key
            before = wish.before or {}
            was = {k: before.get(k) for k in wish.patch}
            ops.append({
                "n": self.n, "position": position, "kind": kind, "row_id": row_id,
                "base": seqs.get(key, 0), "patch": wish.patch,
                "was": was if wish.before else {}, "is_delete": wish.delete,
            })  # fmt: skip
            audit.append({
                "n": self.n, "at": at, "person": self.person.name, "kind": kind, "row_id": row_id,
                "before": None if wish.before is None else before if wish.delete else was,
                "after": None if wish.delete else _outcome(kind, before, wish.patch),
            })  # fmt: skip
        self.db.execute(insert(mutation_op), ops)
        self.db.execute(insert(change), audit)
        state.put(self.db, next_n=self.n + 1)

    def _seqs(self, wishes: Mapping[tuple[str, str], _Wish]) -> dict[tuple[str, str], int]:
        """Return the server's counters of the rows that it has."""
        s, found = server_row.c, dict[tuple[str, str], int]()
        for some in batched(list(wishes), 400):
            rows = select(s.kind, s.id, s.seq).where(tuple_(s.kind, s.id).in_(some))
            found |= {(r.kind, r.id): r.seq for r in self.db.execute(rows)}
        return found


def _difference(before: Sequence[str] | None, wanted: Any) -> Any:
    if isinstance(wanted, Mapping):
        return wanted
    old, new = set(before or ()), set(wanted or ())
    return {"add": sorted(new - old), "remove": sorted(old - new)}


def _outcome(kind: str, before: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    """Return a patch with the members that are left in place of those that come and go."""
    after = fold(before, kind, patch)
    return {k: after.get(k) if k in _SETS[kind] else v for k, v in patch.items()}


def _plain(title: Text) -> Mapping[str, Any]:
    return {k: str(v) if isinstance(v, Text) else v for k, v in title.values.items()}


def entity(db: Connection, kind: str, row_id: str) -> dict[str, Any] | None:
    """Return an entity row's fields that have a value, None where there is no such row."""
    return entities(db, kind, [row_id]).get(row_id)


def entities(db: Connection, kind: str, row_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return the fields that have a value of these entity rows, of those that are there."""
    table = ENTITIES[kind]
    names = [f.name for f in KINDS[kind].fields()]
    one = table.c.id == row_ids[0] if len(row_ids) == 1 else table.c.id.in_(row_ids)
    found = db.execute(select(table).where(one)).mappings()
    return {row["id"]: {n: row[n] for n in names if row[n] is not None} for row in found}
