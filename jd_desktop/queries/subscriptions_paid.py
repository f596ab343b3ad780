"""Who pays for a subscription, as the vendor knows them."""

from __future__ import annotations

from sqlalchemy import Connection, select

from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.language import text
from jd_desktop.store.tables import ENTITIES


def customer_of(db: Connection, subscription_id: str) -> str:
    """Return the vendor's id of the customer; raises BadInput where there is none yet."""
    s = ENTITIES["subscription"].c
    found = db.execute(select(s.customer_id).where(s.id == subscription_id)).scalar()
    if not found:
        raise BadInput(
            text("Abonnementet er ikke begyndt endnu."),
            hint=text("Send eleven siden, hvor det begynder."),
        )
    return str(found)
