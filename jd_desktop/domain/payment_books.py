"""What a vendor's news changes, and the books it is held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from jd_desktop.domain.ids import keyed
from jd_desktop.domain.kind import Body

VENDOR = "stripe"


@dataclass(frozen=True, slots=True)
class News:
    """What a vendor tells: what happened, when, and the thing that it happened to.

    The thing may be newer than the news: it is the truth, the news only a sign of it.
    """

    id: str
    type: str
    at: datetime
    about: Mapping[str, Any]

    @classmethod
    def of(cls, event: Mapping[str, Any]) -> News:
        """Read an event as the vendor writes it; raises ValueError for what is none."""
        try:
            about = event["data"]["object"]
            at = datetime.fromtimestamp(int(event["created"]), UTC)
            if not event["id"] or not isinstance(about, Mapping) or not about.get("object"):
                raise ValueError("no object")
            return cls(str(event["id"]), str(event["type"]), at, about)
        except (LookupError, TypeError, OverflowError, OSError) as e:
            raise ValueError("no event") from e


@dataclass(frozen=True, slots=True)
class Effect:
    """What is to be written of a record; only what differs from what stands."""

    kind: str
    id: str
    set: Mapping[str, Any]


class Books(Protocol):
    """A school's records, as far as money is concerned."""

    school_id: str

    def get(self, kind: str, row_id: str) -> Body | None:
        """Return a record; None where there is none, or where it is deleted."""
        ...

    def school(self) -> Body:
        """Return the school's own record."""
        ...

    def named(self, kind: str, field: str, value: str) -> Mapping[str, Body]:
        """Return the records of a kind that name something: payments by `request_id`, say."""
        ...


@dataclass(slots=True)
class Draft:
    """The books with what news change laid over them; asked again, it has nothing to add."""

    books: Books
    _set: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)

    def id(self, kind: str, key: str) -> str:
        """Return the id of the record of something at the vendor, the same on every computer."""
        return keyed(self.books.school_id, kind, f"{VENDOR}:{key}")

    def get(self, kind: str, row_id: str) -> Body | None:
        """Return a record as it would be."""
        stands, wanted = self.books.get(kind, row_id), self._set.get((kind, row_id))
        return {**(stands or {}), **wanted} if wanted else stands

    def named(self, kind: str, name: str, value: str) -> dict[str, Body]:
        """Return the records that name something, as they would be."""
        found = dict(self.books.named(kind, name, value))
        found |= {row_id: {} for k, row_id in self._set if k == kind}
        laid = {row_id: self.get(kind, row_id) or {} for row_id in found}
        return {row_id: body for row_id, body in laid.items() if body.get(name) == value}

    def set(self, kind: str, row_id: str, values: Mapping[str, Any]) -> None:
        """Want values; what stands so already, and nothing where nothing is, is left out."""
        stands = self.get(kind, row_id) or {}
        news = {k: v for k, v in values.items() if (stands.get(k) or None) != (v or None)}
        if news:
            self._set.setdefault((kind, row_id), {}).update(news)

    def effects(self) -> tuple[Effect, ...]:
        """Return what is to be written, payments first."""
        return tuple(Effect(kind, row_id, values) for (kind, row_id), values in self._set.items())
