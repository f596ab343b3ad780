"""What something costs on a day: the newest price that is valid then."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from jd_desktop.domain.kind import Body


def price_on(prices: Iterable[Body], day: date, otherwise: int | None = None) -> int | None:
    """Return the price in øre on a day, of prices of one thing; `otherwise` where none is valid.

    Of two that are valid the one counts that began last.
    """
    on = day.isoformat()
    valid = [
        p
        for p in prices
        if p.get("active") is not False
        and p["valid_from"] <= on
        and (not p.get("valid_to") or on <= p["valid_to"])
    ]
    newest = max(valid, key=lambda p: (p["valid_from"], p["price_ore"]), default=None)
    return otherwise if newest is None else int(newest["price_ore"])
