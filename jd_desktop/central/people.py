"""Who is who: signing in and out, devices and their tokens."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Engine, Row, and_, bindparam, func, insert, select, update
from sqlalchemy.exc import OperationalError

from jd_desktop.central import (
    audit,
    refusals,
    refusals_doors,
    second_factor,
    standing,
    throttle,
)
from jd_desktop.central.accept import Sender
from jd_desktop.central.audit import Event
from jd_desktop.central.database import DOORS, has_no_room, narrow, reading, writing
from jd_desktop.central.passwords import Passwords
from jd_desktop.central.tables import device, record, school, user
from jd_desktop.domain.audience import Viewer
from jd_desktop.domain.clock import Clock, wire
from jd_desktop.domain.ids import new_id
from jd_desktop.protocol.account import Outcome
from jd_desktop.protocol.session import SCHEMA, Me, Session, SignIn, SplitAsked

_TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Caller:
    """The device that a request comes from, as its token tells, and the person at it.

    `copy_for` marks whose eyes the device's copy was made for.
    """

    sender: Sender
    me: Me
    copy_for: str
    schema: int = SCHEMA


class People:
    """The doors of the central; keeps hashes of passwords and tokens only."""

    def __init__(self, engine: Engine, clock: Clock, passwords: Passwords):
        """Take the database, the time and the keeper of passwords."""
        self._engine, self._clock, self._passwords = engine, clock, passwords

    def sign_in(self, asked: SignIn, address: str) -> Session:
        """Give a device a token.

        Raises Refusal `bad_credentials`, `code_needed`, `wrong_code` or `throttled`.
        """
        email, now = normal(asked.email), self._clock.now()
        limits = throttle.at_sign_in(email, address)
        with writing(self._engine, DOORS) as connection:
            until = throttle.count(connection, limits, now)
        if until:
            raise self._noted(throttle.refuse(until, now), email, "throttled", address)
        with reading(self._engine, DOORS) as connection:
            person = connection.execute(select(user).where(user.c.email == email)).one_or_none()
        known = person if person and person.active else None
        fits = self._passwords.fits(known.password_hash if known else None, asked.password)
        if known is None or not fits:
            raise self._noted(refusals.bad_credentials(), email, "wrong_password", address)
        if second_factor.is_on(known):
            self._check_code(known, asked.code, address)
        with writing(self._engine, DOORS) as connection:
            throttle.forgive(connection, [throttle.at_one(email, address)])
            self._refresh(connection, known, asked.password)
            session = self._open(connection, known, asked)
            event = Event(known.school_id, known.id, "signed_in", address, session.device_id)
            audit.write(connection, event, now)
        return session

    def _check_code(self, person: Row[Any], code: str, address: str) -> None:
        now = self._clock.now()
        if not code:
            raise self._noted(refusals_doors.code_needed(), person.email, "code_needed", address)
        limits = throttle.of_codes(person.id)
        with writing(self._engine, DOORS) as connection:
            until = throttle.count(connection, limits, now)
            fits = until is None and second_factor.take(
                connection, person.school_id, person.id, code, now=now
            )
            if fits:
                throttle.forgive(connection, limits)
        if until:
            raise self._noted(throttle.refuse(until, now), person.email, "throttled", address)
        if not fits:
            raise self._noted(refusals_doors.wrong_code(), person.email, "wrong_code", address)

    def _noted(
        self, refusal: refusals.Refusal, email: str, outcome: Outcome, address: str
    ) -> refusals.Refusal:
        """Have a known user's failure written down after the answer: its time tells nothing."""
        now = self._clock.now()

        def note() -> None:
            with writing(self._engine, DOORS) as connection:
                c = user.c
                named = select(c.school_id, c.id).where(c.email == email)
                found = connection.execute(named).one_or_none()
                if found is not None:
                    event = Event(found.school_id, found.id, outcome, address)
                    audit.write(connection, event, now)

        refusal.afterwards = note
        return refusal

    def caller(
        self, token: str, said: Mapping[str, int | str], *, is_leaving: bool = False
    ) -> Caller:
        """Return who has a token; raises Refusal `not_signed_in` or `revoked`.

        What the device `said` of itself is kept, but not at every call. Where `is_leaving`, one
        without access is let in, to hand over what it carries.
        """
        with reading(self._engine, DOORS) as connection:
            found = connection.execute(_WHO, {"hash": hashed(token)}).one_or_none()
        if found is None:
            raise refusals.not_signed_in()
        is_out = bool(found.revoked_at) or not found.active
        if is_out and not is_leaving:
            raise refusals.revoked()
        caller = Caller(
            Sender(
                found.school_id,
                found.device_id,
                found.device_name,
                found.user_id,
                found.name,
                Viewer(found.role, found.instructor_id, found.department_id, found.device_id),
                has_left=is_out,
            ),
            Me.model_validate(found, from_attributes=True),
            found.viewer,
            schema=int(said.get("schema", found.schema)),
        )
        fresh = standing.to_note(found, said, self._clock.now())
        if fresh:
            self._note_standing(caller.sender, fresh)
        return caller

    def _note_standing(self, sender: Sender, said: Mapping[str, Any]) -> None:
        """Write down how a device stands; on a full disk one may still read."""
        try:
            self._change_device(sender, **said)
        except OperationalError as e:
            if not has_no_room(e):
                raise

    def begin_copy(self, sender: Sender) -> None:
        """Note that the device makes a copy from nothing, for the eyes of who has it now."""
        self._change_device(sender, viewer=sender.viewer.mark)

    def split(self, sender: Sender, asked: SplitAsked) -> Session:
        """Give somebody another device, for a computer that was copied from theirs."""
        new = SignIn(
            email="", password="", device_name=asked.device_name, app=asked.app,
            version=asked.version,
        )  # fmt: skip
        mine = and_(user.c.school_id == sender.school_id, user.c.id == sender.user_id)
        with writing(self._engine, sender.school_id) as connection:
            person = connection.execute(select(user).where(mine)).one()
            return self._open(connection, person, new)

    def sign_out(self, sender: Sender, address: str) -> None:
        """Forget the device's token; the device and its count of mutations stay."""
        self._change_device(sender, token_hash=None)
        with writing(self._engine, sender.school_id) as connection:
            whose = sender.school_id, sender.user_id
            event = Event(*whose, "signed_out", address, sender.device_id)
            audit.write(connection, event, self._clock.now())

    def _change_device(self, sender: Sender, **values: Any) -> None:
        mine = and_(device.c.school_id == sender.school_id, device.c.id == sender.device_id)
        with writing(self._engine, sender.school_id) as connection:
            connection.execute(update(device).where(mine).values(**values))

    def _refresh(self, connection: Connection, person: Row[Any], password: str) -> None:
        if self._passwords.is_outdated(person.password_hash):
            same = and_(user.c.school_id == person.school_id, user.c.id == person.id)
            fresh = {"password_hash": self._passwords.hash(password)}
            connection.execute(update(user).where(same).values(**fresh))

    def _open(self, connection: Connection, person: Row[Any], asked: SignIn) -> Session:
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        narrow(connection, person.school_id)
        device_id, last_n = self._enrol(connection, person, asked, token)
        there = connection.execute(select(school).where(school.c.id == person.school_id)).one()
        rows = select(func.count()).where(record.c.school_id == person.school_id)
        return Session(
            token=token,
            device_id=device_id,
            user_id=person.id,
            name=person.name,
            role=person.role,
            instructor_id=person.instructor_id,
            department_id=person.department_id,
            school_id=there.id,
            school_name=there.name,
            epoch=there.epoch,
            last_n=last_n,
            rows=connection.execute(rows).scalar_one(),
        )

    def _enrol(
        self, connection: Connection, person: Row[Any], asked: SignIn, token: str
    ) -> tuple[str, int]:
        """Give the token to the device that this was before, or to a new one."""
        now = self._clock.now()
        values = {
            "name": asked.device_name, "token_hash": hashed(token), "app": asked.app,
            "schema": asked.version, "seen_at": wire(now),
        }  # fmt: skip
        c = device.c
        same = and_(
            c.school_id == person.school_id,
            c.id == asked.device_id,
            c.user_id == person.id,
            c.revoked_at.is_(None),
        )
        again = update(device).where(same).values(**values).returning(c.id, c.last_n)
        found = connection.execute(again).one_or_none()
        if found:
            return found.id, found.last_n
        keys = {"school_id": person.school_id, "id": new_id(now), "user_id": person.id}
        connection.execute(insert(device).values(**keys, last_n=0, **values))
        return keys["id"], 0


_WHO = (
    select(
        device.c.school_id,
        device.c.id.label("device_id"),
        device.c.name.label("device_name"),
        device.c.revoked_at,
        device.c.seen_at,
        device.c.platform,
        device.c.app,
        device.c.schema,
        device.c.cursor,
        device.c.waiting,
        device.c.clock_off_s,
        device.c.viewer,
        user.c.id.label("user_id"),
        user.c.name,
        user.c.role,
        user.c.instructor_id,
        user.c.department_id,
        user.c.active,
        school.c.name.label("school_name"),
    )
    .join(user, and_(user.c.school_id == device.c.school_id, user.c.id == device.c.user_id))
    .join(school, school.c.id == device.c.school_id)
    .where(device.c.token_hash == bindparam("hash"))
)


def normal(email: str) -> str:
    """Return an e-mail as it is kept and compared."""
    return email.strip().casefold()


def hashed(token: str) -> str:
    """Tokens are random enough that a plain hash cannot be turned back."""
    return sha256(token.encode()).hexdigest()
