"""What a write touched, so that a screen reloads only what it shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from jd_desktop.domain.language import Text


@dataclass(frozen=True, slots=True)
class Action:
    """A thing a person did that can be undone: its mutation number and what to call it."""

    n: int
    text: Text


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids touched, by kind; and the action, where a person did it."""

    touched: Mapping[str, frozenset[str]] = field(default_factory=dict)
    action: Action | None = None

    @classmethod
    def of(cls, keys: Iterable[tuple[str, str]], action: Action | None = None) -> Changes:
        """Collect (kind, id) pairs."""
        gathered: dict[str, set[str]] = {}
        for kind, row_id in keys:
            gathered.setdefault(kind, set()).add(row_id)
        return cls({k: frozenset(v) for k, v in gathered.items()}, action)

    def __or__(self, other: Changes) -> Changes:
        """Join two; the later action wins."""
        keys = [(k, i) for c in (self, other) for k, ids in c.touched.items() for i in ids]
        return Changes.of(keys, other.action or self.action)

    def __bool__(self) -> bool:
        """Whether anything was touched."""
        return bool(self.touched)

    def concerns(self, kinds: Iterable[str]) -> bool:
        """Whether any of these kinds was touched."""
        return any(k in self.touched for k in kinds)
