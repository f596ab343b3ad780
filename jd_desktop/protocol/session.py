"""Signing in and out, versions, and problems."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

SCHEMA = 2
"""The integer, additive version of the records that this program writes, and of the feed it reads.

2: records are dated by the server; a feed may tell that one is gone from sight, or reduced.
"""

PATH = "/v1"
"""The protocol's major version, as every address begins."""


class SignIn(BaseModel):
    """A person at a computer asks for a device token.

    `device_id` names the device that this computer was before it signed out, so that the
    count of its mutations goes on; a new device is made where it is empty or not the person's.
    `code` is of the second factor; who needs one and gave none is told `code_needed`.
    """

    email: Annotated[str, Field(max_length=320)]
    password: Annotated[str, Field(max_length=1024)]
    device_name: Annotated[str, Field(max_length=200)]
    app: str = ""
    version: Annotated[int, Field(ge=0, le=1_000_000)] = SCHEMA
    device_id: Annotated[str, Field(max_length=200)] = ""
    code: Annotated[str, Field(max_length=20)] = ""


class SplitAsked(BaseModel):
    """A computer whose disk was copied asks to be a device of its own."""

    device_name: Annotated[str, Field(max_length=200)]
    app: Annotated[str, Field(max_length=100)] = ""
    version: Annotated[int, Field(ge=0, le=1_000_000)] = SCHEMA


class Session(BaseModel):
    """Who is signed in, on which device, in which school; the token is told only once.

    `sms_hook` is where Twilio may tell what became of an SMS, "" where the central hears it not.
    """

    token: str
    device_id: str
    user_id: str
    name: str
    role: str
    instructor_id: str = ""
    department_id: str = ""
    school_id: str
    school_name: str
    epoch: str
    last_n: int
    rows: int
    sms_hook: str = ""


class Me(BaseModel):
    """Who is signed in, on which device, in which school."""

    user_id: str
    name: str
    role: str
    instructor_id: str
    department_id: str = ""
    device_id: str
    device_name: str
    school_id: str
    school_name: str


class Problem(BaseModel):
    """Why a request was refused: a code for programs, a sentence for people.

    Codes: bad_credentials, revoked, not_signed_in, too_old, gone (pull anew), clone, invalid,
    too_large, too_large_file, throttled, busy, failed,
    not_found, no_right, not_proven, has_access, code_needed, wrong_code, wrong_password,
    weak_password, factor_on, in_use, last_admin. `gone` also tells the school's present `epoch`,
    `clone` the first number `n` that came with other content.
    """

    code: str
    sentence: str
    status: int = 0
    epoch: str = ""
    n: int = 0
