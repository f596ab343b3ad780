"""The commands; Qt is imported only where something is painted."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence


def desktop(argv: Sequence[str] | None = None) -> int:
    """Run jd-desktop; returns the exit code."""
    from jd_desktop.cli.parser import desktop_parser

    return _run(desktop_parser(), argv)


def central(argv: Sequence[str] | None = None) -> int:
    """Run jd-central; returns the exit code."""
    from jd_desktop.cli.central_commands import central_parser

    return _run(central_parser(), argv)


def _run(parser: object, argv: Sequence[str] | None) -> int:
    from argparse import ArgumentParser

    from jd_desktop.cli.run import run

    assert isinstance(parser, ArgumentParser)
    arguments = parser.parse_args(sys.argv[1:] if argv is None else list(argv))
    # Not argparse's defaults: a subcommand's would take back what was said before it.
    for name, value in (("data_dir", None), ("json", False)):
        vars(arguments).setdefault(name, value)
    command: Callable[[object], int] = arguments.command
    return run(command, arguments)
