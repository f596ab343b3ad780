"""A laptop's disk is copied: both go on, as two devices, and nothing is lost or done twice."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from jd_desktop.central.tables import device
from jd_desktop.operations import students
from jd_desktop.protocol.mutations import PushAnswer
from jd_desktop.protocol.session import Session
from jd_desktop.queries.news import latest
from jd_desktop.store import state
from jd_desktop.store.tables import outbox_job
from jd_desktop.sync import push
from jd_desktop.sync.split import become
from tests.support.town import Town, Typist, copy_of
from tests.sync.parts import Desktop


def add(person: Typist, first_name: str) -> None:
    with person.program() as program:
        students.add(program.work, {"first_name": first_name})


def names(town: Town) -> list[str]:
    return sorted(b["first_name"] for (k, _), (_, _, b) in town.rows().items() if k == "student")


def test_a_copied_folder_becomes_a_device_of_its_own(
    town: Town, lone: Typist, tmp_path: Path
) -> None:
    add(lone, "Før")  # done before the disk is copied, sent by both
    shutil.copytree(lone.folder, tmp_path / "copy")
    twin = Typist(tmp_path / "copy")
    add(lone, "Lones")
    add(twin, "Tvillingens")
    assert "kopi" not in lone.must("sync").out
    told = twin.must("sync")
    assert "kopi" in told.out
    assert "kopi" not in twin.must("sync").out
    lone.must("sync")
    assert names(town) == ["Ella", "Før", "Lones", "Tvillingens"]
    add(twin, "Senere")
    twin.must("sync")
    lone.must("sync")
    assert names(town) == ["Ella", "Før", "Lones", "Senere", "Tvillingens"]
    for person in (lone, twin):
        with person.program() as program:
            assert copy_of(program) == town.rows()
    with town.engine.connect() as db:
        taken = sorted(db.execute(select(device.c.last_n)).scalars())
    assert taken == [2, 3]


NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SESSION = Session(
    token="t", device_id="d2", user_id="d1", name="Bo", role="office", school_id="s",
    school_name="Nordre", epoch="e1", last_n=0, rows=0,
)  # fmt: skip


def test_what_waits_is_numbered_anew_and_what_both_would_send_is_the_twins() -> None:
    desk = Desktop("d1", "e1")
    for k, row in enumerate("abc"):
        desk.book(row, 0, 0, 3 * k)
    desk.answered(PushAnswer(last_n=2, head=5, epoch="e1", notes=[]))
    with desk._engine.begin() as db:
        for n, job in enumerate(("old", "own"), 2):
            db.execute(outbox_job.insert().values(
                id=job, dedupe_key=job, message_id=job, cause_n=n, channel="sms", origin="",
                on_uncertain="", priority=0, recipient="", payload="", not_before="",
                expires_at="", state="queued", attempts=0, next_at="", checks=0, status_checks=0,
                created_at="",
            ))  # fmt: skip
        become(db, SESSION, "Laptop", 3, now=NOW)
        assert [m.n for m in push.waiting(db)] == [1]
        (told,) = latest(db).lines
        assert (told.kind, told.how, told.at, told.is_new) == ("computer", "split", NOW, True)
        assert state.get(db, "device_id") == "d2"
        jobs = {j.id: j.state for j in db.execute(select(outbox_job))}
    assert jobs == {"old": "cancelled", "own": "queued"}
