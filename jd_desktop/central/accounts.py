"""A person's own account: the password and the second factor, changed by who knows them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, and_, select, update

from jd_desktop.central import audit, refusals_doors, second_factor, throttle
from jd_desktop.central.accept import Sender
from jd_desktop.central.audit import Event
from jd_desktop.central.database import reading, writing
from jd_desktop.central.password_rules import weakness
from jd_desktop.central.passwords import Passwords
from jd_desktop.central.tables import device, user
from jd_desktop.domain.clock import Clock, wire
from jd_desktop.protocol.account import Account, Factor, Outcome


class Accounts:
    """What somebody who is signed in changes of their own way in; tries are counted."""

    def __init__(self, engine: Engine, clock: Clock, passwords: Passwords):
        """Take the database, the time and the keeper of passwords."""
        self._engine, self._clock, self._passwords = engine, clock, passwords

    def tell(self, sender: Sender) -> Account:
        """Return the account."""
        person = self._person(sender)
        on = second_factor.is_on(person)
        return Account(email=person.email, name=person.name, has_second_factor=on)

    def change_password(self, sender: Sender, address: str, *, old: str, new: str) -> None:
        """Set a new password; the person's other computers are signed out.

        Raises Refusal `wrong_password`, `weak_password` or `throttled`.
        """
        person = self._person(sender)
        why = weakness(new, person.email)
        if why is not None:
            raise refusals_doors.weak_password(why)
        self._need_password(person, old, sender, address)
        fresh = self._passwords.hash(new)
        with self._noting(sender, "password_changed", address) as (connection, now):
            set_password(connection, person, fresh, now, but=sender.device_id)

    def enrol(self, sender: Sender, address: str, password: str) -> Factor:
        """Give out a second factor's secret, to be confirmed by a code.

        Raises Refusal `wrong_password`, `factor_on` or `throttled`.
        """
        person = self._person(sender)
        self._need_password(person, password, sender, address)
        if second_factor.is_on(person):
            raise refusals_doors.factor_on()
        with writing(self._engine, sender.school_id) as connection:
            secret = second_factor.enrol(connection, sender.school_id, sender.user_id)
        return Factor(secret=secret, uri=second_factor.uri(secret, person.email))

    def confirm(self, sender: Sender, address: str, code: str) -> None:
        """Switch the second factor on; raises Refusal `wrong_code`, `factor_on`, `throttled`."""
        if second_factor.is_on(self._person(sender)):
            raise refusals_doors.factor_on()
        self._need_code(sender, code, address)
        with self._noting(sender, "factor_on", address):
            pass

    def remove(self, sender: Sender, address: str, password: str, code: str) -> None:
        """Switch the second factor off, by the password and a code.

        Raises Refusal `wrong_password`, `wrong_code` or `throttled`.
        """
        self._need_password(self._person(sender), password, sender, address)
        self._need_code(sender, code, address)
        with self._noting(sender, "factor_off", address) as (connection, _now):
            second_factor.remove(connection, sender.school_id, sender.user_id)

    def _person(self, sender: Sender) -> Row[Any]:
        one = and_(user.c.school_id == sender.school_id, user.c.id == sender.user_id)
        with reading(self._engine, sender.school_id) as connection:
            return connection.execute(select(user).where(one)).one()

    def _need_password(self, person: Row[Any], typed: str, sender: Sender, address: str) -> None:
        self._count(sender, throttle.at_account(sender.user_id))
        if not self._passwords.fits(person.password_hash, typed):
            with self._noting(sender, "wrong_password", address):
                pass
            raise refusals_doors.wrong_password()
        with writing(self._engine, sender.school_id) as connection:
            throttle.forgive(connection, throttle.at_account(sender.user_id))

    def _need_code(self, sender: Sender, code: str, address: str) -> None:
        limits = throttle.of_codes(sender.user_id)
        self._count(sender, limits)
        who = sender.school_id, sender.user_id
        with writing(self._engine, sender.school_id) as connection:
            fits = second_factor.take(connection, *who, code, now=self._clock.now())
            if fits:
                throttle.forgive(connection, limits)
        if not fits:
            with self._noting(sender, "wrong_code", address):
                pass
            raise refusals_doors.wrong_code()

    def _count(self, sender: Sender, limits: throttle.Limits) -> None:
        now = self._clock.now()
        with writing(self._engine, sender.school_id) as connection:
            until = throttle.count(connection, limits, now)
        if until:
            raise throttle.refuse(until, now)

    @contextmanager
    def _noting(
        self, sender: Sender, outcome: Outcome, address: str
    ) -> Iterator[tuple[Connection, datetime]]:
        """Write down what is done, together with it."""
        now = self._clock.now()
        with writing(self._engine, sender.school_id) as connection:
            yield connection, now
            whose = sender.school_id, sender.user_id
            audit.write(connection, Event(*whose, outcome, address, sender.device_id), now)


def set_password(
    connection: Connection, person: Row[Any], fresh: str, now: datetime, *, but: str = ""
) -> None:
    """Keep a new password's hash, and sign out the person's devices but one."""
    one = and_(user.c.school_id == person.school_id, user.c.id == person.id)
    values = {"password_hash": fresh, "password_at": wire(now)}
    connection.execute(update(user).where(one).values(**values))
    d = device.c
    others = and_(d.school_id == person.school_id, d.user_id == person.id, d.id != but)
    # A revoked one keeps its token, to be told why and to hand over.
    out = update(device).where(others, d.revoked_at.is_(None))
    connection.execute(out.values(token_hash=None))
