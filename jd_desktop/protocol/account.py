"""A person's own account, and the people of a school as its administrators see them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

Outcome = Literal[
    "signed_in", "wrong_password", "code_needed", "wrong_code", "throttled", "signed_out",
    "password_changed", "reset_asked", "password_reset", "factor_on", "factor_off",
    "factor_reset", "revoked", "closed", "opened",
]  # fmt: skip
"""What happened at the doors."""

Role = Literal["office", "instructor", "admin"]
Password = Annotated[str, Field(max_length=1024)]
Code = Annotated[str, Field(max_length=20)]
Email = Annotated[str, Field(max_length=320, pattern=r"^[^\x00]*$")]
Words = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]


class Account(BaseModel):
    """A person's own account."""

    email: str
    name: str
    has_second_factor: bool


class PasswordChange(BaseModel):
    """A new password by who knows the old one."""

    old: Password
    new: Password


class FactorWanted(BaseModel):
    """A second factor is asked for by who knows the password."""

    password: Password


class Factor(BaseModel):
    """A secret for an authenticator, and the same as a QR code tells it; told only once."""

    secret: str
    uri: str


class FactorCode(BaseModel):
    """A code from the authenticator."""

    code: Code


class FactorOff(BaseModel):
    """The second factor is to go, by who knows the password and has the authenticator."""

    password: Password
    code: Code


class Forgotten(BaseModel):
    """Somebody has forgotten the password of this e-mail."""

    email: Email


class ForgottenAnswer(BaseModel):
    """What happens now, whether or not there is such a person.

    Where the central cannot send mails, `is_mailed` is false and an administrator must help.
    """

    is_mailed: bool
    sentence: str


class SignInLine(BaseModel):
    """One thing at the doors; `from_hash` tells places apart, not where they are.

    `device_name` is what the computer is called now, "" where nobody got as far as having one.
    """

    id: str
    at: str
    user_id: str
    name: str
    device_id: str
    device_name: str = ""
    outcome: Outcome
    from_hash: str


class SignIns(BaseModel):
    """Things at the doors, newest first; `before` asks for the next page, "" at the end."""

    sign_ins: list[SignInLine]
    before: str


class User(BaseModel):
    """Somebody who may sign in to a school."""

    id: str
    email: str
    name: str
    role: Role
    instructor_id: str
    department_id: str
    active: bool
    has_second_factor: bool


class Users(BaseModel):
    """The people of a school."""

    users: list[User]


class NewUser(BaseModel):
    """Somebody to let in; without a password they begin by "forgotten password"."""

    email: Email
    name: Words
    role: Role
    password: Password = ""
    instructor_id: Words = ""
    department_id: Words = ""


class UserChange(BaseModel):
    """What is to be another way; what is left out stays."""

    name: Words | None = None
    role: Role | None = None
    instructor_id: Words | None = None
    department_id: Words | None = None
    active: bool | None = None
