"""What became of a message, written within an action."""

from __future__ import annotations

from jd_desktop.domain.message import RANKS
from jd_desktop.operations.work import Doing


def note(
    doing: Doing,
    message_id: str,
    state: str,
    *,
    reason: str = "",
    provider_id: str = "",
    code: str = "",
) -> bool:
    """Write what became of a message within an action; False where it knows better already.

    `code` is the vendor's own.
    """
    before = doing.get("message", message_id)
    if before is None or RANKS[state] <= RANKS[before["state"]]:
        return False
    told = {"provider_id": provider_id, "code": code}
    known = {name: value for name, value in told.items() if value}
    doing.set("message", message_id, {"state": state, "reason": reason, **known})
    return True
