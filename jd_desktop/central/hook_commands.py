"""What an administrator says of vendors' webhooks: the secret that proves each."""

from __future__ import annotations

from sqlalchemy import and_, delete, select

from jd_desktop.central.database import open_engine, upsert, usable, writing
from jd_desktop.central.hooks import PATHS, hashed, secret_of
from jd_desktop.central.hooks_sparkpost import SPARKPOST
from jd_desktop.central.hooks_stripe import STRIPE, kept_secrets
from jd_desktop.central.migrate import migrate
from jd_desktop.central.tables import hook_secret, school
from jd_desktop.domain.clock import Clock, wire
from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.language import text

SHORTEST = 16


def set_hook_secret(
    database: str, school_id: str, vendor: str, secret: str, *, clock: Clock
) -> str:
    """Keep a school's secret with a vendor, "" for none; returns the path that it is to call.

    Raises BadInput for a secret that can be guessed, and for a school that is not there.
    """
    if vendor not in PATHS:
        raise BadInput(text("Udbyderen {navn} kendes ikke.", navn=vendor))
    if secret and len(secret) < SHORTEST:
        raise BadInput(
            text("Hemmeligheden er for kort."), hint=text("Brug mindst {n} tegn.", n=SHORTEST)
        )
    kept = hashed(secret) if vendor == SPARKPOST else secret
    engine = open_engine(database)
    try:
        migrate(engine)
        with usable(engine), writing(engine, school_id) as connection:
            known = select(school.c.id).where(school.c.id == school_id)
            if connection.execute(known).scalar() is None:
                raise BadInput(text("Skolen findes ikke i denne central."))
            c = hook_secret.c
            mine = and_(c.school_id == school_id, c.vendor == vendor)
            if vendor == STRIPE:
                kept = kept_secrets(secret, secret_of(connection, school_id, vendor))
            connection.execute(delete(hook_secret).where(mine))
            if secret:
                row = {"school_id": school_id, "vendor": vendor, "secret": kept}
                put = upsert(connection, hook_secret).values(**row, at=wire(clock.now()))
                connection.execute(put)
    finally:
        engine.dispose()
    return PATHS[vendor].format(school=school_id)
