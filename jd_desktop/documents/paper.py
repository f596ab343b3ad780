"""A paper that a person gets: what stands on it, in words, before anybody lays it out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Party:
    """Who writes or gets a paper: the name, and the lines under it."""

    name: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table; its cells are as many as the paper's columns, the first is the text."""

    cells: tuple[str, ...]
    under: str = ""
    """What stands small under the text: the day of a lesson, a reason."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A row under the table: what it is, and the amount."""

    label: str
    amount: str
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper; `watermark` lies across each page, `pay_at` is an address drawn as a QR code."""

    title: str
    seller: Party
    payer: Party
    facts: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    sums: tuple[Sum, ...]
    notes: tuple[str, ...] = ()
    foot: str = ""
    page: str = "{n} / {antal}"
    """What the foot says of the page: `n` of `antal`."""
    watermark: str = ""
    pay_at: str = ""
    pay_words: str = ""
    language: str = "da"
