"""The people of a school, for its administrators; runs in worker threads."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query, Response

from jd_desktop.central import audit, refusals, refusals_doors, users
from jd_desktop.central.database import reading, writing
from jd_desktop.central.password_rules import weakness
from jd_desktop.central.people import Caller
from jd_desktop.central.request import Body, Here, Who, read, told
from jd_desktop.central.routing import Route
from jd_desktop.protocol.account import NewUser, SignIns, User, UserChange, Users

Name = Annotated[str, Path(max_length=200, pattern=r"^[^\x00]+$")]
Asked = Annotated[str, Query(max_length=200, pattern=r"^[^\x00]*$")]


def list_users(here: Here, who: Who) -> Response:
    """List the people of the school."""
    school_id = _school_of_admin(who)
    with reading(here.engine, school_id) as connection:
        return told(Users(users=users.listed(connection, school_id)))


def add_user(here: Here, who: Who, body: Body) -> Response:
    """Let somebody into the school."""
    school_id, asked = _school_of_admin(who), read(NewUser, body)
    if "@" not in asked.email or not asked.name.strip():
        raise refusals.invalid()
    why = weakness(asked.password, asked.email) if asked.password else None
    if why is not None:
        raise refusals_doors.weak_password(why)
    kept = users.hashed_start(asked, here.doors.passwords)
    with writing(here.engine, school_id) as connection:
        return told(users.add(connection, school_id, asked, kept, now=here.clock.now()))


def change_user(here: Here, who: Who, user_id: Name, body: Body) -> Response:
    """Change what somebody is called and may do, or keep them out."""
    school_id, asked = _school_of_admin(who), read(UserChange, body)
    values = asked.model_dump(exclude_none=True)
    if not values.get("name", "x").strip():
        raise refusals.invalid()
    with writing(here.engine, school_id) as connection:
        changed = users.change(connection, school_id, user_id, values, now=here.clock.now())
        return told(changed)


def sign_ins(here: Here, who: Who, user: Asked = "", before: Asked = "") -> Response:
    """Tell what happened at the school's doors, or at one person's, newest first."""
    school_id = _school_of_admin(who)
    with reading(here.engine, school_id) as connection:
        return told(audit.page(connection, school_id, user_id=user, before=before))


def _school_of_admin(who: Caller) -> str:
    """Return an administrator's school; raises Refusal `no_right` for others."""
    if who.me.role != users.ADMIN:
        raise refusals.no_right()
    return who.sender.school_id


ROUTES = (
    Route("GET", "/v1/users", list_users, gives=Users),
    Route("POST", "/v1/users", add_user, takes=NewUser, gives=User),
    Route("PATCH", "/v1/users/{user_id}", change_user, takes=UserChange, gives=User),
    Route("GET", "/v1/sign-ins", sign_ins, gives=SignIns),
)
