"""Who is told of a cycle as it goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from jd_desktop.domain.changes import Changes
from jd_desktop.sync.pace import Phase


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands here: what waits to be sent, how far our copy goes, our clock's lead."""

    waiting: int
    cursor: int
    clock_off_s: int


Progress = Callable[[int, int], None]
"""Told after each page: rows stored, rows expected in all (0 when unknown)."""


@dataclass(frozen=True, slots=True)
class Hooks:
    """Who is told of a cycle as it goes, and who may break it off; all on the cycle's thread.

    `stored` gets what each page changed here; `cancelled` is asked between pieces; `standing` is
    told before each request, so that the request can tell it on; `split` is told where this
    computer turned out to be a copy of another, once it is a device of its own.
    """

    phase: Callable[[Phase], None] = lambda _phase: None
    progress: Progress = lambda _stored, _expected: None
    stored: Callable[[Changes], None] = lambda _changes: None
    cancelled: Callable[[], bool] = lambda: False
    standing: Callable[[Standing], None] = lambda _standing: None
    split: Callable[[], None] = lambda: None
