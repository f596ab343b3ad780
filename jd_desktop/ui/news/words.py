"""One line of news, in a person's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from jd_desktop.domain.clock import instant
from jd_desktop.domain.language import Language, Text, text
from jd_desktop.queries.news import NewsLine
from jd_desktop.ui.kit.wording import FIELDS, value

ICONS = {
    "new": "plus", "changed": "pencil", "merged": "arrow-left-right", "gone": "trash-2",
    "closed": "circle-check", "decided": "check", "healed": "refresh-cw",
    "split": "arrow-left-right",
}  # fmt: skip

_BOOKED = text("{hvem} bookede {hvad}")
_MADE = text("{hvem} oprettede {hvad}")
_MOVED = text("{hvem} flyttede {hvad}")
_MENDED = text("{hvem} rettede {hvad}")
_STATES = {
    "cancelled": text("{hvem} aflyste {hvad}"),
    "completed": text("{hvem} gennemførte {hvad}"),
    "no_show": text("{hvem} noterede, at {hvad} udeblev"),
}


def headline(language: Language, line: NewsLine) -> str:
    """Say what happened, and by whom."""
    if line.kind == "copy":
        return language.tr("Computerens kopi passede ikke med centralens og er hentet på ny")
    if line.kind == "computer":
        return language.tr("Denne computer var en kopi af en anden og er nu sin egen")
    who, what = line.by or language.tr("En kollega"), _called(language, line)
    if line.kind == "conflict":
        return _about_conflict(language, line, who, what)
    if line.how == "gone":
        return language.tr("{hvad} er her ikke længere", hvad=what)
    return language.say(replace(_deed(line), values={"hvem": who, "hvad": what}))


def _deed(line: NewsLine) -> Text:
    if line.how == "new":
        return _BOOKED if line.kind == "booking" else _MADE
    state = str(line.after.get("state") or "")
    return _STATES.get(state) or (_MOVED if "starts" in line.after else _MENDED)


def _about_conflict(language: Language, line: NewsLine, who: str, what: str) -> str:
    if line.how == "closed":
        return language.tr("Dobbeltbookingen af {hvad} er væk af sig selv", hvad=what)
    return language.tr("{hvem} afgjorde konflikten om {hvad}", hvem=who, hvad=what)


def _called(language: Language, line: NewsLine) -> str:
    if line.about:
        return line.about
    return language.tr("en booking") if line.kind == "booking" else language.tr("en elev")


def details(language: Language, line: NewsLine, names: Mapping[str, str]) -> list[str]:
    """Say what it was and what it is now, a line for each field; and that both changes stand."""
    said: list[str] = []
    if line.kind == "booking" and line.how in ("new", "gone"):
        held = line.after or line.before
        said.append(
            language.span(instant(held["starts"]), instant(held["ends"]))
            + _with(names.get(str(held.get("instructor_id")), ""))
        )
    elif line.kind == "copy":
        said.append(language.tr("Intet af det, du har gjort, er tabt."))
    elif line.kind == "computer":
        said.append(
            language.tr("Intet er tabt. Se under Computere, om den anden stadig skal have adgang.")
        )
    elif line.kind != "conflict" and line.how in ("changed", "merged"):
        said += _differences(language, line, names)
    if line.how == "merged":
        said.append(language.tr("Du ændrede noget andet i det samme. Begge dele gælder."))
    return said


def _with(name: str) -> str:
    return f" · {name}" if name else ""


def _differences(language: Language, line: NewsLine, names: Mapping[str, str]) -> list[str]:
    said: list[str] = []
    for field, after in line.after.items():
        called = FIELDS.get(field)
        if called is None or (field == "ends" and "starts" in line.after):
            continue
        was = value(language, names, field, line.before.get(field))
        said.append(
            language.tr(
                "{felt}: {før} → {nu}",
                felt=language.say(called),
                før=was,
                nu=value(language, names, field, after),
            )
        )
    return said
