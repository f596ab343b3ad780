"""What the server writes of its own as it takes a change: when, by its clock and no laptop's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jd_desktop.domain.kind import Body
from jd_desktop.domain.kinds import KINDS


def stamps(
    kind: str, before: Body | None, applied: Body, at: str, number: Callable[[], int]
) -> dict[str, Any]:
    """Return what the server adds to values that it applies at an instant, as the wire writes it.

    A lesson is held, or its student did not come, from when the server heard of it, until that
    is taken back; a message is known from when it first came. A paper that is issued takes the
    next `number`, once.
    """
    if kind == "invoice" and applied.get("state") == "issued":
        has_one = bool(before and before.get("number"))
        return {} if has_one else {"number": number(), "issued_at": at}
    if not at:
        return {}
    if kind == "message" and before is None:
        return {"taken_at": at}
    if kind == "booking" and "state" in applied:
        if KINDS[kind].states_a_fact(applied):
            return {"held_at": at}
        return {"held_at": None} if before and before.get("held_at") else {}
    return {}
