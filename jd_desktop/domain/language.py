"""Sentences in the person's language: Danish in the code, English from a catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias, Union
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton

COPENHAGEN = ZoneInfo("Europe/Copenhagen")

Value: TypeAlias = Union[str, int, "Text"]


@dataclass(frozen=True, slots=True)
class Text:
    """A Danish sentence with its values, not yet said in anyone's language."""

    source: str
    values: Mapping[str, Value] = field(default_factory=dict)

    def __str__(self) -> str:
        """Say it in Danish."""
        return DANISH.say(self)


def text(source: str, /, **values: Value) -> Text:
    """Mark a Danish sentence for translation and keep the values to put in it."""
    return Text(source, values)


class Language:
    """Says texts, dates and times in one language."""

    def __init__(self, code: str, catalogue: Mapping[str, str | tuple[str, str]] | None = None):
        """Take a two-letter code and the translations of Danish sources (none for Danish)."""
        self.code = code
        self._catalogue = catalogue or {}

    def tr(self, source: str, /, **values: Value) -> str:
        """Say a Danish sentence, its {placeholders} filled in."""
        found = self._catalogue.get(source, source)
        return self._fill(found if isinstance(found, str) else found[0], values)

    def trn(self, one: str, many: str, n: int, /, **values: Value) -> str:
        """Say the sentence for one or for many; {n} is the number."""
        found = self._catalogue.get(one, (one, many))
        forms = (found, found) if isinstance(found, str) else found
        return self._fill(forms[0] if n == 1 else forms[1], {"n": n, **values})

    def say(self, sentence: Text) -> str:
        """Say a text that was made elsewhere."""
        return self.tr(sentence.source, **sentence.values)

    def _fill(self, template: str, values: Mapping[str, Value]) -> str:
        if not values:
            return template
        said = {k: self.say(v) if isinstance(v, Text) else v for k, v in values.items()}
        return template.format_map(said)

    @property
    def _locale(self) -> str:
        return "da_DK" if self.code == "da" else "en_GB"

    def time(self, at: datetime) -> str:
        """Clock time in Copenhagen: 10.15 in Danish, 10:15 in English."""
        return at.astimezone(COPENHAGEN).strftime("%H.%M" if self.code == "da" else "%H:%M")

    def day(self, on: date) -> str:
        """Short day with weekday: tir. 24. nov."""
        return format_skeleton("MMMEd", _noon(on), locale=self._locale)

    def full_date(self, on: date) -> str:
        """Day in a list or on a paper: 24. november 2026, 24 November 2026."""
        return format_date(_local(on), "long", locale=self._locale)

    def long_day(self, on: date) -> str:
        """Day in full: tirsdag den 24. november 2026."""
        return format_date(_local(on), "full", locale=self._locale)

    def month(self, on: date) -> str:
        """Month and year: november 2026."""
        return format_date(_local(on), "MMMM y", locale=self._locale)

    def weekday(self, on: date) -> str:
        """Short weekday and day of month: tir. 24."""
        return format_date(
            _local(on), "EEE d." if self.code == "da" else "EEE d", locale=self._locale
        )

    def when(self, at: datetime) -> str:
        """Day and clock time: tir. 24. nov. 10.15."""
        return f"{self.day(at)} {self.time(at)}"

    def span(self, start: datetime, end: datetime) -> str:
        """Day and both clock times: tir. 24. nov. 10.15–11.00."""
        return f"{self.when(start)}–{self.time(end)}"

    def money(self, ore: int) -> str:
        """An amount in øre: 1.550,00 kr. in Danish, DKK 1,550.00 in English."""
        kroner, rest = divmod(abs(ore), 100)
        sign = "-" if ore < 0 else ""
        if self.code == "da":
            return f"{sign}{kroner:,}".replace(",", ".") + f",{rest:02} kr."
        return f"{sign}DKK {kroner:,}.{rest:02}"


def _local(on: date) -> date:
    return on.astimezone(COPENHAGEN).date() if isinstance(on, datetime) else on


def _noon(on: date) -> datetime:
    local = _local(on)
    return datetime(local.year, local.month, local.day, 12, tzinfo=COPENHAGEN)


DANISH = Language("da")
