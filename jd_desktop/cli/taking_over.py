"""Taking over the queue of a computer that is lost."""

from __future__ import annotations

from argparse import Namespace

from jd_desktop.cli.run import out, out_json, program_for
from jd_desktop.integrations.central.turns import CentralTurns
from jd_desktop.main import Program
from jd_desktop.operations.taking_over import take_over, waiting_at


def take_over_from(arguments: Namespace) -> int:
    """Send from here what a computer had queued; what it was already sending stays with it."""
    program = program_for(arguments)
    program.school()
    taken, left = taken_over(program, arguments.device)
    if arguments.json:
        out_json({"taken": taken, "left": left})
    else:
        out(
            program.language.trn(
                "{n} besked sendes nu herfra.", "{n} beskeder sendes nu herfra.", taken
            )
        )
    return 0


def taken_over(program: Program, device_id: str) -> tuple[int, int]:
    """Win the turns of a computer's messages and queue them here; returns how many, and the rest.

    Raises Offline where the central cannot be asked: then nothing is taken.
    """
    with program.reading() as db:
        keys = waiting_at(db, device_id)
    with program.central() as central:
        won = CentralTurns(central.line).claim(list(keys))
    mine = [i for key, i in keys.items() if key in won]
    take_over(program.work, mine)
    return len(mine), len(keys) - len(mine)
