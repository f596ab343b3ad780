"""The school's computers, as the central tells of them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, StringConstraints

State = Literal["active", "signed_out", "revoked", "handed_over", "erased"]
"""`revoked`: access is taken, and the computer has not handed over all it carries."""

DeviceName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00]+$"),
]


class Device(BaseModel):
    """A computer that has, or had, a copy of what its person may see; times are instants.

    `cursor` is how far its copy goes, `behind` how many numbers that is short of the school's,
    `rows` how many records of each kind its person may have there, `waiting` how many changes
    it said that it still carries, `clock_off_s` how far its clock is ahead, in seconds.
    """

    id: str
    name: str
    user_id: str
    user_name: str
    platform: str
    app: str
    version: int
    first_seen_at: str
    seen_at: str
    cursor: int
    behind: int
    waiting: int
    clock_off_s: int
    rows: dict[str, int]
    state: State
    revoked_at: str = ""
    handed_over_at: str = ""
    erased_at: str = ""
    is_this: bool = False


class Devices(BaseModel):
    """The computers that the asker may see, those seen last first."""

    devices: list[Device]


class DeviceChange(BaseModel):
    """What a person may change of a computer."""

    name: DeviceName
