"""Signing in and out, versions, and problems."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

SCHEMA = 1
"""The integer, additive version of the records that this program writes."""

PATH = "/v1"
"""The protocol's major version, as every address begins."""


class SignIn(BaseModel):
    """A person at a computer asks for a device token."""

    email: Annotated[str, Field(max_length=320)]
    password: Annotated[str, Field(max_length=1024)]
    device_name: Annotated[str, Field(max_length=200)]
    app: str = ""
    version: int = SCHEMA


class Session(BaseModel):
    """Who is signed in, on which device, in which school; the token is told only once."""

    token: str
    device_id: str
    user_id: str
    name: str
    role: str
    instructor_id: str = ""
    school_id: str
    school_name: str
    epoch: str
    last_n: int
    rows: int


class Problem(BaseModel):
    """Why a request was refused: a code for programs, a sentence for people.

    Codes: bad_credentials, revoked, not_signed_in, too_old, gone (pull anew), clone, invalid,
    too_large, throttled.
    """

    code: str
    sentence: str
