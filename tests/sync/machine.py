"""Three desktops and a server over the product's own code, a hostile wire between them.

I1 to I8 of the protocol's invariants are asserted after every step or at the end of a run.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from jd_desktop.domain.kinds import KINDS
from jd_desktop.domain.merge import touched
from jd_desktop.domain.schedule import claim_of, collisions, overlap_id
from tests.sync.parts import BOOKINGS, NOW, Desktop
from tests.sync.server import Server

DEVICES = st.integers(0, 2)
IDS = st.sampled_from(BOOKINGS)
FAULTS = st.sampled_from(
    ["ok", "ok", "ok", "request lost", "answer lost", "twice", "crash before commit", "late"]
)


class Machine(RuleBasedStateMachine):
    """What people, networks and power cuts may do, in any order."""

    bug = ""
    clocks = (NOW, NOW, NOW)
    """What each desktop takes for the time."""

    def __init__(self) -> None:
        super().__init__()
        self.server = Server(self.bug)
        self.desktops = [
            Desktop(self.server.enrol(k), self.server.epoch, self.bug, at)
            for k, at in enumerate(self.clocks)
        ]
        self.late: list[tuple[int, str, Any]] = []
        self.old: list[tuple[int, Any]] = []
        self.seen = [0, 0, 0]
        self.seqs: dict[tuple[str, str], int] = {}
        self.head = self.taken = 0
        # After a step only the device that acted is looked at: no other's database was opened.
        self.acted = {0, 1, 2}

    @rule(
        d=DEVICES, row=IDS, who=st.integers(0, 1), student=st.integers(0, 1), at=st.integers(0, 3)
    )
    def book(self, d: int, row: str, who: int, student: int, at: int) -> None:
        self.acted = {d}
        self.desktops[d].book(row, who, student, at)

    @rule(d=DEVICES, row=IDS, field=st.sampled_from(["note", "starts", "state", "who", "pickup"]),
          value=st.integers(0, 3))  # fmt: skip
    def edit(self, d: int, row: str, field: str, value: int) -> None:
        self.acted = {d}
        self.desktops[d].edit(row, field, value)

    @rule(d=DEVICES, row=IDS)
    def complete(self, d: int, row: str) -> None:
        self.acted = {d}
        self.desktops[d].complete(row)

    @rule(d=DEVICES, rows=st.lists(IDS, min_size=2, max_size=2, unique=True))
    def swap(self, d: int, rows: list[str]) -> None:
        self.acted = {d}
        self.desktops[d].swap(*rows)

    @rule(d=DEVICES, row=IDS)
    def delete(self, d: int, row: str) -> None:
        self.acted = {d}
        self.desktops[d].delete(row)

    @rule(d=DEVICES, k=st.integers(0, 9), mine=st.booleans())
    def decide(self, d: int, k: int, mine: bool) -> None:
        self.acted = {d}
        self.desktops[d].decide(k, mine)

    @rule(d=DEVICES, fault=FAULTS)
    def push(self, d: int, fault: str) -> None:
        self.acted = {d}
        batch = self.desktops[d].batch()
        if not batch or fault == "request lost":
            return
        answer = self.server.push(d, batch)
        self.old.append((d, batch))
        if fault == "twice":
            answer = self.server.push(d, batch)
        if fault == "late":
            self.late.append((d, "push", answer))
        elif fault != "answer lost":
            self.desktops[d].answered(answer, crash=fault == "crash before commit")

    @rule(d=DEVICES, fault=FAULTS)
    def pull(self, d: int, fault: str) -> None:
        self.acted = {d}
        asked = self.desktops[d].cursor()
        if fault == "request lost":
            return
        page = (asked, *self.server.pull(asked, 3))
        if fault == "late":
            self.late.append((d, "pull", page))
        elif fault != "answer lost":
            self.desktops[d].pulled(page, crash=fault == "crash before commit")
            if fault == "twice":
                self.desktops[d].pulled(page)

    @precondition(lambda self: self.late)
    @rule(k=st.integers(0, 99))
    def late_answer(self, k: int) -> None:
        d, what, answer = self.late.pop(k % len(self.late))
        self.acted = {d}
        if what == "push":
            self.desktops[d].answered(answer)
        else:
            self.desktops[d].pulled(answer)

    @precondition(lambda self: self.old)
    @rule(k=st.integers(0, 99))
    def old_request_again(self, k: int) -> None:
        d, batch = self.old[k % len(self.old)]
        self.server.push(d, batch)

    @invariant()
    def i1_each_mutation_takes_effect_once(self) -> None:
        lines = [(line.device, line.n) for line in self.server.ledger()]
        assert len(lines) == len(set(lines)), "a mutation is in the ledger twice"
        head = self.server.head()
        assert head == self.head or len(lines) > self.taken, "taken before, and again took effect"
        self.head, self.taken = head, len(lines)

    @invariant()
    def i2_acked_means_on_the_server(self) -> None:
        for d, desktop in enumerate(self.desktops):
            last = self.server.last_n(d)
            assert all(n <= last for n in desktop.acked()), "acked but the server never took it"
            taken = {line.n for line in self.server.ledger() if line.device == desktop.device}
            assert taken == set(range(1, last + 1)), "the ledger has a hole"

    @invariant()
    def i3_nothing_is_lost_silently(self) -> None:
        told = self.server.conflicts()
        for line in self.server.ledger():
            if line.outcome in ("parked", "overruled"):
                named = [c for c in told.values() if line.n in (c.get("numbers") or ())]
                assert named, ("parked, but no conflict tells", line.device, line.n)

    @invariant()
    def i4_open_overlaps_are_exactly_the_pairs(self) -> None:
        claims = [
            c for kind, row, body in self.server.bodies()
            if kind == "booking" and (c := claim_of(row, body))
        ]  # fmt: skip
        pairs = {
            overlap_id(a.booking_id, b.booking_id, resource)
            for a, b in itertools.combinations(claims, 2)
            for _, resource in collisions(a, [b])
        }
        standing = {
            i for i, c in self.server.conflicts().items()
            if c["what"] == "overlap" and c["state"] in ("open", "accepted")
        }  # fmt: skip
        assert pairs == standing, "a double booking not shown, or shown after it is gone"

    @invariant()
    def i5_no_gap(self) -> None:
        rows = self.server.rows()
        for desktop in (self.desktops[d] for d in self.acted):
            cursor, copy = desktop.cursor(), desktop.copy()
            for key, (seq, deleted, body) in rows.items():
                if seq <= cursor:
                    told = (seq, deleted, {} if deleted else body)  # a tombstone has no body
                    assert copy.get(key) == told, ("a row was passed over", key)

    @invariant()
    def i6_numbers_never_go_down(self) -> None:
        for d, desktop in enumerate(self.desktops):
            cursor = desktop.cursor()
            assert cursor >= self.seen[d]
            self.seen[d] = cursor
        for key, (seq, _, _) in self.server.rows().items():
            assert seq >= self.seqs.get(key, 0)
            self.seqs[key] = seq

    @invariant()
    def i8_what_is_shown_is_copy_plus_pending(self) -> None:
        for desktop in (self.desktops[d] for d in self.acted):
            assert desktop.shown() == expected_view(desktop), "the projection is another"

    def teardown(self) -> None:
        self.agree()
        self.server.close()

    def agree(self) -> None:
        """I7: when the wire is good again, all agree and nothing waits."""
        for d, desktop in enumerate(self.desktops):
            for _ in range(200):
                if not (batch := desktop.batch()):
                    break
                desktop.answered(self.server.push(d, batch))
            assert not desktop.batch(), "the queue is stuck"
        for desktop in self.desktops:
            for _ in range(400):
                asked = desktop.cursor()
                rows, cursor = self.server.pull(asked, 50)
                desktop.pulled((asked, rows, cursor))
                if not rows:
                    break
        truth = {(k, i): body for k, i, body in self.server.bodies()}
        for desktop in self.desktops:
            assert not desktop.pending(), "agreed, and yet something is pending"
            assert desktop.shown() == view_of(truth), "no convergence"
        self.acted = {0, 1, 2}
        self.i4_open_overlaps_are_exactly_the_pairs()
        self.i5_no_gap()
        self.i8_what_is_shown_is_copy_plus_pending()


def expected_view(desktop: Desktop) -> dict[tuple[str, str], dict[str, Any]]:
    """Fold the copy and the pending operations here, apart from the product's projection."""
    bodies = {k: dict(b) for k, (_, deleted, b) in desktop.copy().items() if not deleted}
    for op in desktop.pending():
        key = (op.kind, op.id)
        if op.delete:
            bodies.pop(key, None)
            continue
        assert all(g.rule in ("park", "last", "fact") for g in touched(KINDS[op.kind], op.set))
        bodies[key] = {**bodies.get(key, {}), **op.set}
    pending = {(op.kind, op.id) for op in desktop.pending()}
    halves = {k for k in pending & bodies.keys() if not is_whole(k[0], bodies[k])}
    return view_of({k: b for k, b in bodies.items() if k not in halves})


def is_whole(kind: str, body: Mapping[str, Any]) -> bool:
    """Whether it is more than a wish for a row that the server has deleted."""
    return {f.name for f in KINDS[kind].fields() if f.required} <= view_of({("", ""): body})[
        "", ""
    ].keys()


def view_of(bodies: Mapping[tuple[str, str], Mapping[str, Any]]) -> dict[Any, dict[str, Any]]:
    """Keep what has a value: an empty field and no field look alike to a person."""
    return {k: {f: v for f, v in b.items() if v is not None} for k, b in bodies.items()}
