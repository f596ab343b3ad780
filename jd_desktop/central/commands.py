"""What an administrator does with a central: serve it, make schools and users, close devices."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine, create_engine, insert, select, update
from sqlalchemy.exc import IntegrityError

from jd_desktop.central import audit, leaving
from jd_desktop.central.app import create_app
from jd_desktop.central.audit import Event
from jd_desktop.central.database import DOORS, open_engine, reading, usable, writing
from jd_desktop.central.devices import state_of
from jd_desktop.central.migrate import migrate
from jd_desktop.central.password_rules import weakness
from jd_desktop.central.passwords import Passwords
from jd_desktop.central.people import normal
from jd_desktop.central.tables import device, school, user
from jd_desktop.domain.clock import Clock
from jd_desktop.domain.errors import BadInput, Refused
from jd_desktop.domain.language import text
from jd_desktop.protocol.account import Outcome
from jd_desktop.protocol.session import SCHEMA

ROLES = ("office", "instructor", "admin")


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """A device of a school, as an administrator sees it; times as the wire writes them."""

    school_id: str
    device_id: str
    name: str
    email: str
    app: str
    last_n: int
    seen_at: str
    revoked_at: str
    platform: str
    behind: int
    waiting: int
    clock_off_s: int
    schema: int
    state: str


def create_school(database: str, name: str) -> str:
    """Make a school and return its id; makes or upgrades the database too."""
    if not name.strip():
        raise BadInput(text("Skolen skal have et navn."))
    school_id = str(uuid4())
    with _opened(database) as engine, writing(engine, school_id) as connection:
        connection.execute(
            insert(school).values(
                id=school_id, name=name.strip(), head=0, floor=0, lines=0, epoch=str(uuid4()),
                schema=SCHEMA,
            )
        )  # fmt: skip
    return school_id


def create_user(  # noqa: PLR0913, PLR0917 - a user is this many things
    database: str,
    school_id: str,
    email: str,
    name: str,
    role: str,
    password: str,
    instructor_id: str = "",
    *,
    department_id: str = "",
    passwords: Passwords | None = None,
) -> str:
    """Make a user and return their id; raises BadInput, and Refused for an e-mail in use."""
    _check_user(email, role, password)
    user_id = str(uuid4())
    values = {
        "school_id": school_id, "id": user_id, "email": normal(email), "name": name, "role": role,
        "instructor_id": instructor_id, "department_id": department_id, "active": True,
        "password_hash": (passwords or Passwords()).hash(password),
    }  # fmt: skip
    with _opened(database) as engine, _unique_email(), writing(engine, school_id) as connection:
        known = select(school.c.id).where(school.c.id == school_id)
        if connection.execute(known).one_or_none() is None:
            raise BadInput(text("Skolen findes ikke i denne central."))
        connection.execute(insert(user).values(**values))
    return user_id


def list_devices(database: str, school_id: str = "") -> list[DeviceLine]:
    """Return the devices of a school, or of all, those seen last first."""
    d, u = device.c, user.c
    found = (
        select(device, u.email, u.active, school.c.head)
        .join(user, (u.school_id == d.school_id) & (u.id == d.user_id))
        .join(school, school.c.id == d.school_id)
        .order_by(d.seen_at.desc(), d.id)
    )
    if school_id:
        found = found.where(d.school_id == school_id)
    with _opened(database) as engine, reading(engine, DOORS) as connection:
        return [_line(row) for row in connection.execute(found)]


def _line(row: Any) -> DeviceLine:
    return DeviceLine(
        school_id=row.school_id, device_id=row.id, name=row.name, email=row.email, app=row.app,
        last_n=row.last_n, seen_at=row.seen_at, revoked_at=row.revoked_at or "",
        platform=row.platform, behind=max(0, row.head - row.cursor), waiting=row.waiting,
        clock_off_s=row.clock_off_s, schema=row.schema, state=state_of(row),
    )  # fmt: skip


def revoke_device(database: str, device_id: str, *, clock: Clock) -> None:
    """Close a device: its next call is refused. Raises BadInput where there is none such."""
    named = select(device.c.school_id).where(device.c.id == device_id)
    with _opened(database) as engine, writing(engine, DOORS) as connection:
        school_id = connection.execute(named).scalar()
        if school_id is None:
            raise BadInput(text("Computeren findes ikke i denne central."))
        leaving.revoke(connection, school_id, device_id, clock.now())


def set_user_active(database: str, email: str, active: bool, *, clock: Clock) -> None:
    """Let a user in or keep them out; raises BadInput for nobody.

    Who is kept out loses every device: should they come back, they sign in anew.
    """
    changed = update(user).where(user.c.email == normal(email)).values(active=active)
    with _opened(database) as engine, writing(engine, DOORS) as connection:
        found = connection.execute(changed.returning(user.c.school_id, user.c.id)).one_or_none()
        if found is None:
            raise BadInput(text("Brugeren findes ikke i denne central."))
        if not active:
            leaving.revoke_all(connection, found.school_id, found.id, clock.now())
        outcome: Outcome = "opened" if active else "closed"
        audit.write(connection, Event(found.school_id, found.id, outcome), clock.now())


def openapi(clock: Clock) -> dict[str, Any]:
    """Return the description of the central's API; needs no database."""
    app = create_app(create_engine("sqlite://"), clock)
    return app.openapi()


def _check_user(email: str, role: str, password: str) -> None:
    if "@" not in email:
        raise BadInput(text("E-mailadressen kan ikke læses."))
    if role not in ROLES:
        roles = ", ".join(ROLES)
        raise BadInput(
            text("Rollen kendes ikke."), hint=text("Vælg en af: {roller}.", roller=roles)
        )
    why = weakness(password, email)
    if why is not None:
        raise BadInput(why)


@contextmanager
def _opened(database: str) -> Iterator[Engine]:
    """Open and migrate a database, and close it again."""
    engine = open_engine(database)
    try:
        migrate(engine)
        with usable(engine):
            yield engine
    finally:
        engine.dispose()


@contextmanager
def _unique_email() -> Iterator[None]:
    try:
        yield
    except IntegrityError as e:
        raise Refused(text("E-mailadressen er allerede i brug.")) from e
