"""What the screen of messages needs of the outside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from jd_desktop.domain.clock import Clock
from jd_desktop.domain.ports import Finding
from jd_desktop.queries.templates import Stationery
from jd_desktop.ui.tasks import Call, Tasks


@dataclass(frozen=True, slots=True)
class Doors:
    """`test` tries a channel, on a network thread by way of `call`; `dial` calls a number."""

    call: Call
    test: Callable[[str], Finding]
    dial: Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Writing:
    """What writing takes: threads, time, templates and prices."""

    tasks: Tasks
    clock: Clock
    stationery: Stationery
