"""The places in a template that the program fills in: what each means, and where it may stand.

Only what is named here can be reached. A CPR number is not, nor anything else that a message
must not carry.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jd_desktop.domain.language import Text, text


@dataclass(frozen=True, slots=True)
class Place:
    """A name that stands in braces in a template, what comes there, and an example of it."""

    name: str
    meaning: Text
    example: str


_PLACES = (
    Place("fornavn", text("Elevens fornavn"), "Mia"),
    Place("navn", text("Elevens fulde navn"), "Mia Krogh"),
    Place("skole", text("Køreskolens navn"), "Nordre Køreskole"),
    Place("telefon", text("Køreskolens telefonnummer"), "32 10 20 30"),
    Place("mail", text("Køreskolens e-mailadresse"), "kontor@nordre.example"),
    Place("type", text("Hvad der er booket"), "køretime"),
    Place("dag", text("Hvilken dag det er"), "tirs. 24. nov."),
    Place("tid", text("Hvornår det begynder"), "10.15"),
    Place("slut", text("Hvornår det slutter"), "11.45"),
    Place("kørelærer", text("Kørelærerens fornavn"), "Ali"),
    Place("mødested", text("Hvor I mødes"), "Nørre Allé 12"),
    Place("liste", text("Tiderne, der er ændret, en for en"), "tirs. 24. nov. 10.15 (booket)"),
    Place("frist", text("Hvornår der senest skal svares eller betales"), "fre. 27. nov. 12.00"),
    Place("papirer", text("De papirer, der mangler"), "lægeerklæring, foto"),
    Place("dage", text("Hvor mange dage der er til"), "7 dage"),
    Place("fakturanr", text("Fakturaens nummer"), "1042"),
    Place("beløb", text("Beløbet i kroner"), "550,00 kr."),
    Place("betalt", text("Hvornår der blev betalt"), "man. 23. nov."),
    Place("betalingslink", text("Adressen, hvor der kan betales"), "https://betal.example/1042"),
)
PLACES: Mapping[str, Place] = {place.name: place for place in _PLACES}

ALWAYS = ("fornavn", "navn", "skole", "telefon", "mail")
"""What every template may use."""

LESSON = ("type", "dag", "tid", "slut", "kørelærer", "mødested")
"""What a template about one booking may use too."""


def examples() -> Mapping[str, str]:
    """Return something to show in each place where there is nothing real to show."""
    return {place.name: place.example for place in _PLACES}
