"""How a device says that it stands, in the headers of what it asks anyway."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from jd_desktop.domain.clock import wire

_NUMBER = re.compile(r"-?[0-9]{1,15}")
_WORDS_AT_MOST = 100
SOON, LATE = timedelta(seconds=30), timedelta(minutes=10)
"""What changed is written after `SOON`, that the device was here after `LATE`."""

_NUMBERS = {"sync-waiting": "waiting", "sync-cursor": "cursor", "sync-clock-off": "clock_off_s"}
_WORDS = {"sync-platform": "platform", "sync-app": "app"}


def told(headers: Mapping[str, str]) -> dict[str, int | str]:
    """Return what a device says of itself by column; what cannot be read is not said."""
    said: dict[str, int | str] = {}
    for header, column in _NUMBERS.items():
        written = headers.get(header, "")
        if _NUMBER.fullmatch(written) and (written[0] != "-" or column == "clock_off_s"):
            said[column] = int(written)
    for header, column in _WORDS.items():
        words = "".join(c for c in headers.get(header, "") if c.isprintable())[:_WORDS_AT_MOST]
        if words:
            said[column] = words
    spoken = headers.get("sync-schema", "")
    if spoken.isascii() and spoken.isdecimal():
        said["schema"] = int(spoken[:9])
    return said


def to_note(known: Any, said: Mapping[str, int | str], now: datetime) -> dict[str, int | str]:
    """Return what is to be written of a device: nothing, most of the time.

    `known` has the columns as they stand, and when the device was last seen.
    """
    changed = {k: v for k, v in said.items() if getattr(known, k) != v}
    wait = SOON if changed else LATE
    return {**changed, "seen_at": wire(now)} if known.seen_at < wire(now - wait) else {}
