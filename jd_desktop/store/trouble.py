"""What SQLite complains of, said to a person."""

from __future__ import annotations

import errno
from pathlib import Path

from jd_desktop.domain.errors import DatabaseUnusable
from jd_desktop.domain.language import Text, text

_SAID: dict[str, tuple[Text, Text]] = {
    "FULL": (
        text("Disken er fuld, så det sidste kunne ikke gemmes."),
        text("Gør plads på disken, og prøv igen."),
    ),
    "READONLY": (
        text("Just Driving må ikke skrive i sin datamappe."),
        text("Giv skriveadgang til mappen, og prøv igen."),
    ),
    "CANTOPEN": (
        text("Databasen kan ikke åbnes."),
        text("Se efter, at datamappen findes, og at du har adgang til den."),
    ),
    "BUSY": (
        text("Databasen er optaget af et andet vindue eller program."),
        text("Luk det andet, eller vent lidt, og prøv igen."),
    ),
    "NOTADB": (
        text("Databasen passer ikke til nøglen på denne computer."),
        text("Filen er urørt. Gendan nøglen eller en sikkerhedskopi."),
    ),
    "CORRUPT": (
        text("Databasen er beskadiget."),
        text("Gendan den seneste sikkerhedskopi."),
    ),
    "IOERR": (
        text("Disken svarer med fejl."),
        text("Tjek disken og kablerne, og prøv igen."),
    ),
}
_SAME = {"LOCKED": "BUSY", "PROTOCOL": "BUSY", "PERM": "CANTOPEN", "AUTH": "NOTADB"}


def as_jd_error(error: BaseException, path: Path) -> DatabaseUnusable | None:
    """Say a driver's or the system's error; None where it is our own mistake, not the machine's."""
    if isinstance(error, OSError):
        return _of("FULL" if error.errno == errno.ENOSPC else "CANTOPEN", error, path)
    name = str(getattr(error, "sqlite_errorname", "")).removeprefix("SQLITE_")
    word = name.partition("_")[0]
    word = _SAME.get(word, word)
    return _of(word, error, path) if word in _SAID else None


def _of(word: str, error: BaseException, path: Path) -> DatabaseUnusable:
    title, hint = _SAID[word]
    return DatabaseUnusable(title, hint=hint, detail=f"{word} {path.name}: {error}")


def key_is_gone(path: Path) -> DatabaseUnusable:
    """Say that there is a database here, and no key to it."""
    return DatabaseUnusable(
        text("Nøglen til databasen findes ikke på denne computer."),
        hint=text("Filen er urørt. Log på som den, der oprettede den, eller gendan nøglen."),
        detail=str(path.name),
    )


def key_is_odd(path: Path) -> DatabaseUnusable:
    """Say that what is kept as the key cannot be one."""
    return DatabaseUnusable(
        text("Nøglen til databasen er ikke en gyldig nøgle."),
        hint=text("Den skal være 64 tegn: tal og bogstaverne a til f. Filen er urørt."),
        detail=str(path.name),
    )


def copy_exists(to: Path) -> DatabaseUnusable:
    """Say that a backup is never written over another file."""
    return DatabaseUnusable(
        text("Der ligger allerede en fil med navnet {name}.", name=to.name),
        hint=text("Vælg et andet navn til sikkerhedskopien."),
    )
