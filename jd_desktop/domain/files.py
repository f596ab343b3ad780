"""Files that records name: by the SHA-256 of their bytes, under a name that is only a name."""

from __future__ import annotations

import re
import unicodedata

LARGEST_FILE = 25 * 1024 * 1024
"""Bytes; a central may take less, never more."""
LONGEST_NAME = 200
_HASH = re.compile(r"[0-9a-f]{64}")
_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,63}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}")
_NO_NAME = frozenset('/\\:*?"<>|')
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{p}{n}" for p in ("com", "lpt") for n in range(10))}
)
"""Names that Windows gives to devices, whatever follows the first dot."""


def is_hash(written: object) -> bool:
    """Whether this is a SHA-256 as we write it: 64 small hexadecimal digits."""
    return isinstance(written, str) and bool(_HASH.fullmatch(written))


def is_media_type(written: object) -> bool:
    """Whether this names a media type, such as image/jpeg."""
    return isinstance(written, str) and bool(_TYPE.fullmatch(written))


def is_name(written: object) -> bool:
    """Whether a file may be called so on every system, in a folder that somebody else chose.

    No way to another folder, no device, no character that is not to be seen.
    """
    if not isinstance(written, str) or not 0 < len(written) <= LONGEST_NAME:
        return False
    if _NO_NAME & set(written) or any(unicodedata.category(c)[0] == "C" for c in written):
        return False
    if written != written.strip() or written.startswith(".") or written.endswith("."):
        return False
    return written.partition(".")[0].strip().lower() not in _DEVICES
