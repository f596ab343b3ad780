"""What only one device of a school may do: leases for a while, claims for ever."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from jd_desktop.protocol.mutations import Id

CLAIMS_AT_MOST = 500
LONGEST_LEASE_S = 3_600


class LeaseAsked(BaseModel):
    """A device wants to be the one for so many seconds; 0 gives the lease back."""

    seconds: Annotated[int, Field(ge=0, le=LONGEST_LEASE_S)]


class Lease(BaseModel):
    """Who is the one, until when by the server's clock; `fence` grows with each new holder.

    `mine` says whether the asking device holds it; `holder` names the device that does.
    """

    name: str
    mine: bool
    until: str
    fence: int
    holder: str


class Claims(BaseModel):
    """What a device wants to do, each by a key of its own, such as one reminder of one lesson."""

    keys: Annotated[list[Id], Field(max_length=CLAIMS_AT_MOST)]


class ClaimsAnswer(BaseModel):
    """The keys that this device may act on, now or since an earlier try; the others are taken."""

    won: list[str]
    lost: list[str]
