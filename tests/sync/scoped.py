"""An office and two instructors over the product's own code: each laptop holds what it may.

Students move from one instructor to the other, lessons change hands, the wire is hostile.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy import inspect, select
from sqlalchemy import text as sql

from jd_desktop.central import feed
from jd_desktop.central.database import reading
from jd_desktop.central.tables import record
from jd_desktop.domain import audience
from jd_desktop.domain.audience import Viewer
from jd_desktop.domain.errors import JdError
from jd_desktop.domain.language import text
from jd_desktop.operations.work import Doing
from jd_desktop.protocol.feed import Cursor, Done, Gone, RowLine, decode
from jd_desktop.store import state
from jd_desktop.sync import pull
from tests.central.school import NOW
from tests.sync.parts import Desktop
from tests.sync.server import Server

VIEWERS = (Viewer("admin"), Viewer("instructor", "i0"), Viewer("instructor", "i1"))
DEVICES = st.integers(0, len(VIEWERS) - 1)
ROWS = st.sampled_from(["a", "b", "c"])
STUDENTS = st.sampled_from(["s0", "s1", "s2"])
TEACHERS = st.sampled_from(["i0", "i1", None])
FAULTS = st.sampled_from(["ok", "ok", "ok", "request lost", "answer lost", "twice", "crash"])
ON_THE_WALL = {
    "instructor_id", "vehicle_id", "venue_id", "starts", "ends", "shares_venue", "state",
    "booking_type_id",
}  # fmt: skip
OVER = {"completed", "no_show", "cancelled"}


class ScopedServer(Server):
    """The school's central, whose devices see as their people may."""

    def enrol_as(self, k: int, viewer: Viewer) -> str:
        sender = self._school.device(f"Person {k}", viewer).sender
        self._senders.append(sender)
        return sender.device_id

    def told_to(self, d: int, cursor: int, limit: int) -> tuple[list[RowLine | Gone], int]:
        """Return the first page that a device is told after a cursor, and the cursor after it."""
        rows: list[RowLine | Gone] = []
        asked = feed.Asked(self._school.id, cursor, self.epoch, limit, self._senders[d].viewer)
        for piece in feed.pull(self._engine, asked, NOW):
            for line in map(decode, piece.splitlines()):
                if isinstance(line, Gone) and self._bug == "no gone line":
                    continue
                if isinstance(line, RowLine | Gone):
                    rows.append(line)
                elif isinstance(line, Cursor | Done):
                    return rows, line.seq
        raise AssertionError("the feed ended without a cursor")

    def stamps(self) -> dict[tuple[str, str], str]:
        with reading(self._engine, self._school.id) as db:
            columns = select(record.c.kind, record.c.id, record.c.audience)
            return {(r.kind, r.id): r.audience for r in db.execute(columns)}


class Laptop(Desktop):
    """A desktop whose person sees a part of the school."""

    def __init__(self, device: str, epoch: str, viewer: Viewer, bug: str = ""):
        super().__init__(device, epoch, bug)
        self.viewer = viewer
        with self._engine.begin() as db:
            person = {"user_id": device, "name": device, "role": viewer.role}
            state.put(db, person={**person, "instructor_id": viewer.instructor_id})
            pull.see(db, scoped=not viewer.sees_all)

    def enrol(self, student: str, teacher: str | None, phone: str) -> bool:
        """Make a student or change one; returns whether there was anything to do."""
        values = {"instructor_id": teacher, "phone": phone}
        try:
            with self._work.doing(text("Ny elev")) as doing:
                if doing.get("student", student) is None:
                    doing.create("student", {"first_name": student, **values}, student)
                else:
                    doing.set("student", student, values)
        except JdError:
            return False
        return True

    def teach(self, row: str, teacher: str, student: str) -> None:
        """Give a lesson to somebody, with somebody."""

        def change(doing: Doing) -> None:
            doing.set("booking", row, {"instructor_id": teacher, "student_ids": [student]})

        self._do(row, change)

    def everything(self) -> str:
        """All that the database holds, as text."""
        with self._engine.begin() as db:
            names = inspect(db).get_table_names()
            return "\n".join(
                str(tuple(row))
                for name in names
                for row in db.execute(sql(f'SELECT * FROM "{name}"'))
            )


