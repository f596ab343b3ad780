"""What writing to students takes, as the program brings it."""

from __future__ import annotations

from pathlib import Path

from jd_desktop.domain.clock import Clock
from jd_desktop.host.catalogue import tariff, templates
from jd_desktop.queries.templates import Stationery
from jd_desktop.ui.students.composer import Desk
from jd_desktop.ui.tasks import Tasks

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
STATIONERY = Stationery(templates(RESOURCES / "templates"), tariff(RESOURCES))


def desk(tasks: Tasks, clock: Clock) -> Desk:
    """Threads, time, and the program's own templates and prices."""
    return Desk(tasks, clock, STATIONERY)
