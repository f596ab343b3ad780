"""When each system outside last took something, and what it complained of."""

from __future__ import annotations

from pathlib import Path

from jd_desktop.domain.clock import wire
from jd_desktop.queries.integrations import how_it_goes
from jd_desktop.store import state
from jd_desktop.store.tables import channel_state, outbox_attempt, outbox_job
from tests.outbox.school import School


def test_nothing_tried_is_nothing_said(tmp_path: Path) -> None:
    school = School(tmp_path)
    with school.reading() as db:
        going = how_it_goes(db)
    assert all(one.last_success is None and one.last_error is None for one in going.values())
    school.close()


def test_success_error_and_waiting_are_told_apart(tmp_path: Path) -> None:
    school = School(tmp_path)
    school.book()
    now = wire(school.clock.now())
    said = {"source": "Nøgleringen er låst.", "values": {}}
    with school.work.transaction() as db:
        job = db.execute(outbox_job.select().limit(1)).one()
        db.execute(outbox_attempt.insert().values(
            attempt_id="a", job_id=job.id, started_at=now, ended_at=now, outcome="Accepted"
        ))  # fmt: skip
        db.execute(outbox_job.update().values(last_error=said))
        db.execute(channel_state.insert().values(channel=job.channel, reason=said))
        state.put(db, last_agreed=now)
    with school.reading() as db:
        going = how_it_goes(db)
    one = going[job.channel]
    assert one.last_success == school.clock.now()
    assert one.last_error is not None
    assert one.why_it_waits is not None
    assert one.why_it_waits.source == "Nøgleringen er låst."
    assert going["central"].last_success == school.clock.now()
    assert going["stripe"].last_success is None
    school.close()