class ScopedMachine(RuleBasedStateMachine):
    """What an office and two instructors may do, in any order."""

    bug = ""

    def __init__(self) -> None:
        super().__init__()
        self.server = ScopedServer(self.bug)
        ids = [self.server.enrol_as(k, viewer) for k, viewer in enumerate(VIEWERS)]
        self.laptops = [
            Laptop(i, self.server.epoch, viewer) for i, viewer in zip(ids, VIEWERS, strict=True)
        ]
        self.phones: dict[str, str] = {}
        self.acted: set[int] = set()

    @rule(d=DEVICES, student=STUDENTS, teacher=TEACHERS)
    def enrol(self, d: int, student: str, teacher: str | None) -> None:
        phone = f"+457000{len(self.phones):04d}"
        if self.laptops[d].enrol(student, teacher, phone):
            self.phones[phone] = student

    @rule(d=DEVICES, row=ROWS, who=st.integers(0, 1), student=st.integers(0, 2),
          at=st.integers(0, 3))  # fmt: skip
    def book(self, d: int, row: str, who: int, student: int, at: int) -> None:
        self.laptops[d].book(row, who, student, at)

    @rule(d=DEVICES, row=ROWS, teacher=st.sampled_from(["i0", "i1"]), student=STUDENTS)
    def teach(self, d: int, row: str, teacher: str, student: str) -> None:
        self.laptops[d].teach(row, teacher, student)

    @rule(d=DEVICES, row=ROWS, field=st.sampled_from(["note", "state", "pickup"]),
          value=st.integers(0, 3))  # fmt: skip
    def edit(self, d: int, row: str, field: str, value: int) -> None:
        self.laptops[d].edit(row, field, value)

    @rule(d=DEVICES, row=ROWS)
    def complete(self, d: int, row: str) -> None:
        self.laptops[d].complete(row)

    @rule(d=DEVICES, row=ROWS)
    def delete(self, d: int, row: str) -> None:
        self.laptops[d].delete(row)

    @rule(k=st.integers(0, 9), mine=st.booleans())
    def decide(self, k: int, mine: bool) -> None:
        self.laptops[0].decide(k, mine)

    @rule(d=DEVICES, fault=FAULTS)
    def push(self, d: int, fault: str) -> None:
        batch = self.laptops[d].batch()
        if not batch or fault == "request lost":
            return
        for _ in range(2 if fault == "twice" else 1):
            answer = self.server.push(d, batch)
        if fault != "answer lost":
            self.laptops[d].answered(answer, crash=fault == "crash")

    @rule(d=DEVICES, fault=FAULTS)
    def pull(self, d: int, fault: str) -> None:
        self.acted = {d}
        asked = self.laptops[d].cursor()
        page = (asked, *self.server.told_to(d, asked, 3))
        if fault not in ("request lost", "answer lost"):
            self.laptops[d].pulled(page, crash=fault == "crash")  # type: ignore[arg-type]  # gone lines too

    @invariant()
    def each_laptop_holds_exactly_what_its_person_may_see(self) -> None:
        for d in self.acted:
            laptop = self.laptops[d]
            if laptop.cursor() == self.server.top() and laptop.cursor():
                assert laptop.copy() == self.expected(laptop.viewer), "not what they may see"
        self.acted = set()

    def expected(self, viewer: Viewer) -> dict[tuple[str, str], Any]:
        """Work out here, apart from the product, what of the school somebody may see."""
        rows, stamps = self.server.rows(), self.server.stamps()
        taught = {
            student
            for (kind, _), (_, gone, b) in rows.items()
            if kind == "booking" and not gone and b.get("state") not in OVER
            and b.get("instructor_id") == viewer.instructor_id
            for student in b.get("student_ids") or ()
        }  # fmt: skip
        seen = {}
        for (kind, row_id), (seq, gone, body) in rows.items():
            told = body if viewer.sees_all else self._told(
                viewer, (kind, row_id), body, taught, stamps[kind, row_id]
            )  # fmt: skip
            if told is not None:
                seen[kind, row_id] = (seq, gone, {} if gone else told)
        return seen

    def _told(
        self, viewer: Viewer, key: tuple[str, str], body: Any, taught: set[str], stamp: str
    ) -> Any:
        kind, row_id = key
        if kind == "student":
            is_mine = body.get("instructor_id") == viewer.instructor_id or row_id in taught
            return body if is_mine else None
        if kind == "booking":
            if body.get("instructor_id") == viewer.instructor_id:
                return {k: v for k, v in body.items() if k != "price_ore"}
            return {k: v for k, v in body.items() if k in ON_THE_WALL}
        return audience.seen_as(viewer, kind, row_id, body, audience.read(stamp))

    def teardown(self) -> None:
        for d, laptop in enumerate(self.laptops):
            while batch := laptop.batch():
                laptop.answered(self.server.push(d, batch))
        for d, laptop in enumerate(self.laptops):
            for _ in range(400):
                asked = laptop.cursor()
                rows, cursor = self.server.told_to(d, asked, 50)
                laptop.pulled((asked, rows, cursor))  # type: ignore[arg-type]  # gone lines too
                if cursor == asked:
                    break
        self.acted = set(range(len(self.laptops)))
        self.each_laptop_holds_exactly_what_its_person_may_see()
        for laptop in self.laptops:
            assert not laptop.pending(), "agreed, and yet something is pending"
            self._nothing_is_left_over(laptop)
        self.server.close()

    def _nothing_is_left_over(self, laptop: Laptop) -> None:
        """No table of a laptop has a phone number of a student whom its person may not see."""
        known = {i for kind, i in self.expected(laptop.viewer) if kind == "student"}
        held = laptop.everything()
        left = [p for p, student in self.phones.items() if student not in known and p in held]
        assert left == [], "something of a student is left on a laptop that lost sight"
