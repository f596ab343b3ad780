"""The school's computers: what a command asks the central."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager

from jd_desktop.cli.run import out, out_json, program_for
from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.language import text
from jd_desktop.integrations.central.devices import CentralDevices
from jd_desktop.main import Program
from jd_desktop.ui.devices import words


@contextmanager
def devices_at(program: Program) -> Iterator[CentralDevices]:
    """Open the way to the central; raises what is in the way."""
    with program.central() as central:
        yield CentralDevices(central.line)


def devices(arguments: Namespace) -> int:
    """List the school's computers, or take one's access away."""
    program = program_for(arguments)
    language = program.language
    with devices_at(program) as there:
        if arguments.what == "revoke":
            if not arguments.id:
                raise BadInput(text("Sig, hvilken computer det gælder."))
            found = [there.revoke(arguments.id)]
        else:
            found = there.all()
    for device in found:
        if arguments.json:
            out_json(device.model_dump())
            continue
        state, _tone = words.state(language, device)
        standing = words.standing(language, device)
        who = words.who(language, device)
        out(f"{device.id}  {device.name}  {state}  {who}  {standing}")
    return 0
