"""Reading what lies in resources: translations, holidays, limits, prices, message templates."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path

from jd_desktop.domain.daily_maximum import Limits
from jd_desktop.domain.events import EMAIL
from jd_desktop.domain.language import DANISH, Language
from jd_desktop.domain.tariff import Tariff
from jd_desktop.domain.vat import Rate, Rates
from jd_desktop.domain.wording import Templates, Wording


def load_language(code: str, folder: Path) -> Language:
    """Return a language with its catalogue from `folder`/<code>/*.po; Danish needs none."""
    if code == "da":
        return DANISH
    from babel.messages.pofile import read_po

    catalogue: dict[str, str | tuple[str, str]] = {}
    for file in sorted((folder / code).glob("*.po")):
        with file.open("rb") as written:
            for message in read_po(written, locale=code):
                if not message.id or not message.string:
                    continue
                if isinstance(message.id, tuple | list):
                    catalogue[message.id[0]] = (message.string[0], message.string[1])
                else:
                    catalogue[message.id] = str(message.string)
    return Language(code, catalogue)


def holidays(language: Language, resources: Path) -> dict[date, str]:
    """Return the Danish holidays by day, named in a language; data, with their sources there."""
    written = tomllib.loads((resources / "holidays" / "dk.toml").read_text("utf-8"))
    name = "english" if language.code == "en" else "name"
    return {day["date"]: day[name] for day in written["holiday"]}


def daily_limits(code: str, resources: Path) -> tuple[Limits, ...]:
    """Return the daily maxima of teaching by plan, their names in a language."""
    file = resources / "curricula" / "dk-b-daily.toml"
    written = tomllib.loads(file.read_text("utf-8"))
    return tuple(
        Limits(
            plan["id"],
            plan["title"].get(code, plan["title"]["da"]),
            plan["from"],
            plan["total"],
            plan["theory"],
            plan["practical"],
            plan["source"],
            plan["certainty"],
            {e["venue"]: e["practical"] for e in plan.get("exception", ())},
        )
        for plan in written["limits"]
    )


def templates(folder: Path) -> Templates:
    """Return how the usual templates are read: event, channel and language to wording.

    An SMS is a text; an e-mail is light Markdown, its first line the subject.
    """

    @cache
    def read(event: str, channel: str, code: str) -> Wording:
        file = folder / code / f"{event}.{'md' if channel == EMAIL else 'txt'}"
        written = file.read_text(encoding="utf-8").strip()
        subject, _, rest = written.partition("\n") if channel == EMAIL else ("", "", written)
        return Wording(subject.strip(), rest.strip())

    return read


def tariff(resources: Path) -> Tariff:
    """Return about what an SMS costs in Denmark; data, with its source there."""
    written = tomllib.loads((resources / "prices" / "sms.toml").read_text("utf-8"))
    (danish,) = [p for p in written["price"] if p["country"] == "DK"]
    return Tariff(
        danish["per_segment_ore"],
        danish["vendor"],
        danish["valid_from"],
        danish["source"],
        danish["certainty"],
    )


def vat_rates(resources: Path) -> Rates:
    """Return the Danish rates of VAT; data, with their sources there."""
    written = tomllib.loads((resources / "vat" / "dk.toml").read_text("utf-8"))
    return Rates(tuple(Rate(r["vat"], r["percent"], r["valid_from"]) for r in written["rate"]))
