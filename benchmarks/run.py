"""Run the measurements beside this file and say how they stand against their budgets.

A measurement is a file `measure_NAME.py` with `measure() -> Iterator[Figure]`. Each figure is
taken beside its own floor in the same run, so that a busy or slow machine does not decide.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from importlib import import_module
from pathlib import Path

from figures import Figure

HERE = Path(__file__).resolve().parent
WHOLE = {"sync": ("sync", "first_sync_stall", "seen", "peers", "load")}
"""What belongs to a measurement in full."""
FULL = {"JD_BENCH_ROWS": "1000,10000,100000,1000000", "JD_BENCH_DESKTOPS": "200,1000,5000"}
"""Sizes of a full measurement; a peer that would take hours says so and is left out there."""


def main(argv: list[str] | None = None) -> int:
    """Return 0 where every figure keeps its budget, 1 where one does not."""
    known = sorted(f.stem.removeprefix("measure_") for f in HERE.glob("measure_*.py"))
    parser = argparse.ArgumentParser(prog="./jd bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"among: {', '.join(known)}")
    parser.add_argument(
        "--full", action="store_true",
        help="with sync: growth to a million, the peers, 200 to 5,000 desktops; takes an hour",
    )  # fmt: skip
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    arguments = parser.parse_args(argv)
    unknown = set(arguments.names) - set(known)
    if unknown:
        parser.error(f"no such measurement: {', '.join(sorted(unknown))}")
    if arguments.full:
        for name, value in FULL.items():
            os.environ.setdefault(name, value)
    named = arguments.names or known
    wanted = [*dict.fromkeys(part for n in named for part in _parts(n, full=arguments.full))]
    figures = list(taken(wanted))
    if arguments.json:
        written = [figure.as_dict() for figure in figures]
        arguments.json.write_text(json.dumps(written, indent=1, ensure_ascii=False) + "\n")
    return 0 if all(figure.is_kept for figure in figures) else 1


def _parts(name: str, *, full: bool) -> tuple[str, ...]:
    return WHOLE.get(name, (name,)) if full else (name,)


def taken(names: list[str]) -> list[Figure]:
    """Take each measurement and print its figures as they come."""
    print(f"{platform.machine()}, Python {platform.python_version()}")
    print(f"{'what':<44} {'figure':>12} {'floor':>12} {'ratio':>7} {'budget':>7}")
    figures = []
    for name in names:
        for figure in import_module(f"measure_{name}").measure():
            figures.append(figure)
            print(figure.line(), flush=True)
    return figures


if __name__ == "__main__":
    sys.exit(main())
