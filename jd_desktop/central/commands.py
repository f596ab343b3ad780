"""What an administrator does with a central: serve it, make schools and users, close devices."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine, create_engine, insert, select, update
from sqlalchemy.exc import IntegrityError

from jd_desktop.central.app import create_app
from jd_desktop.central.database import DOORS, open_engine, reading, usable, writing
from jd_desktop.central.migrate import migrate
from jd_desktop.central.passwords import Passwords
from jd_desktop.central.people import normal
from jd_desktop.central.tables import device, school, user
from jd_desktop.domain.clock import Clock, wire
from jd_desktop.domain.errors import BadInput, Refused
from jd_desktop.domain.language import text
from jd_desktop.protocol.session import SCHEMA

ROLES = ("office", "instructor", "admin")
SHORTEST_PASSWORD = 10


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
    passwords: Passwords | None = None,
) -> str:
    """Make a user and return their id; raises BadInput, and Refused for an e-mail in use."""
    _check_user(email, role, password)
    user_id = str(uuid4())
    values = {
        "school_id": school_id, "id": user_id, "email": normal(email), "name": name, "role": role,
        "instructor_id": instructor_id, "active": True,
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
        select(d.school_id, d.id, d.name, u.email, d.app, d.last_n, d.seen_at, d.revoked_at)
        .join(user, (u.school_id == d.school_id) & (u.id == d.user_id))
        .order_by(d.seen_at.desc(), d.id)
    )
    if school_id:
        found = found.where(d.school_id == school_id)
    with _opened(database) as engine, reading(engine, DOORS) as connection:
        return [DeviceLine(*row[:-1], row.revoked_at or "") for row in connection.execute(found)]


def revoke_device(database: str, device_id: str, *, clock: Clock) -> None:
    """Close a device: its next call is refused. Raises BadInput where there is none such."""
    closed = update(device).where(device.c.id == device_id)
    with _opened(database) as engine, writing(engine, DOORS) as connection:
        if not connection.execute(closed.values(revoked_at=wire(clock.now()))).rowcount:
            raise BadInput(text("Computeren findes ikke i denne central."))


def set_user_active(database: str, email: str, active: bool) -> None:
    """Let a user in or keep them out, on every device; raises BadInput for nobody."""
    changed = update(user).where(user.c.email == normal(email))
    with _opened(database) as engine, writing(engine, DOORS) as connection:
        if not connection.execute(changed.values(active=active)).rowcount:
            raise BadInput(text("Brugeren findes ikke i denne central."))


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
    if len(password) < SHORTEST_PASSWORD:
        raise BadInput(text("Adgangskoden skal have mindst {n} tegn.", n=SHORTEST_PASSWORD))


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
