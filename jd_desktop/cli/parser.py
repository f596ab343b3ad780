"""What can be typed after jd-desktop."""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentParser, Namespace
from collections.abc import Callable
from typing import Any, cast

from jd_desktop import __version__

Command = Callable[[Namespace], int]


def _later(module: str, name: str) -> Command:
    """Import a command when it runs: start-up pays for no other."""

    def run(arguments: Namespace) -> int:
        from importlib import import_module

        command = cast(Command, getattr(import_module(f"jd_desktop.cli.{module}"), name))
        return command(arguments)

    return run


_HEADLESS = ("--headless", {"metavar": "DIR", "nargs": "?", "const": "out"})
_OUTBOX = ["run", "list", "show", "retry", "discard", "mark-sent", "resume", "test"]
_HOW = ["move", "cancel", "both", "mine", "theirs", "seen", "accept", "set-aside"]


class _Commands:
    """Adds commands that all understand --data-dir and --json."""

    def __init__(self, parser: ArgumentParser, where: ArgumentParser):
        self._sub = parser.add_subparsers(metavar="COMMAND")
        self._common = where

    def add(
        self, name: str, module: str, function: str, *arguments: tuple[str, dict[str, Any]]
    ) -> None:
        made = self._sub.add_parser(name, parents=[self._common])
        for flag, how in arguments:
            made.add_argument(flag, **how)
        made.set_defaults(command=_later(module, function))


def desktop_parser() -> ArgumentParser:
    """Build the parser of jd-desktop."""
    common = ArgumentParser(add_help=False, argument_default=SUPPRESS)
    common.add_argument("--data-dir", metavar="DIR", help="where this person's data lies")
    common.add_argument(
        "--json", action="store_true", help="answer for a program", default=SUPPRESS
    )
    parser = ArgumentParser(prog="jd-desktop", parents=[common])
    parser.add_argument("--version", action="version", version=__version__)
    parser.set_defaults(command=_later("window", "open_window"))
    commands = _Commands(parser, common)
    _add_session(commands)
    _add_suppressions(commands)
    _add_bookings(commands)
    _add_data(commands)
    _add_care(commands)
    _add_stage(commands)
    return parser


def _add_stage(commands: _Commands) -> None:
    """What the demo starts of itself."""
    commands.add("plant-sample", "demo", "plant_sample")
    commands.add("serve-central", "demo", "serve_central", ("--database", {"required": True}))
    commands.add("serve-sparkpost", "demo", "serve_sparkpost", ("--file", {"required": True}))
    commands.add(
        "serve-stripe", "demo", "serve_stripe",
        ("--file", {"required": True}), ("--hook", {"default": ""}),
    )  # fmt: skip
    commands.add(
        "serve-twilio", "demo", "serve_twilio",
        ("--account", {"required": True}), ("--file", {"required": True}),
    )  # fmt: skip
    commands.add(
        "screenshots",
        "shots",
        "screenshots",
        ("folder", {}),
        ("--name", {"default": "shot"}),
        ("--conflict", {"default": ""}),
        ("--booking", {"default": ""}),
    )


def _add_session(commands: _Commands) -> None:
    commands.add("demo", "demo", "demo", _HEADLESS)
    commands.add(
        "sign-in", "session_commands", "sign_in",
        ("--central", {"metavar": "URL", "required": True}), ("--email", {"required": True}),
    )  # fmt: skip
    commands.add("sign-out", "session_commands", "sign_out")
    commands.add("password", "session_commands", "change_password")
    commands.add(
        "alone", "session_commands", "alone",
        ("--school", {"required": True}), ("--name", {"required": True}),
    )  # fmt: skip
    commands.add("sync", "session_commands", "sync", ("--watch", {"action": "store_true"}))
    commands.add(
        "outbox", "outbox_commands", "outbox",
        ("what", {"choices": _OUTBOX}), ("id", {"nargs": "?"}),
        ("--until-idle", {"action": "store_true"}), ("--state", {"default": ""}),
    )  # fmt: skip
    commands.add(
        "message", "message_commands", "message", ("student", {}), ("--text", {"required": True}),
        ("--email", {"metavar": "SUBJECT", "default": ""}),
    )  # fmt: skip
    commands.add(
        "pay", "payment_commands", "pay",
        ("what", {"choices": ["ask", "list", "close", "refund", "check", "portal"]}),
        ("id", {"nargs": "?", "default": ""}), ("--amount", {"default": ""}),
        ("--part", {"type": int, "default": 0}), ("--email", {"default": ""}),
        ("--now", {"action": "store_true"}), ("--reason", {"default": ""}),
    )  # fmt: skip
    commands.add("take-over", "taking_over", "take_over_from", ("device", {}))


