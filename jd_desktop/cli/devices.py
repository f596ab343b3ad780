"""What the screen of computers asks the central."""

from __future__ import annotations

from collections.abc import Callable

from jd_desktop.cli.device_commands import devices_at
from jd_desktop.cli.taking_over import TakenOver, taken_over
from jd_desktop.domain.changes import Changes
from jd_desktop.main import Program
from jd_desktop.outbox.run import Write
from jd_desktop.protocol.devices import Device
from jd_desktop.ui.devices.screen import Doors, Taking
from jd_desktop.ui.tasks import Call


def doors(
    program: Program, call: Call, write: Write | None, changed: Callable[[Changes], None]
) -> Doors:
    """Return what the screen asks; `write` hands to the writer, where the person may take over."""

    def every() -> list[Device]:
        with devices_at(program) as there:
            return there.all()

    def rename(device_id: str, name: str) -> Device:
        with devices_at(program) as there:
            return there.rename(device_id, name)

    def revoke(device_id: str) -> Device:
        with devices_at(program) as there:
            return there.revoke(device_id)

    def take_over(device_id: str) -> TakenOver:
        assert write is not None
        return taken_over(program, device_id, write)

    def told(came: TakenOver) -> tuple[int, int]:
        changed(came.changes)
        return came.taken, came.left

    taking = None if write is None else Taking(take_over, told)
    return Doors(call, every, rename, revoke, taking)
