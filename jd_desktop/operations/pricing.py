"""What things cost here, now and from a day on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from jd_desktop.domain.changes import Changes
from jd_desktop.domain.language import text
from jd_desktop.domain.pricing import price_on
from jd_desktop.operations.work import Doing, Work
from jd_desktop.store.tables import ENTITIES

TYPE, PRODUCT = "booking_type", "product"


def of_type(doing: Doing, type_id: str, day: date) -> int | None:
    """Return what a booking of a type costs on a day, in øre, None where nobody has said."""
    kind = doing.get(TYPE, type_id) or {}
    return price_on(_prices(doing, TYPE, type_id), day, kind.get("price_ore"))


def of_product(doing: Doing, product_id: str, day: date) -> int | None:
    """Return what a product costs on a day, in øre, None where nobody has said."""
    return price_on(_prices(doing, PRODUCT, product_id), day)


def save(work: Work, kind: str, row_id: str, values: Mapping[str, Any]) -> tuple[Changes, str]:
    """Save a `product`, `price` or `cancel_policy`, a new one where the id is ""."""
    with work.doing(text("Rettede priser og regler")) as doing:
        if row_id:
            doing.need(kind, row_id)
            doing.set(kind, row_id, values)
        else:
            row_id = doing.create(kind, {"active": True, **values})
    return doing.changes, row_id


def _prices(doing: Doing, kind: str, row_id: str) -> list[Mapping[str, Any]]:
    table = ENTITIES["price"]
    wanted = select(table).where(table.c.of_kind == kind, table.c.of_id == row_id)
    return [dict(row) for row in doing.db.execute(wanted).mappings()] if row_id else []
