"""What the screen of computers asks the central."""

from __future__ import annotations

from jd_desktop.cli.device_commands import devices_at
from jd_desktop.main import Program
from jd_desktop.protocol.devices import Device
from jd_desktop.ui.devices.screen import Doors
from jd_desktop.ui.tasks import Call


def doors(program: Program, call: Call) -> Doors:
    """Return what the screen asks."""

    def every() -> list[Device]:
        with devices_at(program) as there:
            return there.all()

    def rename(device_id: str, name: str) -> Device:
        with devices_at(program) as there:
            return there.rename(device_id, name)

    def revoke(device_id: str) -> Device:
        with devices_at(program) as there:
            return there.revoke(device_id)

    return Doors(call, every, rename, revoke)
