"""VAT of prices that include it, as prices to consumers in Denmark do; all amounts in øre."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

STANDARD = "standard"
"""What a line without a word on its VAT is taken at."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate in whole percent from a day on; `vat` is "standard", "exempt" or "outside"."""

    vat: str
    percent: int
    valid_from: date


@dataclass(frozen=True, slots=True)
class Share:
    """What a paper has at one rate: gross with VAT, `vat_ore` of it VAT, `base_ore` the rest."""

    vat: str
    percent: int
    gross_ore: int
    vat_ore: int

    @property
    def base_ore(self) -> int:
        """The amount without VAT."""
        return self.gross_ore - self.vat_ore


@dataclass(frozen=True, slots=True)
class Rates:
    """The country's rates, newest last."""

    rates: tuple[Rate, ...]

    def percent(self, vat: str, on: date) -> int:
        """Return a rate on a day, in percent; an unknown one counts as the standard."""
        found = [r for r in self.rates if r.vat == (vat or STANDARD) and r.valid_from <= on]
        if not found and vat != STANDARD:
            return self.percent(STANDARD, on)
        return max(found, key=lambda r: r.valid_from).percent if found else 0

    def shares(self, lines: Iterable[Mapping[str, object]], on: date) -> tuple[Share, ...]:
        """Return a paper's VAT, each way of taxing rounded once over all of its lines.

        A line's gross is `quantity` times `unit_ore`.
        """
        gross: dict[str, int] = {}
        for line in lines:
            vat = str(line.get("vat") or STANDARD)
            gross[vat] = gross.get(vat, 0) + int(str(line["quantity"])) * int(str(line["unit_ore"]))
        return tuple(
            Share(vat, percent, total, vat_of(total, percent))
            for vat, total in sorted(gross.items(), key=lambda one: -one[1])
            for percent in (self.percent(vat, on),)
        )


def vat_of(gross_ore: int, percent: int) -> int:
    """Return the VAT in a gross amount, half an øre rounded away from nothing."""
    sign = -1 if gross_ore < 0 else 1
    whole = 100 + percent
    return sign * ((2 * abs(gross_ore) * percent + whole) // (2 * whole))
