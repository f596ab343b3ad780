"""jd-central: the computers of a school, and taking one's access away."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from jd_desktop.cli.run import out, out_json
from jd_desktop.domain.clock import instant
from jd_desktop.domain.language import DANISH, text
from jd_desktop.main import SystemClock

if TYPE_CHECKING:
    from jd_desktop.central.commands import DeviceLine

_HEADINGS = (
    text("Computer"), text("Bruger"), text("Sidst set"), text("Skema"), text("Venter"),
    text("Adgang"), text("Id"),
)  # fmt: skip
_STATES = {
    "active": text("ja"), "signed_out": text("logget ud"), "revoked": text("fjernet"),
    "handed_over": text("fjernet, afleveret"), "erased": text("slettet"),
}  # fmt: skip
_FIGURES = frozenset({3, 4})
"""Columns of figures end at the right."""


def list_devices(arguments: Namespace) -> int:
    """List the computers: a table, or a line of JSON for each."""
    from jd_desktop.central.commands import list_devices as listed

    found = listed(arguments.database, arguments.school)
    if arguments.json:
        for line in found:
            out_json(asdict(line))
        return 0
    if not found:
        out(DANISH.tr("Ingen computere endnu."))
        return 0
    for row in table([[DANISH.say(h) for h in _HEADINGS], *map(_row, found)]):
        out(row)
    return 0


def revoke(arguments: Namespace) -> int:
    """Take a computer's access away."""
    from jd_desktop.central.commands import revoke_device

    revoke_device(arguments.database, arguments.device, clock=SystemClock())
    return 0


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Write rows below each other, each column as wide as its widest word."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(map(_cell, row, widths, range(len(row)))).rstrip() for row in rows]


def _cell(word: str, width: int, k: int) -> str:
    return word.rjust(width) if k in _FIGURES else word.ljust(width)


def _row(line: DeviceLine) -> list[str]:
    seen = DANISH.when(instant(line.seen_at)) if line.seen_at else "–"
    state = DANISH.say(_STATES[line.state])
    return [
        line.name, line.email, seen, str(line.schema), str(line.waiting), state, line.device_id,
    ]  # fmt: skip
