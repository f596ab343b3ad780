"""What is done to jobs in the outbox, and how they stand."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from jd_desktop.domain.language import text
from jd_desktop.domain.message import Outcome
from jd_desktop.outbox import claim, dispatch
from jd_desktop.outbox.claim import Claimed
from jd_desktop.outbox.terms import Terms
from jd_desktop.queries.messages import outbox_list
from jd_desktop.store.tables import outbox_attempt, outbox_job
from tests.outbox.school import School

TERMS = Terms()


def take(school: School, terms: Terms = TERMS) -> Claimed | None:
    with school.work.doing(text("Status"), undoable=False) as doing:
        return claim.due(doing, "sms", terms)


def set_jobs(school: School, **values: Any) -> None:
    with school.work.transaction() as db:
        db.execute(update(outbox_job).values(**values))


def states(school: School) -> list[str]:
    return [j.state for j in school.jobs()]


def reason(school: School) -> str:
    with school.reading() as db:
        return str(outbox_list(db)[0].reason)


def claimed(school: School) -> Claimed:
    school.book()
    school.later(minutes=2)
    taken = take(school)
    assert taken is not None
    return taken


def finish(school: School, taken: Claimed, outcome: Outcome, chance: float = 0.5) -> bool:
    with school.work.doing(text("Status"), undoable=False) as doing:
        return bool(dispatch.finish(doing, [dispatch.Ended(taken, outcome, chance)], TERMS))


def job(school: School) -> Any:
    return school.jobs()[-1]


def record(school: School) -> Any:
    return school.message(job(school).message_id)


def attempts(school: School) -> list[Any]:
    with school.reading() as db:
        return list(db.execute(select(outbox_attempt).order_by(outbox_attempt.c.started_at)))
