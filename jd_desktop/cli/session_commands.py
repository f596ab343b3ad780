"""Signing in and out, working alone, agreeing with the central."""

from __future__ import annotations

import getpass
import os
import sys
from argparse import Namespace

from jd_desktop.cli.leaving import leave
from jd_desktop.cli.own_account import own_account
from jd_desktop.cli.run import out, out_json, program_for, say_error
from jd_desktop.cli.watching import watch
from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.language import Language, text
from jd_desktop.integrations.central.door_refusals import CodeNeeded
from jd_desktop.integrations.central.line import Revoked
from jd_desktop.main import Program
from jd_desktop.protocol.session import Session
from jd_desktop.queries.conflicts import open_count
from jd_desktop.sync.cycle import Report
from jd_desktop.sync.hooks import Progress

AGREED, CONFLICTS_WAIT = 0, 4


def sign_in(arguments: Namespace) -> int:
    """Become a device of a school and fetch its data."""
    program = program_for(arguments)
    session = _let_in(program, arguments)
    report = program.sync(progress=None if arguments.json else _counted(program))
    tr = program.language.tr
    if arguments.json:
        out_json({"school": session.school_name, "person": session.name, "rows": report.pulled})
    else:
        out(tr("{navn} er logget ind i {skole}.", navn=session.name, skole=session.school_name))
    return 0


def _let_in(program: Program, arguments: Namespace) -> Session:
    """Sign in, with a code where the central asks for one and somebody can type it."""
    who = arguments.central, arguments.email, _password(program.language)
    code = os.environ.get("JD_CODE", "")
    try:
        return program.sign_in(*who, code=code)
    except CodeNeeded as e:
        if not sys.stdin.isatty():
            hint = text("Uden skærm: sæt JD_CODE til koden.")
            raise CodeNeeded(e.title, hint=hint) from e
    typed = getpass.getpass(f"{program.language.tr('Kode fra din godkender-app')}: ")
    return program.sign_in(*who, code=typed)


def change_password(arguments: Namespace) -> int:
    """Change the password at the central; the person's other computers are signed out."""
    program = program_for(arguments)
    old = _password(program.language)
    new = os.environ.get("JD_NEW_PASSWORD") or _new_password(program.language)
    with own_account(program) as account:
        account.change_password(old, new)
    out(program.language.tr("Adgangskoden er ændret. Dine andre computere er logget ud."))
    return 0


def _new_password(language: Language) -> str:
    if not sys.stdin.isatty():
        raise BadInput(
            text("Den nye adgangskode mangler."),
            hint=text("Skriv den ved spørgsmålet, eller sæt JD_NEW_PASSWORD."),
        )
    new = getpass.getpass(f"{language.tr('Ny adgangskode')}: ")
    if getpass.getpass(f"{language.tr('Den samme igen')}: ") != new:
        raise BadInput(text("De to adgangskoder er ikke ens."))
    return new


def sign_out(arguments: Namespace) -> int:
    """Give the device token back; the data stays, encrypted."""
    program = program_for(arguments)
    waiting = program.sign_out()
    words = program.language.trn(
        "Du er logget ud. {n} ændring er ikke sendt og ligger her endnu.",
        "Du er logget ud. {n} ændringer er ikke sendt og ligger her endnu.",
        waiting,
    )
    if arguments.json:
        out_json({"waiting": waiting})
    else:
        out(words if waiting else program.language.tr("Du er logget ud."))
    return 0


def alone(arguments: Namespace) -> int:
    """Begin a school on this computer alone."""
    program = program_for(arguments)
    if program.is_set_up:
        raise BadInput(
            text("Der er allerede en skole i denne datamappe."),
            hint=text("Vælg en anden mappe med --data-dir."),
        )
    program.found(arguments.school, arguments.name)
    out(program.language.tr("{skole} er oprettet på denne computer.", skole=arguments.school))
    return 0


def sync(arguments: Namespace) -> int:
    """Agree with the central once, or again and again."""
    program = program_for(arguments)
    if not arguments.watch:
        return _sync_once(program, arguments.json)
    if not program.is_alone:
        watch(program, as_json=arguments.json)
        return AGREED
    return _sync_once(program, arguments.json)


def _sync_once(program: Program, as_json: bool) -> int:
    if program.leaving.farewell is not None:
        leave(program)
    if program.is_alone:
        out(program.language.tr("Denne computer arbejder alene; der er intet at synkronisere."))
        return AGREED
    try:
        report = program.sync()
    except Revoked:
        leave(program)
        raise
    with program.reading() as db:
        conflicts = open_count(db)
    _tell(program, report, conflicts, as_json)
    return CONFLICTS_WAIT if conflicts else AGREED


def _tell(program: Program, report: Report, conflicts: int, as_json: bool) -> None:
    if as_json:
        out_json({"pushed": report.pushed, "pulled": report.pulled, "conflicts": conflicts})
        return
    language = program.language
    sent = language.trn("{n} ændring sendt", "{n} ændringer sendt", report.pushed)
    got = language.trn("{n} hentet", "{n} hentet", report.pulled)
    waits = language.trn("{n} konflikt venter", "{n} konflikter venter", conflicts)
    if report.was_split:
        out(language.tr("Denne computer var en kopi af en anden og er nu sin egen. Intet er tabt."))
    out(", ".join([sent, got] + ([waits] if conflicts else [])) + ".")


def _password(language: Language) -> str:
    """Take the password from JD_PASSWORD, else from a prompt that shows nothing."""
    given = os.environ.get("JD_PASSWORD")
    if given:
        return given
    if not sys.stdin.isatty():
        raise BadInput(
            text("Adgangskoden mangler."),
            hint=text("Skriv den ved spørgsmålet, eller sæt JD_PASSWORD."),
        )
    return getpass.getpass(f"{language.tr('Adgangskode')}: ")


def _counted(program: Program) -> Progress:
    def tell(stored: int, expected: int) -> None:
        words = program.language.tr(
            "Henter skolens data: {her} af {alle} er her.", her=stored, alle=max(expected, stored)
        )
        say_error(words)

    return tell
