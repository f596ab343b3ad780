"""Ctrl+K: what the database found, and commands and settings beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, runtime_checkable

from PySide6.QtGui import QKeySequence

from jd_desktop.ui.commands import Command
from jd_desktop.ui.shell.search_results import Hit
from jd_desktop.ui.theme.look import Look

COMMAND = "command:"
"""What stands before a command's id where a hit would name a screen."""
SHORTEST = 2
"""One letter means a person; commands and places need this many."""
_MOST = 5


@runtime_checkable
class OffersPlaces(Protocol):
    """A screen with places of its own that can be found by their words."""

    def places(self, words: str) -> Sequence[tuple[str, str]]:
        """Return the words and the subject of each place that matches."""
        ...


def commands_found(look: Look, commands: Iterable[Command], words: str) -> list[Hit]:
    """Return the commands that can be done now, in whose title each word begins a word."""
    wanted = words.casefold().split()
    found: list[Hit] = []
    for command in commands:
        title = look.language.say(command.title)
        there = title.casefold().split()
        if command.enabled() and all(any(t.startswith(w) for t in there) for w in wanted):
            keys = QKeySequence(command.shortcut).toString(QKeySequence.SequenceFormat.NativeText)
            said = look.tr("Kommando")
            more = f"{said} · {keys}" if keys else said
            found.append(Hit(title, more, COMMAND + command.id, ""))
    return found[:_MOST]


def places_found(name: str, title: str, screen: object, words: str) -> list[Hit]:
    """Return the places of a screen that match."""
    if not isinstance(screen, OffersPlaces):
        return []
    said = screen.places(words)
    return [Hit(one, title, name, subject) for one, subject in said[:_MOST]]


def beside(
    ask: Callable[[str, Callable[[Sequence[Hit]], None]], None],
    more: Callable[[str], Sequence[Hit]],
) -> Callable[[str, Callable[[Sequence[Hit]], None]], None]:
    """Search with `ask`, and add `more` below what it found."""

    def search(words: str, then: Callable[[Sequence[Hit]], None]) -> None:
        ask(words, lambda hits: then([*hits, *more(words)]))

    return search
