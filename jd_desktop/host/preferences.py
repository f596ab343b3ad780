"""What a person prefers on this device: look, language, window; a small TOML file."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal, TypeAlias

from jd_desktop.domain.errors import JdError
from jd_desktop.domain.language import Text, text
from jd_desktop.host.paths import write_private

Theme: TypeAlias = Literal["light", "dark", "system", "contrast"]
LanguageCode: TypeAlias = Literal["da", "en"]
Flat: TypeAlias = str | int | bool

_CHOICES: dict[str, tuple[str, ...]] = {
    "theme": ("light", "dark", "system", "contrast"),
    "language": ("da", "en"),
}
SCALES = range(80, 201)


@dataclass(frozen=True, slots=True)
class Preferences:
    """A device's preferences; `scale` in per cent, `geometry` and `layout` in Qt's own base64."""

    theme: Theme = "system"
    language: LanguageCode = "da"
    scale: int = 100
    geometry: str = ""
    layout: str = ""
    others: dict[str, Flat] = field(default_factory=dict)
    """What a newer version wrote: kept as it is."""


class PreferencesLost(JdError):
    """The preferences cannot be written."""


class PreferencesFile:
    """The file; reading never fails, a broken one is put aside and said."""

    def __init__(self, path: Path):
        """Take the file; it need not be there."""
        self._path = path

    def load(self) -> tuple[Preferences, Text | None]:
        """Return the preferences, and a warning where some or all had to be left out."""
        try:
            written = tomllib.loads(self._path.read_text("utf-8"))
        except FileNotFoundError:
            return Preferences(), None
        except (OSError, ValueError):
            return Preferences(), self._put_aside()
        known, wrong = _sort(written)
        if wrong:
            warning = text("Indstillingen {name} var ugyldig og er sat tilbage.", name=wrong[0])
            return known, warning
        return known, None

    def save(self, preferences: Preferences) -> None:
        """Write whole or not at all; raises PreferencesLost."""
        values = dict(preferences.others)
        names = [f.name for f in fields(Preferences) if f.name != "others"]
        values |= {name: getattr(preferences, name) for name in names}
        lines = [f"{_key(name)} = {_value(value)}\n" for name, value in values.items()]
        try:
            write_private(self._path, "".join(lines).encode())
        except OSError as error:
            raise PreferencesLost(
                text("Indstillingerne kunne ikke gemmes."),
                hint=text("Tjek, at der er plads på disken, og at du må skrive i datamappen."),
                detail=str(error),
            ) from error

    def _put_aside(self) -> Text:
        kept = self._path.with_name(f"{self._path.name}.broken")
        try:
            self._path.replace(kept)
        except OSError:
            return text("Indstillingerne kunne ikke læses; standarden bruges.")
        return text(
            "Indstillingerne kunne ikke læses; standarden bruges. Den gamle fil hedder {name}.",
            name=kept.name,
        )


def _sort(written: dict[str, Any]) -> tuple[Preferences, list[str]]:
    """Keep what is valid, keep aside what is unknown, name what is wrong."""
    result, wrong, others = Preferences(), [], {}
    own = {f.name for f in fields(Preferences)} - {"others"}
    for name, value in written.items():
        if name not in own:
            if isinstance(value, str | int):
                others[name] = value
        elif _fits(name, value):
            result = replace(result, **{name: value})
        else:
            wrong.append(name)
    return replace(result, others=others), wrong


def _fits(name: str, value: object) -> bool:
    if name in _CHOICES:
        return value in _CHOICES[name]
    if name == "scale":
        return type(value) is int and value in SCALES
    return isinstance(value, str)


def _key(name: str) -> str:
    plain = name.isascii() and name.replace("_", "").replace("-", "").isalnum()
    return name if plain else _value(name)


def _value(value: Flat) -> str:
    """Write a value as TOML: its strings are JSON's but for DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
