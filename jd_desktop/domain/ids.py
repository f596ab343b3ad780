"""UUIDv7 identifiers, made on the device, in the order of their making."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, UUID, uuid5

_VERSION = 7


def new_id(at: datetime) -> str:
    """Make a UUIDv7 (RFC 9562) for this instant; 74 random bits keep two devices apart."""
    millis = int(at.timestamp() * 1000) & (1 << 48) - 1
    value = millis << 80 | 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62
    return str(UUID(int=value | secrets.randbits(62)))


def keyed(school_id: str, kind: str, key: str) -> str:
    """Return the id of a record of which a school has one, the same on every computer.

    Two computers that make it while they are apart have then made one record, not two.
    """
    return str(uuid5(NAMESPACE_URL, f"urn:jd:{school_id}:{kind}:{key}"))


def made_at(made: str) -> datetime | None:
    """Return the instant at which an id was made, None where it is no UUIDv7."""
    try:
        known = UUID(made)
    except ValueError:
        return None
    if known.version != _VERSION:
        return None
    return datetime.fromtimestamp((known.int >> 80) / 1000, UTC)
