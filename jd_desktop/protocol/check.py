"""The daily check: counts and sums of rows by kind, equal on both sides at an equal cursor."""

from __future__ import annotations

from collections.abc import Iterable
from zlib import crc32

from pydantic import BaseModel


class KindSum(BaseModel):
    """How many rows of a kind stand, deleted ones left out, and the sum of their marks."""

    count: int = 0
    sum: int = 0


class CheckAnswer(BaseModel):
    """The sums of rows up to `cursor`; comparable only where `cursor` equals `head`."""

    epoch: str
    head: int
    cursor: int
    kinds: dict[str, KindSum]


def sums(rows: Iterable[tuple[str, str, int]]) -> dict[str, KindSum]:
    """Sum up rows given as (kind, id, counter), in any order."""
    found: dict[str, KindSum] = {}
    for kind, row_id, seq in rows:
        of_kind = found.setdefault(kind, KindSum())
        of_kind.count += 1
        of_kind.sum += crc32(f"{kind}/{row_id}/{seq}".encode())
    return found
