"""The school's computers over HTTP, and what one without access may still say."""

from __future__ import annotations

import json
from urllib.parse import quote

from jd_desktop.integrations.central.files import CentralFiles
from jd_desktop.integrations.central.line import Line, read_answer
from jd_desktop.protocol.devices import Device, DeviceChange, Devices
from jd_desktop.protocol.mutations import PushAnswer, WireMutation


class CentralDevices:
    """Asks about computers; each raises Offline, and what a refusal means."""

    def __init__(self, line: Line):
        """Take the connection to the central."""
        self._line = line
        self.files = CentralFiles(line)

    def all(self) -> list[Device]:
        """Return the computers that the person may see."""
        return read_answer(Devices, self._line.send("GET", "/devices")).devices

    def rename(self, device_id: str, name: str) -> Device:
        """Give a computer another name."""
        body = DeviceChange(name=name).model_dump_json()
        return read_answer(Device, self._line.send("PATCH", _path(device_id), body))

    def revoke(self, device_id: str) -> Device:
        """Take a computer's access away, for good."""
        return read_answer(Device, self._line.send("POST", f"{_path(device_id)}/revoke", "{}"))

    def hand_over(self, epoch: str, mutations: list[WireMutation]) -> PushAnswer:
        """Hand over what waits here, though access is gone; nothing at all says that was all."""
        body = {"epoch": epoch, "mutations": [m.model_dump(mode="json") for m in mutations]}
        return read_answer(PushAnswer, self._line.send("POST", "/sync/hand-over", json.dumps(body)))

    def erased(self) -> None:
        """Say that this computer's copy is erased."""
        self._line.send("POST", "/devices/erased", "{}")


def _path(device_id: str) -> str:
    return f"/devices/{quote(device_id, safe='')}"
