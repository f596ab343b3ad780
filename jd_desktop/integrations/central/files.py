"""Files by content over HTTP, a piece at a time; where a line breaks, what came counts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from jd_desktop.domain.errors import Offline
from jd_desktop.integrations.central.line import NOTHING_LOST, Line, garbled, read_answer
from jd_desktop.protocol.files import Coming, FileStanding


class CentralFiles:
    """Sends and fetches files; whatever the failure, going on later is harmless."""

    def __init__(self, line: Line):
        """Take the connection to the central."""
        self._line = line

    def standing(self, name: str) -> FileStanding:
        """Ask how much of a file the school has; raises Offline, SignInNeeded."""
        return read_answer(FileStanding, self._line.send("GET", f"/files/{name}/standing"))

    def put(self, name: str, size: int, start: int, content: bytes) -> FileStanding:
        """Send the bytes from `start` on; raises TooLarge, and as `standing` does."""
        asked = {"size": str(size), "start": str(start)}
        return read_answer(FileStanding, self._line.send_bytes(f"/files/{name}", content, asked))

    @contextmanager
    def read(self, name: str, start: int) -> Iterator[Coming]:
        """Open a file from a byte on; raises Missing, and as `standing` does, in mid-stream too.

        The bytes end early where the answer was cut.
        """
        with self._line.stream(f"/files/{name}", {}, start=start) as answer:
            told = answer.headers.get("Content-Range" if start else "Content-Length", "")
            if start and not told.startswith(f"bytes {start}-"):
                raise Offline(garbled(), hint=NOTHING_LOST, detail="another range")
            size = told.rpartition("/")[2]
            if not size.isdecimal():
                raise Offline(garbled(), hint=NOTHING_LOST, detail="no size")
            yield Coming(int(size), answer.iter_bytes())
