"""Taking over the queue of a computer that is lost."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import dataclass

from jd_desktop.cli.run import out, out_json, program_for
from jd_desktop.domain.changes import Changes
from jd_desktop.integrations.central.turns import CentralTurns
from jd_desktop.main import Program
from jd_desktop.operations.taking_over import take_over, waiting_at
from jd_desktop.operations.work import Work
from jd_desktop.outbox.run import Write


def take_over_from(arguments: Namespace) -> int:
    """Send from here what a computer had queued; what it was already sending stays with it."""
    program = program_for(arguments)
    program.school()
    came = taken_over(program, arguments.device, lambda action: action(program.work))
    taken, left = came.taken, came.left
    if arguments.json:
        out_json({"taken": taken, "left": left})
    else:
        out(
            program.language.trn(
                "{n} besked sendes nu herfra.", "{n} beskeder sendes nu herfra.", taken
            )
        )
    return 0


@dataclass(frozen=True, slots=True)
class TakenOver:
    """How many messages are sent from here now, and how many the other computer was sending."""

    taken: int
    left: int
    changes: Changes


def taken_over(program: Program, device_id: str, write: Write) -> TakenOver:
    """Win the turns of a computer's messages and queue them here; `write` hands to the writer.

    Raises Offline where the central cannot be asked: then nothing is taken.
    """
    keys = write(lambda work: _waiting(work, device_id))
    with program.central() as central:
        won = CentralTurns(central.line).claim(list(keys))
    mine = [i for key, i in keys.items() if key in won]
    changes = write(lambda work: take_over(work, mine))
    return TakenOver(len(mine), len(keys) - len(mine), changes)


def _waiting(work: Work, device_id: str) -> dict[str, str]:
    with work.transaction() as db:
        return waiting_at(db, device_id)
