"""A table is a list of columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


def _plain(_row: Any) -> str:
    return "text"


@dataclass(frozen=True, slots=True)
class Column:
    """What one column shows of a row: words, a tone, and how wide it is.

    `stretch` shares what is left; otherwise `width` is in pixels at 100 %.
    """

    title: str
    text: Callable[[Any], str]
    width: int = 120
    stretch: bool = False
    right: bool = False
    weight: int = 400
    tone: Callable[[Any], str] = field(default=_plain)
    icon: Callable[[Any], str] | None = None
