"""What fields and their values are called, wherever a change is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from jd_desktop.domain import phone
from jd_desktop.domain.clock import instant
from jd_desktop.domain.language import Language, Text, text
from jd_desktop.operations.bookings import STATES

FIELDS: Mapping[str, Text] = {
    "instructor_id": text("Kørelærer"), "vehicle_id": text("Bil"), "venue_id": text("Lokale"),
    "student_ids": text("Elever"), "starts": text("Begynder"), "ends": text("Slutter"),
    "state": text("Tilstand"), "cancelled_by": text("Aflyst af"),
    "cancel_reason": text("Grund"), "booking_type_id": text("Type"), "pickup": text("Opsamling"),
    "dropoff": text("Afsætning"), "note": text("Note"), "first_name": text("Fornavn"),
    "last_name": text("Efternavn"), "phone": text("Telefon"), "email": text("E-mail"),
    "street": text("Vej"), "postcode": text("Postnummer"), "city": text("By"),
    "birth_date": text("Fødselsdag"), "department_id": text("Afdeling"),
    "active": text("Aktiv"), "name": text("Navn"), "attendance": text("Fremmøde"),
    "price_ore": text("Pris"), "sms_refused": text("Vil ikke have SMS"),
}  # fmt: skip
WHO: Mapping[str, Text] = {
    "student": text("eleven"), "guardian": text("værgen"), "instructor": text("kørelæreren"),
    "school": text("skolen"), "weather": text("vejret"), "vehicle": text("bilen"),
    "system": text("systemet"),
}  # fmt: skip


def value(language: Language, names: Mapping[str, str], field: str, raw: Any) -> str:
    """Say a field's value: instants as times, ids as names, states as words."""
    if raw in (None, "", []):
        return "–"
    if field in _WORDED:
        return _WORDED[field](language, names, raw)
    said = {"state": STATES, "cancelled_by": WHO}.get(field, {}).get(str(raw))
    if said is not None:
        return language.say(said)
    if isinstance(raw, bool):
        return language.tr("ja") if raw else language.tr("nej")
    return ", ".join(names.get(str(one), str(one)) for one in each(raw))


def _time(language: Language, _names: Mapping[str, str], raw: Any) -> str:
    return language.when(instant(raw))


def _price(language: Language, _names: Mapping[str, str], raw: Any) -> str:
    return language.money(raw)


def _phone(_language: Language, _names: Mapping[str, str], raw: Any) -> str:
    return phone.display(raw)


def _came(language: Language, names: Mapping[str, str], raw: Any) -> str:
    said = {True: text("{hvem} mødte"), False: text("{hvem} udeblev")}
    return ", ".join(
        language.say(replace(said[outcome != "no_show"], values={"hvem": names.get(i, i)}))
        for i, outcome in raw.items()
    )


_WORDED: Mapping[str, Callable[[Language, Mapping[str, str], Any], str]] = {
    "starts": _time, "ends": _time, "price_ore": _price, "attendance": _came,
    "phone": _phone,
}  # fmt: skip


def each(raw: Any) -> Iterable[Any]:
    """Return the values that a field holds, one or many."""
    if isinstance(raw, dict):
        return raw.keys()
    return raw if isinstance(raw, list) else [raw]
