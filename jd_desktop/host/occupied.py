"""Who works in a data folder: many may, or one alone that replaces what lies there."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from jd_desktop.domain.errors import Refused
from jd_desktop.domain.language import text

FILE = "in-use"
WINDOWS_AT_MOST = 64


@contextmanager
def sharing(folder: Path) -> Iterator[None]:
    """Say, as long as the block lasts, that a window works here; raises Refused while `alone`."""
    with _opened(folder) as file:
        if not _lock(file, alone=False):
            raise Refused(
                text("Skolens data er ved at blive lagt tilbage fra en kopi."),
                hint=text("Vent et øjeblik, og start programmet igen."),
            )
        yield


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Have a folder alone, as long as the block lasts; raises Refused where a window is open.

    The system lets go of it when the program ends, however it ends.
    """
    with _opened(folder) as file:
        if not _lock(file, alone=True):
            raise Refused(
                text("Programmet er åbent i et vindue og bruger skolens data."),
                hint=text("Luk vinduet, og prøv igen."),
            )
        yield


@contextmanager
def _opened(folder: Path) -> Iterator[IO[bytes]]:
    with (folder / FILE).open("a+b") as file:
        yield file


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes], *, alone: bool) -> bool:
        """Windows knows no shared lock here: each window takes a byte, `alone` takes all."""
        tries = [(0, WINDOWS_AT_MOST)] if alone else [(k, 1) for k in range(WINDOWS_AT_MOST)]
        for start, length in tries:
            file.seek(start)
            try:
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, length)
            except OSError:
                continue
            return True
        return False

else:
    import fcntl

    def _lock(file: IO[bytes], *, alone: bool) -> bool:
        how = fcntl.LOCK_EX if alone else fcntl.LOCK_SH
        try:
            fcntl.flock(file, how | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
