"""What a conflict is, in a person's words."""

from __future__ import annotations

from jd_desktop.domain.language import Language
from jd_desktop.queries.conflicts import ConflictCard, ConflictRow
from jd_desktop.ui.kit.wording import each


def headline(language: Language, row: ConflictRow) -> str:
    """Say a conflict in one line."""
    if row.what == "overlap":
        return language.tr("{navn} er booket to gange", navn=row.resource_name)
    if row.what == "review":
        return language.tr("Fra en computer uden adgang")
    if row.what == "overruled" or row.reason == "fact":
        return language.tr("Lektionen blev afholdt, selv om planen var en anden")
    said = {
        "delete_edited": language.tr("Slettet af én, rettet af en anden"),
        "rights": language.tr("En ændring ud over, hvad personen må se, venter på kontoret"),
        "edit_deleted": language.tr("Rettet af én, slettet af en anden"),
        "sealed": language.tr("Et bilag, der er sendt eller betalt, kan ikke rettes"),
    }
    if row.reason.startswith("invalid"):
        return language.tr("En ændring kunne ikke godtages")
    return said.get(row.reason, language.tr("To har ændret det samme"))


def when(language: Language, row: ConflictRow) -> str:
    """Say which time it is about."""
    tile = row.later or row.first
    if tile is not None:
        return f"{language.when(tile.starts)} · {tile.instructor}"
    return (
        language.tr("{hvem}, {hvornår}", hvem=row.by, hvornår=language.when(row.at))
        if row.at
        else ""
    )


def explanation(language: Language, row: ConflictRow) -> str:
    """Say what happened and what is to be decided."""
    if row.what == "overlap" and row.later is not None:
        return language.tr(
            "Begge bookinger er gemt. Bookingen med {elev} kom sidst, og dens besked venter, til"
            " nogen har valgt.", elev=row.later.title,
        )  # fmt: skip
    if row.what == "review":
        return _review(language, row)
    if row.what == "overruled" or row.reason == "fact":
        return language.tr(
            "Det, der er sket, står ved magt. Planen, der blev overhalet, er gemt her."
        )
    if row.reason.startswith("invalid"):
        return row.reason.removeprefix("invalid: ")
    return language.tr("Ændringen fra {hvem} venter. Vælg, hvad der skal gælde.", hvem=row.by)


def _review(language: Language, row: ConflictRow) -> str:
    """Say who did it, where, when it came, and that it waits."""
    did = language.tr(
        "{hvem} lavede det {hvornår} på {computer}, som har mistet adgangen.",
        hvem=row.by, computer=row.device, hvornår=language.when(row.at) if row.at else "",
    )  # fmt: skip
    came = row.handed_at
    if came is None:
        return did
    when_ = language.when(came)
    rest = language.tr("Afleveret {hvornår}. Det gælder først, når det er godkendt.", hvornår=when_)
    return f"{did} {rest}"


def decision(language: Language, row: ConflictRow) -> str:
    """Say how a conflict was decided, and by whom."""
    said = {
        "moved": language.tr("Den ene blev flyttet"),
        "cancelled": language.tr("Den ene blev aflyst"),
        "handed_on": language.tr("Den ene blev givet videre"),
        "both": language.tr("Begge er rigtige"),
        "mine": language.tr("Den ventende ændring gælder"),
        "theirs": language.tr("Det, der stod, gælder"),
        "seen": language.tr("Set"),
        "accepted": language.tr("Godkendt"),
        "set_aside": language.tr("Lagt til side"),
    }.get(row.decision, language.tr("Løst"))
    return f"{said} · {row.decided_by}" if row.decided_by else said


def ids_in(card: ConflictCard) -> set[str]:
    """Return every id that a card's values may mean."""
    raw = [v for d in card.differences for v in (d.before, d.mine, d.theirs)]
    return {str(one) for v in raw if v for one in each(v)}