def _add_suppressions(commands: _Commands) -> None:
    commands.add(
        "suppressions", "suppression_commands", "suppressed",
        ("what", {"nargs": "?", "choices": ["list", "add", "lift"], "default": "list"}),
        ("address", {"nargs": "?", "default": ""}), ("--why", {"default": ""}),
    )  # fmt: skip


def _add_bookings(commands: _Commands) -> None:
    commands.add(
        "book", "booking_commands", "book",
        ("--student", {"action": "append", "default": []}), ("--instructor", {"required": True}),
        ("--vehicle", {"default": ""}), ("--venue", {"default": ""}),
        ("--start", {"required": True}), ("--minutes", {"type": int}),
        ("--type", {"default": ""}), ("--note", {"default": ""}), ("--pickup", {"default": ""}),
    )  # fmt: skip
    commands.add(
        "move", "booking_commands", "move", ("booking", {}), ("--start", {"required": True}),
        ("--minutes", {"type": int}), ("--instructor", {"default": ""}),
        ("--vehicle", {"default": ""}),
    )  # fmt: skip
    commands.add("complete", "booking_commands", "complete", ("booking", {}))
    commands.add("no-show", "booking_commands", "no_show", ("booking", {}))
    commands.add(
        "cancel", "booking_commands", "cancel", ("booking", {}),
        ("--by", {"default": "school"}), ("--reason", {"default": ""}),
    )  # fmt: skip
    commands.add("undo", "booking_commands", "undo", ("number", {"type": int}))
    commands.add(
        "resolve", "booking_commands", "resolve", ("conflict", {}),
        ("--how", {"required": True, "choices": _HOW}),
        ("--booking", {"default": ""}), ("--start", {"default": ""}),
    )  # fmt: skip


def _add_data(commands: _Commands) -> None:
    kinds = ["students", "bookings", "instructors", "vehicles"]
    commands.add(
        "import", "data_commands", "import_file", ("kind", {"choices": kinds}), ("file", {}),
        ("--map", {"metavar": "FILE"}), ("--dry-run", {"action": "store_true"}),
        ("--instructor", {"default": ""}),
    )  # fmt: skip
    commands.add("export", "data_commands", "export", ("folder", {}))
    commands.add(
        "list", "data_commands", "list_kind",
        ("kind", {"choices": [*kinds, "venues", "types", "departments", "messages", "conflicts"]}),
        ("--search", {"default": ""}), ("--from", {"dest": "first", "default": ""}),
        ("--to", {"dest": "last", "default": ""}),
    )  # fmt: skip
    _add_attachments(commands)
    commands.add("backup", "data_commands", "backup", ("folder", {}))
    commands.add("restore", "data_commands", "restore", ("file", {}))


def _add_attachments(commands: _Commands) -> None:
    commands.add(
        "attach", "attachment_commands", "attach", ("student", {}), ("file", {}),
        ("--share", {"action": "store_true"}),
    )  # fmt: skip
    commands.add("detach", "attachment_commands", "detach", ("attachment", {}))
    commands.add("attachments", "attachment_commands", "attachments_of", ("student", {}))
    commands.add(
        "save-attachment", "attachment_commands", "save", ("attachment", {}), ("folder", {})
    )


def _add_care(commands: _Commands) -> None:
    commands.add(
        "settings", "care_commands", "settings", ("what", {"choices": ["get", "set"]}),
        ("key", {"nargs": "?"}), ("value", {"nargs": "?"}),
    )  # fmt: skip
    commands.add(
        "secret", "care_commands", "secret", ("what", {"choices": ["set", "remove"]}), ("name", {})
    )
    commands.add(
        "devices", "device_commands", "devices",
        ("what", {"nargs": "?", "choices": ["list", "revoke"], "default": "list"}),
        ("id", {"nargs": "?", "default": ""}),
    )  # fmt: skip
    commands.add("doctor", "care_commands", "doctor")
    commands.add("self-test", "care_commands", "self_test")
