"""What a person does with what came from elsewhere: takes note of it, or takes it back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select, update

from jd_desktop.domain.changes import Changes
from jd_desktop.domain.errors import Refused
from jd_desktop.domain.language import text
from jd_desktop.operations.bookings import SLOT, change_slot
from jd_desktop.operations.work import Doing, Work
from jd_desktop.store import state
from jd_desktop.store.tables import news


def take_back(work: Work, news_id: int) -> Changes:
    """Put a row back as it was before somebody else's change; an action like any other.

    Raises Refused where the same has changed again since, and where it was taken back before.
    """
    with work.doing(text("Tog en ændring tilbage")) as doing:
        found = doing.db.execute(select(news).where(news.c.id == news_id)).one_or_none()
        if found is None or found.how not in ("changed", "merged"):
            raise Refused(text("Den ændring kan ikke tages tilbage."))
        if found.undone_by is not None:
            raise Refused(text("Ændringen er allerede taget tilbage."))
        now = doing.need(found.kind, found.row_id)
        if any(_plain(now.get(k)) != _plain(v) for k, v in found.after.items()):
            raise Refused(
                text("Det kan ikke tages tilbage: nogen har ændret det samme siden."),
                hint=text("Ret det i stedet, som det skal være."),
            )
        _restore(doing, found.kind, found.row_id, found.before)
        doing.db.execute(update(news).where(news.c.id == news_id).values(undone_by=doing.n))
        doing.touch("news", str(news_id))
    return doing.changes


def _restore(doing: Doing, kind: str, row_id: str, before: dict[str, Any]) -> None:
    slot = {k: v for k, v in before.items() if kind == "booking" and k in SLOT}
    rest = {k: v for k, v in before.items() if k not in slot}
    if rest:
        doing.set(kind, row_id, rest)
    if slot:
        change_slot(doing, row_id, slot)


def _plain(value: Any) -> Any:
    """Nothing, empty and absent are alike."""
    return value or None if value is not False else False


def looked(work: Work) -> Changes:
    """Note that a person has seen what there is; nothing is sent anywhere."""
    with work.transaction() as db:
        newest = db.execute(select(func.max(news.c.id))).scalar() or 0
        state.put(db, news_seen=newest)
    return Changes.of([("news", str(newest))])
