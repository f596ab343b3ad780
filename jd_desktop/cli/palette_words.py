"""What the window's search found, in words, and where each is."""

from __future__ import annotations

from jd_desktop.domain.language import Language
from jd_desktop.queries.palette import BOOKING, INVOICE, PaletteHit
from jd_desktop.ui.shell.top_bar import Hit


def hit(language: Language, found: PaletteHit) -> Hit:
    """Return the line of something found; an invoice is found at its student."""
    if found.kind == BOOKING and found.at is not None:
        when = language.when(found.at)
        return Hit(found.name, language.tr("Booking {hvornår}", hvornår=when), "calendar", found.id)
    if found.kind == INVOICE:
        more = language.tr("Faktura {nummer}", nummer=found.more)
        return Hit(found.name, more, "students", found.id)
    return Hit(found.name, found.more, "students", found.id)
