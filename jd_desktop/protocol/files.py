"""Files by content: how much of one the central has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel

PART_AT_MOST = 512 * 1024
"""Bytes of a file that are sent at a time."""

MEDIA_TYPE = "application/octet-stream"


class FileStanding(BaseModel):
    """How many bytes of a file are here from its beginning, and whether it is whole and right.

    `wrong` says that all came and were not what the hash promises: they were dropped.
    """

    sha256: str
    here: int
    size: int
    whole: bool
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class Coming:
    """A file that comes: its size in bytes, and its bytes from where they were asked for."""

    size: int
    pieces: Iterator[bytes]
