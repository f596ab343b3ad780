"""How a paper stands, in a person's words."""

from __future__ import annotations

from datetime import date

from jd_desktop.domain.language import Language
from jd_desktop.queries.papers import PaperRow


def title(language: Language, row: PaperRow) -> str:
    """Name a paper by its number, or as the draft that it is."""
    if row.is_draft:
        return language.tr("Kladde til {navn}", navn=row.student)
    if row.is_credit:
        known = language.tr("Kreditnota {nummer}", nummer=row.number)
        return known if row.number else language.tr("Kreditnota, nummeret er på vej")
    if not row.number:
        return language.tr("Faktura, nummeret er på vej")
    return language.tr("Faktura {nummer}", nummer=row.number)


def state(language: Language, row: PaperRow) -> tuple[str, str]:
    """Return how a paper stands in a word or two, and the tone to say it in."""
    if row.is_draft:
        return language.tr("Kladde"), ""
    if row.is_credit:
        return language.tr("Kreditnota"), ""
    if not row.open_ore:
        return {
            "credited": (language.tr("Krediteret"), ""),
            "written_off": (language.tr("Afskrevet"), ""),
        }.get(row.ended, (language.tr("Betalt"), "ok"))
    if row.overdue_ore:
        return language.tr("Forfalden"), "bad"
    if row.open_ore < row.total_ore:
        return language.tr("Delvis betalt"), "warn"
    return language.tr("Åben"), "accent"


def day(language: Language, written: str) -> str:
    """Say a day in a list, "" where there is none."""
    return language.day(date.fromisoformat(written)) if written else ""


def amount(language: Language, row: PaperRow) -> str:
    """Say what a paper comes to; a credit note takes away."""
    return language.money(-row.total_ore if row.is_credit else row.total_ore)
