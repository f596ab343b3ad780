"""Addresses that are left alone, without a window: list, add, lift."""

from __future__ import annotations

from argparse import Namespace

from jd_desktop.cli.run import out, out_json, program_for
from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.language import text
from jd_desktop.main import Program
from jd_desktop.operations import suppressions
from jd_desktop.queries import suppressions as lists


def suppressed(arguments: Namespace) -> int:
    """List the addresses, leave one alone, or let one be written to again."""
    program = program_for(arguments)
    program.school()
    if arguments.what == "list":
        return _list(program, as_json=arguments.json)
    if not arguments.address:
        raise BadInput(text("Sig, hvilken adresse det gælder."))
    if arguments.what == "add":
        channel = "email" if "@" in arguments.address else "sms"
        suppressions.add(program.work, channel, arguments.address)
    else:
        _lift(program, arguments.address, arguments.why)
    out(program.language.tr("Gjort."))
    return 0


def _lift(program: Program, named: str, why: str) -> None:
    with program.reading() as db:
        rows = lists.suppressions(db)
    found = [row for row in rows if named in (row.id, row.address)]
    if not found:
        raise BadInput(text("Adressen er ikke spærret."))
    suppressions.lift(program.work, found[0].id, why)
    if found[0].channel == "email" and found[0].source in ("sparkpost", "mail"):
        program.ways_out.release(found[0].address)


def _list(program: Program, *, as_json: bool) -> int:
    with program.reading() as db:
        rows = lists.suppressions(db, with_lifted=as_json)
    for row in rows:
        why = program.language.say(row.why) if row.why else row.reason
        if as_json:
            out_json(
                {
                    "id": row.id, "channel": row.channel, "address": row.address, "why": why,
                    "source": row.source, "by": row.by, "active": row.is_active,
                    "at": row.at.isoformat() if row.at else "",
                }
            )  # fmt: skip
        else:
            out(f"{row.address}  {why}  {row.by or row.source}")
    return 0
