"""Columns recognised by their headings, Danish or English, and a mapping file for the rest."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jd_desktop.domain.cpr import conceal
from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.language import Text, text
from jd_desktop.domain.search import fold
from jd_desktop.integrations.tables import decode, read_bytes, refusal

_NO_LETTER = re.compile(r"[\W_]+")
_ONE_WRITING = (("oe", "o"), ("ae", "a"), ("aa", "a"))

REQUIRED: Mapping[str, tuple[tuple[frozenset[str], Text], ...]] = {
    "students": ((frozenset({"name", "first_name"}), text("elevens navn")),),
    "instructors": ((frozenset({"name", "first_name"}), text("kørelærerens navn")),),
    "vehicles": ((frozenset({"plate"}), text("nummerpladen")),),
    "bookings": (
        (frozenset({"student", "phone"}), text("elevens navn eller telefon")),
        (frozenset({"start"}), text("starttiden")),
    ),
}


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field stands in a row, its heading as written, and what is not used."""

    places: Mapping[str, int]
    titles: Mapping[str, str]
    ignored: tuple[str, ...]


class Headings:
    """The synonyms of one kind of table, and a person's own mapping of headings to fields."""

    def __init__(
        self, kind: str, synonyms: Mapping[str, Sequence[str]], mapping: Mapping[str, str]
    ):
        """Take a kind's synonyms by field, and the mapping; "" as field leaves a column out."""
        self._kind = kind
        self._fields = tuple(synonyms)
        self._known = {key(s): f for f, written in synonyms.items() for s in written}
        self._known |= {key(f): f for f in synonyms}
        self._mapping = mapping
        self._mapped = {key(heading): field for heading, field in mapping.items()}
        for heading, field in mapping.items():
            self._refuse_unknown(heading, field)

    def recognises(self, heading: str) -> bool:
        """Whether a cell is a heading of this kind of table."""
        return self._field(heading) is not None

    def columns(self, headings: Sequence[str]) -> Columns:
        """Say where each field stands; raises BadInput where two columns claim one or it lacks."""
        found: dict[str, list[int]] = {}
        for place, heading in enumerate(headings):
            found.setdefault(self._field(heading) or "", []).append(place)
        there = set(map(key, headings))
        for heading in self._mapping:
            if key(heading) not in there:
                raise _not_there(heading)
        places = {f: self._only(f, at, headings) for f, at in found.items() if f}
        for names, said in REQUIRED[self._kind]:
            if names.isdisjoint(places):
                raise _missing(said, headings)
        ignored = sorted(set(range(len(headings))) - set(places.values()))
        titles = {f: _title(at, headings[at]) for f, at in places.items()}
        return Columns(places, titles, tuple(_title(at, headings[at]) for at in ignored))

    def _field(self, heading: str) -> str | None:
        plain = key(heading)
        if not plain:
            return None
        return self._mapped.get(plain, self._known.get(plain))

    def _only(self, field: str, places: Sequence[int], headings: Sequence[str]) -> int:
        """A column that a person mapped wins over one that was merely recognised."""
        mapped = [at for at in places if key(headings[at]) in self._mapped]
        claimed = mapped or places
        if len(claimed) > 1:
            raise BadInput(
                text(
                    "Kolonnerne {en} og {anden} er begge {felt}.",
                    en=_title(claimed[0], headings[claimed[0]]),
                    anden=_title(claimed[1], headings[claimed[1]]),
                    felt=field,
                ),
                hint=text("Slet den ene, eller giv den et andet navn."),
            )
        return claimed[0]

    def _refuse_unknown(self, heading: str, field: str) -> None:
        if field and field not in self._fields:
            raise BadInput(
                text(
                    "{kolonne} skal efter filen med kolonnenavne være {felt}, som ikke findes.",
                    felt=field,
                    kolonne=heading,
                ),
                hint=text("Felterne er: {felter}.", felter=", ".join(self._fields)),
            )


def key(heading: str) -> str:
    """Return a heading so that case, spaces, punctuation and the writing of æøå do not matter."""
    plain = _NO_LETTER.sub("", fold(heading))
    for two, one in _ONE_WRITING:
        plain = plain.replace(two, one)
    return plain


def load_headings(kind: str, synonyms: Path, mapping: Path | None) -> Headings:
    """Read the synonyms of a kind and, where given, a TOML file of "Heading" = "field"."""
    known = tomllib.loads(synonyms.read_text("utf-8"))[kind]
    return Headings(kind, known, _read_mapping(mapping) if mapping else {})


def _read_mapping(path: Path) -> dict[str, str]:
    try:
        written: dict[str, Any] = tomllib.loads(decode(path, read_bytes(path)))
    except tomllib.TOMLDecodeError as e:
        raise _bad_mapping(path, str(e)) from e
    if not all(isinstance(field, str) for field in written.values()):
        raise _bad_mapping(path, "a value is no string")
    return written


def _bad_mapping(path: Path, detail: str) -> BadInput:
    return refusal(
        path,
        text("{fil} kan ikke læses som en fil med kolonnenavne."),
        text('Skriv en linje for hver kolonne: "Elevnavn" = "name".'),
        detail=detail,
    )


def _not_there(heading: str) -> BadInput:
    return BadInput(
        text("Kolonnen {kolonne} findes ikke i filen.", kolonne=heading),
        hint=text("Ret den i filen med kolonnenavne."),
    )


def _missing(said: Text, headings: Iterable[str]) -> BadInput:
    there = conceal(", ".join(h.strip() for h in headings if h.strip()))[:200]
    return BadInput(
        text(
            "Der mangler en kolonne med {hvad}; filen har: {kolonner}.", hvad=said, kolonner=there
        ),
        hint=text("Giv kolonnen et kendt navn, eller brug en fil med kolonnenavne."),
    )


def _title(place: int, heading: str) -> str:
    return conceal(" ".join(heading.split())) or _letters(place)


def _letters(place: int) -> str:
    """Name a column as Excel does: A, B … Z, AA."""
    said, rest = "", place + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        said = chr(ord("A") + digit) + said
    return said
