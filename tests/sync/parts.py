"""The machine's parts: a desktop and a server made of the product's own functions."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Engine, StaticPool, create_engine, event, select, update

from jd_desktop.domain.clock import FixedClock, wire
from jd_desktop.domain.errors import JdError
from jd_desktop.domain.language import text
from jd_desktop.domain.merge import Op
from jd_desktop.domain.wording import Wording
from jd_desktop.operations import conflicts
from jd_desktop.operations.work import Doing, Work, entity
from jd_desktop.protocol.feed import RowLine
from jd_desktop.protocol.mutations import PushAnswer, WireMutation
from jd_desktop.store import migrate, projection, state
from jd_desktop.store.tables import ENTITIES, mutation, mutation_op, server_row
from jd_desktop.sync import pull, push

BOOKINGS = ("a", "b", "c", "d")
NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class PowerCut(Exception):
    """The process dies before the commit."""


def memory_engine() -> Engine:
    """Open the product's schema in memory; transactions begin as the product's do."""
    return _engine_over(_copied(_migrated()))


@cache
def _migrated() -> Any:
    """Migrate once; copying a small database is quicker than upgrading a new one."""
    raw = sqlcipher.connect(":memory:", isolation_level=None, check_same_thread=False)
    with _engine_over(raw).begin() as db:
        migrate.migrate(db, backup=lambda: None)
    return raw


def _copied(made: Any) -> Any:
    raw = sqlcipher.connect(":memory:", isolation_level=None, check_same_thread=False)
    made.backup(raw)
    return raw


def _engine_over(raw: Any) -> Engine:
    engine = create_engine("sqlite://", module=sqlcipher, creator=lambda: raw, poolclass=StaticPool)
    event.listen(engine, "begin", lambda db: db.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


class Desktop:
    """One laptop: its database, and what a person at it may do."""

    def __init__(self, device: str, epoch: str, bug: str = "", clock: datetime = NOW):
        self.device, self._bug = device, bug
        self._heads: dict[int, int] = {}
        self._engine = memory_engine()
        self._work = Work(self._engine, FixedClock(clock), lambda *_: Wording("", "{fornavn}"))
        with self._engine.begin() as db:
            person = {"user_id": device, "name": device, "role": "admin", "instructor_id": ""}
            state.put(db, person=person, device_id=device, cursor=0, epoch=epoch)

    def _do(self, row: str, fn: Any) -> None:
        """Act on a booking that is there; a refusal is an answer, not a fault."""
        try:
            with self._work.doing(text("Gjorde noget")) as doing:
                if doing.get("booking", row) is not None:
                    fn(doing)
        except JdError:
            return

    def book(self, row: str, who: int, student: int, at: int) -> None:
        starts = NINE + timedelta(hours=at)
        with suppress(JdError), self._work.doing(text("Ny booking")) as doing:
            if doing.get("booking", row) is None:
                doing.create("booking", {
                    "instructor_id": f"i{who}", "student_ids": [f"s{student}"],
                    "state": "confirmed", "starts": wire(starts),
                    "ends": wire(starts + timedelta(hours=2)),
                }, row)  # fmt: skip

    def edit(self, row: str, field: str, value: int) -> None:
        def change(doing: Doing) -> None:
            starts = NINE + timedelta(hours=value)
            doing.set("booking", row, {
                "note": {"note": f"n{value}"},
                "pickup": {"pickup": f"p{value}"},
                "state": {"state": ("confirmed", "cancelled")[value % 2]},
                "who": {"instructor_id": f"i{value % 2}"},
                "starts": {"starts": wire(starts), "ends": wire(starts + timedelta(hours=2))},
            }[field])  # fmt: skip

        self._do(row, change)

    def complete(self, row: str) -> None:
        def held(doing: Doing) -> None:
            booking = doing.need("booking", row)
            doing.set("booking", row, {"state": "completed"})
            slot = {k: booking[k] for k in ("starts", "ends", "instructor_id")}
            doing.set("booking", row, slot, keep=True)

        self._do(row, held)

    def swap(self, one: str, other: str) -> None:
        with self._work.doing(text("Byttede")) as doing:
            a, b = doing.get("booking", one), doing.get("booking", other)
            if a and b:
                doing.set("booking", one, {k: b[k] for k in ("starts", "ends")})
                doing.set("booking", other, {k: a[k] for k in ("starts", "ends")})

    def delete(self, row: str) -> None:
        self._do(row, lambda doing: doing.delete("booking", row))

    def decide(self, k: int, mine: bool) -> None:
        c = ENTITIES["conflict"].c
        with self._engine.begin() as db:
            waiting = select(c.id, c.what).where(c.state == "open").order_by(c.id)
            found = db.execute(waiting).all()
        if not found:
            return
        chosen = found[k % len(found)]
        decision = conflicts.keep_both if chosen.what == "overlap" else (
            conflicts.take_mine if mine else conflicts.take_theirs
        )  # fmt: skip
        try:
            decision(self._work, chosen.id)
        except JdError:
            return

    def batch(self) -> list[WireMutation]:
        with self._engine.begin() as db:
            return push.waiting(db)[:4]

    def answered(self, answer: PushAnswer, *, crash: bool = False) -> None:
        if self._bug == "wrong ack":
            answer = answer.model_copy(update={"last_n": answer.last_n + 1})
        self._commit(lambda db: push.store_answer(db, answer), crash)
        if not crash:
            self._note(answer)
        if self._bug == "early overlay":
            self._commit(lambda db: db.execute(update(mutation).values(acked_head=0).where(
                mutation.c.acked_head.is_not(None))), False)  # fmt: skip
            self.project_again()

    def _note(self, answer: PushAnswer) -> None:
        """Keep the answers' heads here too: what the database says of them may be wrong."""
        with self._engine.begin() as db:
            made = set(db.execute(select(mutation.c.n)).scalars())
        kept = {n: h for n, h in self._heads.items() if n <= answer.last_n}
        self._heads = {n: answer.head for n in made if n <= answer.last_n} | kept

    def pulled(self, page: tuple[int, list[RowLine], int], *, crash: bool = False) -> None:
        asked, rows, cursor = page
        if self._bug == "cursor first" and crash and self.cursor() == asked:
            self._commit(lambda db: state.put(db, cursor=cursor), False)
        self._commit(lambda db: pull.store_page(db, rows, asked=asked, cursor=cursor), crash)

    def _commit(self, fn: Any, crash: bool) -> None:
        try:
            with self._engine.begin() as db:
                fn(db)
                if crash:
                    raise PowerCut
        except PowerCut:
            return

    def cursor(self) -> int:
        with self._engine.begin() as db:
            return int(state.get(db, "cursor", 0))

    def acked(self) -> list[int]:
        with self._engine.begin() as db:
            acked = select(mutation.c.n).where(mutation.c.acked_head.is_not(None))
            return list(db.execute(acked).scalars())

    def copy(self) -> dict[tuple[str, str], tuple[int, bool, dict[str, Any]]]:
        with self._engine.begin() as db:
            return {
                (r.kind, r.id): (r.seq, r.deleted, r.body) for r in db.execute(select(server_row))
            }

    def pending(self) -> list[Op]:
        """The operations that the server has not told back, in order."""
        cursor, o = self.cursor(), mutation_op.c
        with self._engine.begin() as db:
            ops = db.execute(select(mutation_op).order_by(o.n, o.position)).all()
        return [
            Op(p.kind, p.row_id, p.base, p.patch, p.was, p.is_delete)
            for p in ops
            if self._heads.get(p.n, cursor + 1) > cursor
        ]

    def shown(self) -> dict[tuple[str, str], dict[str, Any]]:
        with self._engine.begin() as db:
            keys = [
                (k, i) for k, t in ENTITIES.items() for i in db.execute(select(t.c.id)).scalars()
            ]
            return {key: entity(db, *key) or {} for key in keys}

    def project_again(self) -> None:
        with self._engine.begin() as db:
            projection.project_all(db)
