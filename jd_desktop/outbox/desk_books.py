"""A school's books as this computer has them, and writing there what a vendor's news change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import select

from jd_desktop.domain import rights
from jd_desktop.domain.kind import Body
from jd_desktop.domain.payment_books import Effect, News
from jd_desktop.domain.payment_news import effects, ours
from jd_desktop.operations.work import Doing
from jd_desktop.store import school
from jd_desktop.store.tables import ENTITIES

_NAMED = {"checkout.session": "payment_request", "refund": "refund"}


class DeskBooks:
    """The books within an action: what was pulled, and what was done here since."""

    def __init__(self, doing: Doing):
        """Take the action."""
        self._doing = doing
        self.school_id = school.school_id(doing.db)

    def get(self, kind: str, row_id: str) -> Body | None:
        """Return a record; None where there is none."""
        return self._doing.get(kind, row_id)

    def school(self) -> Body:
        """Return the school's own record."""
        return school.school(self._doing.db)

    def named(self, kind: str, field: str, value: str) -> Mapping[str, Body]:
        """Return the records of a kind that name something."""
        table = ENTITIES[kind]
        ids = self._doing.db.execute(select(table.c.id).where(table.c[field] == value)).scalars()
        found = {row_id: self._doing.get(kind, row_id) for row_id in ids.all()}
        return {row_id: body for row_id, body in found.items() if body is not None}


def may(doing: Doing, kind: str) -> bool:
    """Whether who is signed in may write a kind of record: not everybody gives money back."""
    return rights.level_of(doing.person.role, kind) != rights.NO


def heed(doing: Doing, news: News) -> bool:
    """Write what news change, within an action; False where some of it is for others to write."""
    wanted = effects(news, DeskBooks(doing))
    ours_to_write = [effect for effect in wanted if may(doing, effect.kind)]
    _write(doing, ours_to_write)
    return len(ours_to_write) == len(wanted)


def _write(doing: Doing, wanted: Iterable[Effect]) -> None:
    for effect in wanted:
        if doing.get(effect.kind, effect.id) is None:
            doing.create(effect.kind, effect.set, effect.id)
        else:
            doing.set(effect.kind, effect.id, effect.set)


def is_ahead(doing: Doing, news: News) -> bool:
    """Whether news name a record of ours that has not come here yet: they are too early."""
    named, books = ours(news), DeskBooks(doing)
    about = news.about
    kind = _NAMED.get(str(about["object"]), "subscription")
    kind = "subscription" if about.get("mode") == "subscription" else kind
    is_ours = named.get("jd_school") == books.school_id and named.get("jd_id")
    return bool(is_ours) and books.get(kind, named["jd_id"]) is None
