"""A new password for who has forgotten theirs: a link by mail, good once and for an hour."""

from __future__ import annotations

import logging
import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, and_, delete, insert, select, update

from jd_desktop.central import audit, throttle
from jd_desktop.central.accounts import set_password
from jd_desktop.central.audit import Event
from jd_desktop.central.database import DOORS, reading, writing
from jd_desktop.central.mail import Mailer
from jd_desktop.central.pages import RESET_PATH
from jd_desktop.central.password_rules import weakness
from jd_desktop.central.passwords import Passwords
from jd_desktop.central.people import hashed, normal
from jd_desktop.central.tables import reset, user
from jd_desktop.domain.clock import Clock, wire
from jd_desktop.domain.errors import JdError
from jd_desktop.domain.language import Language, Text, text

VALID = timedelta(minutes=60)
_TOKEN_BYTES = 32
_log = logging.getLogger("jd_desktop.central.resets")


class Resets:
    """Asks for links and honours them; keeps hashes of them only."""

    def __init__(self, engine: Engine, clock: Clock, passwords: Passwords, mailer: Mailer):
        """Take the database, the time, the keeper of passwords and the way of mails."""
        self._engine, self._clock, self._passwords = engine, clock, passwords
        self._mailer = mailer

    @property
    def is_mailed(self) -> bool:
        """Whether this central can send links at all."""
        return self._mailer.settings.can_send

    def count(self, email: str, address: str) -> None:
        """Count somebody asking, the same for known and unknown; raises Refusal `throttled`."""
        now = self._clock.now()
        with writing(self._engine, DOORS) as connection:
            until = throttle.count(connection, throttle.at_reset(normal(email), address), now)
        if until:
            raise throttle.refuse(until, now)

    def mail_link(self, email: str, address: str, language: Language) -> None:
        """Mail a link where there is such a person; done after the answer, told to nobody."""
        token, now = secrets.token_urlsafe(_TOKEN_BYTES), self._clock.now()
        with writing(self._engine, DOORS) as connection:
            found = select(user).where(user.c.email == normal(email), user.c.active)
            person = connection.execute(found).one_or_none()
            if person is None:
                return
            if self.is_mailed:
                _keep(connection, person, token, now)
            event = Event(person.school_id, person.id, "reset_asked", address)
            audit.write(connection, event, now)
        if not self.is_mailed:
            return
        # No transaction is open: a slow mail server keeps nobody waiting.
        link = f"{self._mailer.settings.central}{RESET_PATH}?token={token}"
        try:
            self._mailer.send(person.email, *_mail(language, person.name, link))
        except JdError as error:
            _log.warning("mail not sent: %s", error.detail)

    def is_open(self, token: str) -> bool:
        """Say whether a link still works."""
        with reading(self._engine, DOORS) as connection:
            return self._person(connection, token) is not None

    def use(self, token: str, new: str, address: str) -> Text | None:
        """Set the new password; returns why it is too weak, None when done.

        Everybody signed in as this person is signed out. Raises LookupError for a link that
        does not work any more.
        """
        with reading(self._engine, DOORS) as connection:
            person = self._person(connection, token)
        if person is None:
            raise LookupError
        why = weakness(new, person.email)
        if why is not None:
            return why
        fresh, now = self._passwords.hash(new), self._clock.now()
        with writing(self._engine, DOORS) as connection:
            if not _used(connection, token, now):
                raise LookupError
            _void_others(connection, person, now)
            set_password(connection, person, fresh, now)
            event = Event(person.school_id, person.id, "password_reset", address)
            audit.write(connection, event, now)
        return None

    def _person(self, connection: Connection, token: str) -> Row[Any] | None:
        r, u = reset.c, user.c
        wanted = (
            select(user)
            .join(reset, and_(r.school_id == u.school_id, r.user_id == u.id))
            .where(r.token_hash == hashed(token), r.used_at.is_(None), u.active)
            .where(r.expires_at > wire(self._clock.now()))
        )
        return connection.execute(wanted).one_or_none()


def sweep(connection: Connection, now: datetime) -> None:
    """Delete links that no longer work."""
    connection.execute(delete(reset).where(reset.c.expires_at <= wire(now)))


def _keep(connection: Connection, person: Row[Any], token: str, now: datetime) -> None:
    connection.execute(
        insert(reset).values(
            token_hash=hashed(token), school_id=person.school_id, user_id=person.id,
            expires_at=wire(now + VALID), used_at=None,
        )
    )  # fmt: skip


def _used(connection: Connection, token: str, now: datetime) -> bool:
    """Mark a link used; says whether it was this call that did it."""
    once = update(reset).where(reset.c.token_hash == hashed(token), reset.c.used_at.is_(None))
    return connection.execute(once.values(used_at=wire(now))).rowcount == 1


def _void_others(connection: Connection, person: Row[Any], now: datetime) -> None:
    r = reset.c
    theirs = and_(r.school_id == person.school_id, r.user_id == person.id, r.used_at.is_(None))
    connection.execute(update(reset).where(theirs).values(used_at=wire(now)))


def _mail(language: Language, name: str, link: str) -> tuple[str, str]:
    """Return the subject and the words of the mail."""
    say = language.say
    subject = say(text("Ny adgangskode til Just Driving"))
    words = text(
        "Hej {navn}\n\n"
        "Du, eller en anden, har bedt om en ny adgangskode til Just Driving. Vælg den her inden"
        " for en time:\n\n{link}\n\n"
        "Når du har valgt den, bliver du logget ud på alle computere. Har du ikke bedt om det,"
        " skal du ikke gøre noget; din adgangskode er den samme.\n",
        navn=name,
        link=link,
    )
    return subject, say(words)
