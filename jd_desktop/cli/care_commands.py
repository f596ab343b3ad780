"""Settings, secrets, and how the program feels."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from argparse import Namespace
from dataclasses import dataclass
from pathlib import Path

from jd_desktop import __version__
from jd_desktop.cli.run import out, out_json, program_for
from jd_desktop.domain.errors import BadInput, JdError, Offline
from jd_desktop.domain.language import Text, text
from jd_desktop.host.secrets import SecretState
from jd_desktop.host.settings import SECRETS
from jd_desktop.integrations.http import checked_address
from jd_desktop.main import Program, Start, SystemClock
from jd_desktop.store import state

_ROOM = 500 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Finding:
    """What the doctor found: a name, whether it is well, and a sentence."""

    name: str
    is_well: bool
    words: Text


def settings(arguments: Namespace) -> int:
    """Read or change a setting; without a key, all of them."""
    program = program_for(arguments)
    if arguments.what == "set":
        if arguments.key is None or arguments.value is None:
            raise BadInput(text("Skriv både indstilling og værdi."))
        if arguments.key.endswith("url") and arguments.value:
            checked_address(arguments.value)
        program.settings.set(arguments.key, arguments.value)
        return 0
    found = program.settings.all()
    if arguments.key is not None:
        found = {arguments.key: program.settings.get(arguments.key)}
    if arguments.json:
        out_json(found)
    else:
        for key, value in found.items():
            out(value if arguments.key else f"{key} = {value}")
    return 0


def secret(arguments: Namespace) -> int:
    """Put a secret into the keyring from standard input, or take it out."""
    program = program_for(arguments)
    if arguments.name not in SECRETS:
        raise BadInput(
            text("Hemmeligheden {navn} findes ikke.", navn=arguments.name),
            hint=text("De, der findes: {valg}.", valg=", ".join(SECRETS)),
        )
    if arguments.what == "remove":
        program.secrets.delete(arguments.name)
        return 0
    value = sys.stdin.readline().rstrip("\n")
    if not value:
        raise BadInput(text("Hemmeligheden er tom."), hint=text("Giv den på standard input."))
    program.secrets.set(arguments.name, value)
    return 0


def doctor(arguments: Namespace) -> int:
    """Look at keyring, database, disk, clock and network; each with its remedy."""
    program = program_for(arguments)
    findings = [
        _keyring(program), _disk(program), _database(program), _clock(program), _network(program),
    ]  # fmt: skip
    for finding in findings:
        words = program.language.say(finding.words)
        if arguments.json:
            out_json({"name": finding.name, "well": finding.is_well, "words": words})
        else:
            out(f"{'✓' if finding.is_well else '✗'} {finding.name}: {words}")
    return 0 if all(f.is_well for f in findings) else 1


def _keyring(program: Program) -> Finding:
    found = program.secrets.state()
    if found is SecretState.OK:
        return Finding("keyring", True, text("Nøgleringen er åben."))
    return Finding(
        "keyring", False, text("Nøgleringen kan ikke bruges nu. Lås den op, og prøv igen.")
    )


def _disk(program: Program) -> Finding:
    free = shutil.disk_usage(program.paths.prepare().data).free
    if free < _ROOM:
        return Finding("disk", False, text("Der er næsten ikke mere plads. Ryd op på disken."))
    return Finding("disk", True, text("Der er {n} MB ledig plads.", n=free >> 20))


def _database(program: Program) -> Finding:
    if not program.is_set_up:
        return Finding("database", True, text("Der er ingen skole i denne datamappe endnu."))
    try:
        broken = program.database.integrity()
    except JdError as error:
        return Finding("database", False, error.title)
    if broken:
        return Finding("database", False, text("Databasen er beskadiget. Gendan en kopi."))
    return Finding("database", True, text("Databasen er krypteret og hel."))


def _clock(program: Program) -> Finding:
    off = 0
    if program.is_set_up:
        with program.reading() as db:
            off = int(state.get(db, "clock_off_s", 0))
    if off:
        words = text("Uret går {n} minutter forkert. Stil det.", n=abs(off) // 60)
        return Finding("clock", False, words)
    return Finding("clock", True, text("Uret passer, så vidt vides."))


def _network(program: Program) -> Finding:
    if not program.settings.get("central.url"):
        return Finding("network", True, text("Der er ikke valgt en central."))
    try:
        with program.central(token=False) as central:
            central.health()
    except Offline as error:
        return Finding("network", False, error.title)
    return Finding("network", True, text("Centralen svarer."))


def self_test(arguments: Namespace) -> int:
    """Prove an installation: an encrypted database, a booking, a window painted off screen."""
    with tempfile.TemporaryDirectory() as folder:
        environ = {**os.environ, "JD_DATABASE_KEY": "ab" * 32}
        program = Program(Start(Path(folder), environ, SystemClock()))
        program.found("Prøve", "Prøve")
        try:
            from jd_desktop.cli.window import paint_once

            paint_once(program, Path(folder) / "window.png")
            head = program.paths.database("school").read_bytes()[:15]
            if head == b"SQLite format 3":
                raise JdError(text("Databasen er ikke krypteret."))
        finally:
            program.close()
    words = program.language.tr("Alt virker. Version {version}.", version=__version__)
    if arguments.json:
        out_json({"well": True, "version": __version__})
    else:
        out(words)
    return 0
