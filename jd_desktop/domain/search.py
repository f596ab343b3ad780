"""Folding names so that what a person types finds what is meant."""

from __future__ import annotations

import re
import unicodedata
from itertools import product

_LETTERS = {"ø": ("o", "oe"), "æ": ("ae", "a"), "å": ("a", "aa"), "ö": ("o", "oe"),
            "ä": ("a", "ae"), "ü": ("u", "ue"), "ß": ("ss",), "đ": ("d",), "ð": ("d",),
            "ł": ("l",), "þ": ("th",), "ı": ("i",)}  # fmt: skip
_PAIRS = {"aa": ("aa", "a"), "ae": ("ae", "a"), "oe": ("oe", "o"), "ue": ("ue", "u")}
_SOUNDS = re.compile("|".join(_PAIRS) + "|.", re.DOTALL)
_WORD = re.compile(r"[^\W_]+")
_FORMS_AT_MOST = 16
_DIGITS_TOGETHER = re.compile(r"^[\d\s+().-]+$")


def fold(written: str) -> str:
    """Return the plainest form: no accents, no ø æ å, lower case."""
    return "".join(_LETTERS.get(c, (c,))[0] for c in _bare(written))


def forms(word: str) -> set[str]:
    """Return every way a word may be typed without Danish letters: Åse and Aase are ase and aase.

    A name spelled plainly is found by its Danish letters too, as these are folded when typed.
    """
    ways: dict[str, tuple[str, ...]] = {**_LETTERS, **_PAIRS}
    found_in = _SOUNDS.findall(_bare(word))
    sounds = [ways.get(sound, (sound,)) for sound in found_in]
    found = {
        "".join(letters)
        for letters, _ in zip(product(*sounds), range(_FORMS_AT_MOST), strict=False)
    }
    return found | {"".join(min(s, key=len) for s in sounds)}


def keys_for(*names: str) -> set[str]:
    """Return the words under which names are found."""
    return {form for name in names for word in words(name) for form in forms(word)}


def phone_keys(phone: str) -> list[str]:
    """Return the keys of a phone number: whole, without +45, and its last four digits."""
    digits = re.sub(r"\D", "", phone)
    if not digits:
        return []
    national = digits.removeprefix("45") if len(digits) == 10 else digits
    return list(dict.fromkeys((digits, national, digits[-4:])))


def query_terms(typed: str) -> list[str]:
    """Return the terms to look up, each as the beginning of a word; all must be found."""
    if _DIGITS_TOGETHER.match(typed) and any(c.isdigit() for c in typed):
        digits = re.sub(r"\D", "", typed)
        return [digits.removeprefix("00").removeprefix("45") if len(digits) > 8 else digits]
    return [fold(word) for word in words(typed)]


def words(written: str) -> list[str]:
    """Return the words of a text in lower case, accents off, å and its like kept."""
    return _WORD.findall(_bare(written))


def _bare(written: str) -> str:
    """Lower the case and take off accents, but leave å and its like as letters of their own."""
    kept = []
    for c in unicodedata.normalize("NFC", written).casefold():
        if c in _LETTERS:
            kept.append(c)
        else:
            plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", c).casefold())
            kept += [d for d in plain if not unicodedata.combining(d)]
    return "".join(kept)
