"""The school's computers; runs in worker threads."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Response
from sqlalchemy import Connection

from jd_desktop.central import devices, leaving, refusals
from jd_desktop.central.database import reading, writing
from jd_desktop.central.people import Caller
from jd_desktop.central.request import Body, Here, Who, read, told
from jd_desktop.central.routing import Route
from jd_desktop.protocol.devices import Device, DeviceChange, Devices

Name = Annotated[str, Path(max_length=200, pattern=r"^[^\x00]+$")]


def list_devices(here: Here, who: Who) -> Response:
    """List the school's computers for an administrator, for others their own."""
    with reading(here.engine, who.sender.school_id) as connection:
        return told(Devices(devices=devices.listed(connection, who)))


def change_device(here: Here, who: Who, device_id: Name, body: Body) -> Response:
    """Give a computer another name."""
    asked = read(DeviceChange, body)
    with writing(here.engine, who.sender.school_id) as connection:
        _need(connection, who, device_id)
        devices.rename(connection, who.sender.school_id, device_id, asked.name)
        return told(_need(connection, who, device_id))


def revoke_device(here: Here, who: Who, device_id: Name) -> Response:
    """Take a computer's access away, for good: it hands over what it carries and erases itself."""
    with writing(here.engine, who.sender.school_id) as connection:
        _need(connection, who, device_id)
        leaving.revoke(connection, who.sender.school_id, device_id, here.clock.now())
        return told(_need(connection, who, device_id))


def _need(connection: Connection, who: Caller, device_id: str) -> Device:
    """Return a computer that the person may see; another's is nobody's."""
    found = devices.find(connection, who, device_id)
    if found is None:
        raise refusals.not_found()
    return found


ROUTES = (
    Route("GET", "/v1/devices", list_devices, gives=Devices),
    Route("PATCH", "/v1/devices/{device_id}", change_device, takes=DeviceChange, gives=Device),
    Route("POST", "/v1/devices/{device_id}/revoke", revoke_device, gives=Device),
)
