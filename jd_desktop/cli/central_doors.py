"""jd-central: its people, their passwords and second factors, and what happened at the doors."""

from __future__ import annotations

import os
import sys
from argparse import Namespace

from jd_desktop.cli.run import out, out_json
from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.language import DANISH, text
from jd_desktop.main import SystemClock


def list_users(arguments: Namespace) -> int:
    """List the people of a school."""
    from jd_desktop.central.door_commands import list_users

    for one in list_users(arguments.database, arguments.school):
        if arguments.json:
            out_json(one.model_dump())
        else:
            gone = "" if one.active else DANISH.tr("spærret")
            code = DANISH.tr("med kode") if one.has_second_factor else ""
            out(f"{one.id}  {one.name}  {one.email}  {one.role}  {code}  {gone}".rstrip())
    return 0


def sign_ins(arguments: Namespace) -> int:
    """List what happened at a school's doors, newest first."""
    from jd_desktop.central.door_commands import list_sign_ins

    for line in list_sign_ins(arguments.database, arguments.school):
        if arguments.json:
            out_json(line.model_dump())
        else:
            out(f"{line.at}  {line.name}  {line.outcome}  {line.from_hash}".rstrip())
    return 0


def set_password(arguments: Namespace) -> int:
    """Give somebody who cannot get a mail a new password."""
    from jd_desktop.central.door_commands import reset_password

    reset_password(arguments.database, arguments.email, typed_password(), clock=SystemClock())
    out(DANISH.tr("Adgangskoden er ændret, og brugeren er logget ud på alle computere."))
    return 0


def reset_second_factor(arguments: Namespace) -> int:
    """Let somebody who lost their phone in with the password alone."""
    from jd_desktop.central.door_commands import reset_second_factor

    reset_second_factor(arguments.database, arguments.email, clock=SystemClock())
    out(DANISH.tr("Brugeren logger nu ind uden kode og kan slå den til igen med en ny telefon."))
    return 0


def typed_password() -> str:
    """Take a user's new password from JD_PASSWORD, else from standard input."""
    given = os.environ.get("JD_PASSWORD") or sys.stdin.readline().rstrip("\n")
    if not given:
        raise BadInput(
            text("Adgangskoden mangler."), hint=text("Giv den på standard input eller JD_PASSWORD.")
        )
    return given


def hook_secret(arguments: Namespace) -> int:
    """Keep the secret that proves a vendor's webhooks, from standard input; "" takes it away."""
    from jd_desktop.central.hook_commands import set_hook_secret

    given = os.environ.get("JD_HOOK_SECRET") or sys.stdin.readline().rstrip("\n")
    path = set_hook_secret(
        arguments.database, arguments.school, arguments.vendor, given, clock=SystemClock()
    )
    if arguments.json:
        out_json({"path": path, "is_set": bool(given)})
    elif given:
        out(DANISH.tr("Lad udbyderen kalde {sti} på centralens adresse.", sti=path))
    else:
        out(DANISH.tr("Hemmeligheden er fjernet."))
    return 0
