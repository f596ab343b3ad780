"""What a desktop of an earlier schema is told: only what its schema knows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from jd_desktop.central.sight import Told
from jd_desktop.domain.upcasts import unknown_to
from jd_desktop.protocol.feed import Gone
from jd_desktop.protocol.session import SCHEMA


def told_to(schema: int, lines: Sequence[Told | Gone]) -> list[Told | Gone]:
    """Leave out the kinds and fields that a schema does not know; our own costs nothing."""
    if schema >= SCHEMA:
        return list(lines)
    kinds, fields = unknown_to(schema)
    known = [line for line in lines if line.kind not in kinds]
    for line in known:
        later = fields.get(line.kind)
        if later and isinstance(line, Told):
            body: dict[str, Any] = msgspec.json.decode(line.body)
            kept = {name: value for name, value in body.items() if name not in later}
            line.body = msgspec.Raw(msgspec.json.encode(kept))
    return known
