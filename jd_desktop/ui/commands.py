"""Every command once: id, title, shortcut, and what it does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from jd_desktop.domain.language import Text


@dataclass(frozen=True, slots=True)
class Command:
    """Something a person can have done; `shortcut` is Qt's portable text, "" for none."""

    id: str
    title: Text
    run: Callable[[], None]
    shortcut: str = ""
    enabled: Callable[[], bool] = field(default=lambda: True)


@runtime_checkable
class OffersCommands(Protocol):
    """A screen with commands of its own."""

    def commands(self) -> Sequence[Command]:
        """Return what can be done here."""
        ...


class DuplicateShortcut(ValueError):
    """Our own mistake: two commands on one key."""


class Commands:
    """The commands of a window; each shortcut belongs to one."""

    def __init__(self) -> None:
        """Begin with none."""
        self._by_id: dict[str, Command] = {}

    def add(self, *commands: Command) -> None:
        """Add commands; raises DuplicateShortcut."""
        for command in commands:
            others = [c for c in self._by_id.values() if c.shortcut and c.id != command.id]
            if _pressed(command.shortcut) in {_pressed(c.shortcut) for c in others}:
                raise DuplicateShortcut(f"{command.shortcut} is taken; wanted by {command.id}")
            self._by_id[command.id] = command

    def __iter__(self) -> Iterator[Command]:
        """All commands, in the order of their adding."""
        return iter(self._by_id.values())

    def __getitem__(self, command_id: str) -> Command:
        """Return a command by its id."""
        return self._by_id[command_id]


def _pressed(shortcut: str) -> frozenset[str]:
    """Return the keys of a shortcut, in whatever order and case it is written."""
    return frozenset(shortcut.lower().split("+"))
