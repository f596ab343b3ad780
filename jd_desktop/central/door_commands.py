"""What an administrator does at a central's doors from its own computer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Row, select

from jd_desktop.central import audit, second_factor, users
from jd_desktop.central.accounts import set_password
from jd_desktop.central.audit import Event
from jd_desktop.central.database import DOORS, open_engine, reading, usable, writing
from jd_desktop.central.migrate import migrate
from jd_desktop.central.password_rules import weakness
from jd_desktop.central.passwords import Passwords
from jd_desktop.central.people import normal
from jd_desktop.central.tables import user
from jd_desktop.domain.clock import Clock
from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.language import text
from jd_desktop.protocol.account import Outcome, SignInLine, User


def list_users(database: str, school_id: str) -> list[User]:
    """Return the people of a school."""
    with _opened(database, school_id) as connection:
        return users.listed(connection, school_id)


def list_sign_ins(database: str, school_id: str) -> Iterator[SignInLine]:
    """Yield what happened at a school's doors, newest first."""
    with _opened(database, school_id) as connection:
        before = ""
        while True:
            page = audit.page(connection, school_id, before=before)
            yield from page.sign_ins
            before = page.before
            if not before:
                return


def reset_password(
    database: str, email: str, password: str, *, clock: Clock, passwords: Passwords | None = None
) -> None:
    """Give a user a new password and sign them out everywhere; raises BadInput."""
    why = weakness(password, email)
    if why is not None:
        raise BadInput(why)
    fresh = (passwords or Passwords()).hash(password)
    with _changing(database, email, "password_reset", clock) as (connection, person):
        set_password(connection, person, fresh, clock.now())


def reset_second_factor(database: str, email: str, *, clock: Clock) -> None:
    """Let a user in who lost their phone with the password alone; raises BadInput for nobody."""
    with _changing(database, email, "factor_reset", clock) as (connection, person):
        second_factor.remove(connection, person.school_id, person.id)


@contextmanager
def _changing(
    database: str, email: str, outcome: Outcome, clock: Clock
) -> Iterator[tuple[Connection, Row[Any]]]:
    with _opened(database, DOORS, is_written=True) as connection:
        found = select(user).where(user.c.email == normal(email))
        person = connection.execute(found).one_or_none()
        if person is None:
            raise BadInput(text("Brugeren findes ikke i denne central."))
        yield connection, person
        audit.write(connection, Event(person.school_id, person.id, outcome), clock.now())


@contextmanager
def _opened(database: str, school_id: str, *, is_written: bool = False) -> Iterator[Connection]:
    engine = open_engine(database)
    begun = writing if is_written else reading
    try:
        migrate(engine)
        with usable(engine), begun(engine, school_id) as connection:
            yield connection
    finally:
        engine.dispose()
