"""How a school words what it says: checked before it is kept, filled in when it is said."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.events import EMAIL, EVENTS
from jd_desktop.domain.language import Text, text
from jd_desktop.domain.message import normalise

Values: TypeAlias = Mapping[str, str | Sequence[str]]
"""What comes in the places; several things in one place are listed."""

LONGEST = 10_000
_PLACE = re.compile(r"\{([^{}]*)\}")
_PLACE_AND_STOP = re.compile(r"\{([^{}]*)\}(\**)(\.?)")
_BLANKS = re.compile(r"[ \t]+")
_SPECIAL = re.compile(r"([\\`*_\[\]()<>#&~|!])")
_BEGINS_A_LIST = re.compile(r"^(\d+)([.)])(?=\s|$)|^([-+])(?=\s|$)")
_TAMED = str.maketrans("{}", "()")
_HINT = text("Ret skabelonen, og prøv igen.")


@dataclass(frozen=True, slots=True)
class Wording:
    """A template: its text with {places}; the subject is "" for an SMS.

    The text of an e-mail is light Markdown.
    """

    subject: str
    text: str


Templates: TypeAlias = Callable[[str, str, str], Wording]
"""Returns what an event says where a school has no words of its own: event, channel, language."""


def mistakes(event: str, channel: str, wording: Wording) -> list[Text]:
    """Return what keeps a template from being used, in sentences; empty where nothing does."""
    if event not in EVENTS:
        return [text("Der findes ingen beskeder af slagsen {slags}.", slags=event)]
    allowed = {place.name for place in EVENTS[event].catalogue}
    found = []
    if not wording.text.strip():
        found.append(text("Skabelonen er tom."))
    if channel == EMAIL and not wording.subject.strip():
        found.append(text("E-mailen mangler et emne."))
    if "\n" in wording.subject.strip():
        found.append(text("Emnet skal stå på én linje."))
    if len(wording.text) > LONGEST:
        found.append(text("Skabelonen er for lang."))
    for part in (wording.subject, wording.text):
        found += [_no_such(p) for p in places(part) if p not in allowed]
        if re.search(r"[{}]", _PLACE.sub("", part)):
            found.append(_STRAY)
    return found


def places(written: str) -> tuple[str, ...]:
    """Return the places that a text uses, once each, in their order."""
    return tuple(dict.fromkeys(_PLACE.findall(written)))


def fill(written: str, values: Values, *, channel: str) -> str:
    """Fill in a text; raises BadInput for a place without a value and for a stray brace.

    A value is never read as a template, nor as Markdown where it is put into an e-mail.
    """
    unknown = [p for p in places(written) if p not in values]
    if unknown:
        raise BadInput(_no_such(unknown[0]), hint=_HINT)
    if re.search(r"[{}]", _PLACE.sub("", written)):
        raise BadInput(_STRAY, hint=_HINT)
    into = _for_mail if channel == EMAIL else _for_sms

    def said(place: re.Match[str]) -> str:
        value = into(values[place[1]])
        stop = "" if value.endswith(".") else place[3]  # "550 kr." ends a sentence itself
        return value + place[2] + stop

    filled = _BLANKS.sub(" ", _PLACE_AND_STOP.sub(said, written)).strip()
    return filled if channel == EMAIL else normalise(filled)


def subject_line(written: str, values: Values) -> str:
    """Fill in the subject of an e-mail: one line that is no Markdown; raises BadInput as `fill`."""
    return " ".join(fill(written, values, channel="").split())


def tame(value: str) -> str:
    """Return a value as one line without braces, so that nothing takes it for a place."""
    visible = "".join(c if c.isprintable() else " " for c in value)
    return " ".join(visible.translate(_TAMED).split())


def _for_sms(value: str | Sequence[str]) -> str:
    return tame(value) if isinstance(value, str) else ", ".join(tame(v) for v in value)


def _for_mail(value: str | Sequence[str]) -> str:
    if isinstance(value, str):
        return _plain(tame(value))
    return "\n" + "\n".join(f"- {_plain(tame(v))}" for v in value) + "\n"


def _plain(value: str) -> str:
    """Put a backslash before whatever Markdown would read."""
    escaped = _SPECIAL.sub(r"\\\1", value)
    return _BEGINS_A_LIST.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", escaped)


_STRAY = text("Skabelonen har en krøllet parentes, der ikke hører sammen med en anden.")


def _no_such(place: str) -> Text:
    return text("Skabelonen bruger {felt}, som ikke findes.", felt=f"{{{place}}}")
