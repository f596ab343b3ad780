"""The people of a school: letting somebody in, changing what they are, keeping them out."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, Select, and_, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from jd_desktop.central import audit, leaving, refusals, refusals_doors, second_factor
from jd_desktop.central.audit import Event
from jd_desktop.central.database import gate
from jd_desktop.central.passwords import Passwords
from jd_desktop.central.tables import user
from jd_desktop.domain.clock import wire
from jd_desktop.protocol.account import NewUser, User

ADMIN = "admin"


def listed(connection: Connection, school_id: str) -> list[User]:
    """Return everybody of a school by name, also those kept out."""
    return [_told(row) for row in connection.execute(_all(school_id).order_by(user.c.name))]


def find(connection: Connection, school_id: str, user_id: str) -> User:
    """Return somebody of a school; raises Refusal `not_found`."""
    found = connection.execute(_all(school_id).where(user.c.id == user_id)).one_or_none()
    if found is None:
        raise refusals.not_found()
    return _told(found)


def hashed_start(asked: NewUser, passwords: Passwords) -> str:
    """Return the hash of a new user's password, of one that nobody knows where none is given."""
    return passwords.hash(asked.password or secrets.token_urlsafe())


def add(
    connection: Connection, school_id: str, asked: NewUser, kept: str, *, now: datetime
) -> User:
    """Let somebody in, whose password has this hash; raises Refusal `in_use`."""
    values = asked.model_dump(exclude={"password"})
    values["email"] = asked.email.strip().casefold()
    made = insert(user).values(
        school_id=school_id, id=str(uuid4()), active=True, password_hash=kept,
        password_at=wire(now) if asked.password else "", **values,
    )  # fmt: skip
    with _unique():
        user_id = connection.execute(made.returning(user.c.id)).scalar_one()
    return find(connection, school_id, user_id)


def change(
    connection: Connection,
    school_id: str,
    user_id: str,
    values: Mapping[str, Any],
    *,
    now: datetime,
) -> User:
    """Change somebody; raises Refusal `not_found` or `last_admin`.

    The connection must be at the start of a write transaction. Who is kept out loses every
    device: should they come back, they sign in anew.
    """
    gate(connection, school_id)  # two administrators could else keep each other out at once
    before = find(connection, school_id, user_id)
    if values:
        one = and_(user.c.school_id == school_id, user.c.id == user_id)
        connection.execute(update(user).where(one).values(**values))
    after = find(connection, school_id, user_id)
    if before.role == ADMIN and before.active and not _has_admin(connection, school_id):
        raise refusals_doors.last_admin()
    if before.active != after.active:
        if not after.active:
            leaving.revoke_all(connection, school_id, user_id, now)
        outcome = "opened" if after.active else "closed"
        audit.write(connection, Event(school_id, user_id, outcome), now)  # type: ignore[arg-type] # one of two words
    return after


def _has_admin(connection: Connection, school_id: str) -> bool:
    c = user.c
    counted = select(func.count()).where(c.school_id == school_id, c.role == ADMIN, c.active)
    return connection.execute(counted).scalar_one() > 0


def _all(school_id: str) -> Select[Any]:
    return select(user).where(user.c.school_id == school_id)


def _told(row: Row[Any]) -> User:
    return User(
        id=row.id,
        email=row.email,
        name=row.name,
        role=row.role,
        instructor_id=row.instructor_id,
        department_id=row.department_id,
        active=row.active,
        has_second_factor=second_factor.is_on(row),
    )


@contextmanager
def _unique() -> Iterator[None]:
    try:
        yield
    except IntegrityError as e:
        raise refusals_doors.in_use() from e
