"""Which words fit on a tile, line by line; pure, measured by the one who paints."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

Measure: TypeAlias = Callable[[str, str], float]
NAME, SMALL_NAME, LOUD, SMALL_LOUD, SUB = "name", "small_name", "loud", "small_loud", "sub"
DOT = " · "
ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text and the style it is written in."""

    text: str
    style: str


@dataclass(frozen=True, slots=True)
class Words:
    """What a tile wants to say: its name, one loud word, and the rest by importance.

    `loud_short` stands in where the loud word is too wide.
    """

    name: str
    loud: str
    rest: tuple[str, ...]
    loud_short: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    """Space for text: width in pixels of the first line and of the others, and lines."""

    first: float
    width: float
    lines: int


def lay_out(words: Words, room: Room, measure: Measure) -> list[Line]:
    """Fill the room: the whole name first, then the loud word, then what else fits."""
    if room.lines <= 1:
        return [_one_line(words, room.first, measure)]
    spare = 1 if words.loud or words.rest else 0
    found = wrap_name(words.name, room, measure, most=max(1, room.lines - spare))
    used = len(found)
    if words.loud and used < room.lines:
        found.append(_loud(words, room.width, measure))
    found += _flow(words.rest, room.width, room.lines - len(found), measure)
    return found


def _loud(words: Words, width: float, measure: Measure) -> Line:
    """Say it in full, in smaller letters, or in short; cut only where even that is too wide."""
    for said, style in (
        (words.loud, LOUD), (words.loud, SMALL_LOUD), (words.loud_short, LOUD),
    ):  # fmt: skip
        if said and measure(said, style) <= width:
            return Line(said, style)
    said = words.loud_short or words.loud
    return Line(elide(said, width, lambda t: measure(t, SMALL_LOUD)), SMALL_LOUD)


def wrap_name(name: str, room: Room, measure: Measure, *, most: int) -> list[Line]:
    """Break a name between words, in smaller letters if it must; cut it only at the last."""
    for style in (NAME, SMALL_NAME):
        lines = _broken(name, room, partial(_wide, measure, style))
        if lines is not None and len(lines) <= most:
            return [Line(text, style) for text in lines]
    short = _with_initials(name)
    for style in (NAME, SMALL_NAME) if short else ():
        lines = _broken(short, room, partial(_wide, measure, style))
        if lines is not None and len(lines) <= most:
            return [Line(text, style) for text in lines]
    # Only now is anything cut: each part that is too wide, not the whole name.
    small = partial(_wide, measure, SMALL_NAME)
    parts = _broken(name, room, small, cut=True) or [name]
    if len(parts) > most:
        parts = [elide(name, room.first, small)]
    return [Line(text, SMALL_NAME) for text in parts]


def _with_initials(name: str) -> str:
    """Shorten "Viggo Mølgaard" to "Viggo M."; "" where there is nothing to shorten."""
    first, *others = name.split()
    if not others or "," in name:
        return ""
    return " ".join([first, *(f"{word[0]}." for word in others)])


def _wide(measure: Measure, style: str, text: str) -> float:
    return measure(text, style)


def _broken(
    name: str, room: Room, width_of: Callable[[str], float], *, cut: bool = False
) -> list[str] | None:
    """Break at spaces into lines that fit; a word too wide is cut, or the answer is None."""
    lines: list[str] = []
    for word, glue in _parts(name):
        longer = f"{lines[-1]}{glue}{word}" if lines else word
        width = room.first if len(lines) <= 1 else room.width
        if lines and width_of(longer) <= width:
            lines[-1] = longer
            continue
        alone = room.width if lines else room.first
        if width_of(word) > alone and not cut:
            return None
        lines.append(elide(word, alone, width_of))
    return lines


def _parts(name: str) -> list[tuple[str, str]]:
    """Split at spaces and after hyphens; each part with what joins it to the one before."""
    found: list[tuple[str, str]] = []
    for word in name.split():
        pieces = word.replace("-", "-\0").split("\0")
        found += [(piece, "" if n else " ") for n, piece in enumerate(pieces) if piece]
    return found


def _flow(parts: Sequence[str], width: float, lines: int, measure: Measure) -> list[Line]:
    """Give each part a line of its own while there are enough, else join what fits."""
    left = [p for p in parts if p]
    found: list[Line] = []
    while left and len(found) < lines:
        text = left.pop(0)
        free = lines - len(found) - 1
        while left and (len(left) > free or not found):
            if measure(joined := f"{text}{DOT}{left[0]}", SUB) > width:
                break
            text = joined
            left.pop(0)
        # A car's plate without its model says enough; half a word says nothing.
        if measure(text, SUB) > width:
            text = text.split(DOT)[0]
        if measure(text, SUB) <= width:
            found.append(Line(text, SUB))
    return found


def _one_line(words: Words, width: float, measure: Measure) -> Line:
    said = words.name
    style = NAME if measure(said, NAME) <= width else SMALL_NAME
    for part in (words.loud, *words.rest):
        if part and measure(longer := f"{said}{DOT}{part}", style) <= width:
            said = longer
    return Line(elide(said, width, lambda text: measure(text, style)), style)


def elide(text: str, width: float, width_of: Callable[[str], float]) -> str:
    """Cut a text at its end so that it fits; unchanged where it does."""
    if width_of(text) <= width:
        return text
    for length in range(len(text) - 1, 0, -1):
        if width_of(cut := text[:length].rstrip() + ELLIPSIS) <= width:
            return cut
    return ELLIPSIS
