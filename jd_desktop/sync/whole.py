"""Agreeing with the central, records first and then files in peace."""

from __future__ import annotations

from dataclasses import replace

from jd_desktop.domain.clock import Clock
from jd_desktop.sync.cycle import Central, Cycle, Desk, Report
from jd_desktop.sync.fetching import Fetching
from jd_desktop.sync.hooks import Hooks


def agree(central: Central, desk: Desk, clock: Clock, hooks: Hooks) -> Report:
    """Run a cycle, then fetch some of the files that are not here yet; raises as a cycle does."""
    report = Cycle(central, desk, clock, hooks).run()
    if not report.is_whole:
        return report
    came = Fetching(central.files, desk, cancelled=hooks.cancelled).in_peace(clock.now())
    hooks.stored(came)
    return replace(report, changes=report.changes | came)
