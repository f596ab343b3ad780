"""What the calendar says in words: for screen readers, tooltips and marks on tiles."""

from __future__ import annotations

from datetime import date, datetime

from babel.dates import format_date

from jd_desktop.domain.language import Language
from jd_desktop.queries.calendar import Lane, Tile
from jd_desktop.ui.calendar.verdict import Verdict
from jd_desktop.ui.calendar.walltime import wall

SENDING = frozenset({"drafted", "queued", "sending"})
UNKNOWN = frozenset({"uncertain", "needs_decision"})
SENT = frozenset({"accepted", "sent"})
DELIVERED = frozenset({"delivered"})


def spoken_day(language: Language, on: date) -> str:
    """Say a day with its weekday and month in full: tirsdag 24. november."""
    if language.code == "da":
        return format_date(on, "EEEE d. MMMM", locale="da_DK")
    return format_date(on, "EEEE d MMMM", locale="en_GB")


def clock_span(language: Language, starts: datetime, ends: datetime) -> str:
    """Write both clock times: 10.00–11.30."""
    return f"{language.time(starts)}–{language.time(ends)}"


def tile_sentence(language: Language, tile: Tile) -> str:
    """Say a booking in one sentence, with everything that its tile shows."""
    said = language.tr(
        "{title}, {day} {start} til {end}",
        title=tile.title,
        day=spoken_day(language, wall(tile.starts)[0]),
        start=language.time(tile.starts),
        end=language.time(tile.ends),
    )
    facts = (tile.instructor, tile.type_name, tile.place, tile.vehicle)
    return ", ".join(part for part in (said, *facts, *marks(language, tile)) if part)


def marks(language: Language, tile: Tile) -> list[str]:
    """Say everything about a booking's state that its tile marks, nothing for an ordinary one."""
    found = [clash_word(language, tile), state_word(language, tile)]
    if tile.parked:
        found.append(language.tr("afventer valg"))
    if tile.unsent:
        found.append(language.tr("ikke sendt endnu"))
    found.append(message_words(language, tile.message))
    return [said for said in found if said]


def clash_word(language: Language, tile: Tile) -> str:
    """Say which side of a double booking this is, "" for none."""
    if tile.clash == "later":
        return language.tr("dobbeltbooket")
    return language.tr("dobbeltbooket, var her først") if tile.clash == "first" else ""


def state_word(language: Language, tile: Tile) -> str:
    """Name a state that is not simply confirmed."""
    words = {
        "draft": language.tr("kladde"),
        "requested": language.tr("ønsket"),
        "tentative": language.tr("foreløbig"),
        "completed": language.tr("fuldført"),
        "cancelled": language.tr("aflyst"),
        "no_show": language.tr("udeblevet"),
    }
    return words.get(tile.state, "")


def message_words(language: Language, state: str) -> str:
    """Say how far the newest SMS has come, "" when there is none."""
    if not state:
        return ""
    return language.tr("sms {state}", state=message_state(language, state))


def message_state(language: Language, state: str) -> str:
    """Name how far an SMS has come."""
    if state in SENDING:
        return language.tr("i kø")
    if state in SENT:
        return language.tr("sendt")
    if state in UNKNOWN:
        return language.tr("måske sendt")
    return language.tr("leveret") if state in DELIVERED else language.tr("ikke leveret")


def short_loud_word(tile: Tile) -> str:
    """Return what stands in for the loud word on a narrow tile, "" for the word itself."""
    return "2×" if tile.clash == "later" else ""


def loud_word(language: Language, tile: Tile) -> str:
    """Return the one word written on the tile itself, "" for an ordinary booking."""
    if tile.state == "cancelled":
        return language.tr("Aflyst")
    if tile.state == "no_show":
        return language.tr("Udeblevet")
    if tile.clash == "later":
        return language.tr("Dobbeltbooket")
    return language.tr("Afventer valg") if tile.parked else ""


def cell_sentence(language: Language, lane: Lane, at: datetime) -> str:
    """Say where the cursor stands when no booking is there."""
    return language.tr(
        "Ledig, {lane}, {day} {start}",
        lane=lane.name,
        day=spoken_day(language, wall(at)[0]),
        start=language.time(at),
    )


def ghost_sentence(
    language: Language, lane: Lane, starts: datetime, ends: datetime, verdict: Verdict
) -> str:
    """Say where a held booking is now and what speaks against it."""
    said = language.tr(
        "{lane}, {day} {start} til {end}",
        lane=lane.name,
        day=spoken_day(language, wall(starts)[0]),
        start=language.time(starts),
        end=language.time(ends),
    )
    return f"{said}. {verdict.reason}" if verdict.reason else said
