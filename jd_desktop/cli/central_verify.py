"""jd-central verify: whether the database is what its own ledger gives."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict
from typing import TYPE_CHECKING

from jd_desktop.cli.run import out, out_json
from jd_desktop.domain.errors import BadInput, DatabaseUnusable
from jd_desktop.domain.language import DANISH, text

if TYPE_CHECKING:
    from jd_desktop.central.comparing import Difference
    from jd_desktop.central.verify import Verdict

_SHOWN = 20


def verify(arguments: Namespace) -> int:
    """Decide every school's ledger anew; raises DatabaseUnusable where something differs."""
    from jd_desktop.central.database import open_engine, usable
    from jd_desktop.central.migrate import migrate
    from jd_desktop.central.verify import verify as verified

    engine = open_engine(arguments.database)
    try:
        with usable(engine):
            migrate(engine)
            verdicts = verified(engine, arguments.school)
    finally:
        engine.dispose()
    if arguments.school and not verdicts:
        raise BadInput(text("Skolen findes ikke i denne central."))
    if arguments.json:
        out_json([asdict(verdict) for verdict in verdicts])
    else:
        for verdict in verdicts:
            _tell(verdict)
    count = sum(verdict.count for verdict in verdicts)
    if count:
        raise DatabaseUnusable(
            text("Databasen er ikke, hvad dens egen log giver ({n} steder).", n=count),
            hint=text("Tag en kopi, før noget ændres, og sammenlign med en tidligere."),
        )
    return 0


def _tell(verdict: Verdict) -> None:
    name = verdict.name
    if not verdict.is_whole:
        out(
            DANISH.tr(
                "{skole}: Loggen er begyndt i en ældre version og kan ikke regnes efter.",
                skole=name,
            )
        )
        return
    for found in verdict.differences[:_SHOWN]:
        out(f"{name}: {sentence(found)}")
    if not verdict.count:
        out(
            DANISH.tr(
                "{skole}: Loggens {linjer} linjer giver netop de {rækker} rækker, der står.",
                skole=name, linjer=verdict.lines, rækker=verdict.rows,
            )
        )  # fmt: skip


def sentence(found: Difference) -> str:
    """Say where something differs, without saying what anybody wrote."""
    what = " ".join((found.table, *found.key))
    if found.what == "missing":
        return DANISH.tr("{hvad} mangler.", hvad=what)
    if found.what == "extra":
        return DANISH.tr("{hvad} står der, men loggen kender det ikke.", hvad=what)
    if found.what == "other":
        fields = ", ".join(found.fields)
        return DANISH.tr("{hvad} har andet i {felter}, end loggen giver.", hvad=what, felter=fields)
    (line,) = found.key
    return {
        "order": DANISH.tr("Linje {n} i loggen står ikke efter den forrige.", n=line),
        "changed": DANISH.tr("Linje {n} i loggen er ændret, siden den blev skrevet.", n=line),
        "decided": DANISH.tr("Linje {n} i loggen ville blive afgjort anderledes.", n=line),
    }[found.what]
