"""Composition root: the only place that knows which parts a program is made of."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection

from jd_desktop.domain.clock import Clock, CorrectedClock
from jd_desktop.domain.errors import BadInput, Offline, Refused, SignInNeeded
from jd_desktop.domain.language import DANISH, Language, text
from jd_desktop.host.catalogue import holidays, load_language, templates
from jd_desktop.host.paths import Paths, resources
from jd_desktop.host.preferences import PreferencesFile
from jd_desktop.host.secrets import KeyringSecrets, LayeredSecrets, SecretState, open_secrets
from jd_desktop.host.settings import Settings
from jd_desktop.integrations.central.client import CentralClient
from jd_desktop.integrations.central.live import Hint, listening
from jd_desktop.integrations.http import http_client
from jd_desktop.operations.work import Work
from jd_desktop.protocol.session import Session
from jd_desktop.runtime.senders import WaysOut
from jd_desktop.store import migrate, state
from jd_desktop.store.engine import Database, open_database
from jd_desktop.sync import whole
from jd_desktop.sync.cycle import Desk, Report
from jd_desktop.sync.erase import Leaving
from jd_desktop.sync.hooks import Hooks, Progress
from jd_desktop.sync.joining import found, join, sign_off
from jd_desktop.sync.split import agreed, part_from_twin
from jd_desktop.sync.stopping import Stopping

T = TypeVar("T")
Guard = Callable[..., None]
SCHOOL, TOKEN = "school", "device_token"


class SystemClock:
    """The computer's own clock."""

    def now(self) -> datetime:
        """Return the present instant in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - the one place


@dataclass(frozen=True, slots=True)
class Start:
    """What a program starts from: data folder, environment, clock."""

    data: Path
    environ: Mapping[str, str]
    clock: Clock
    guard: Guard | None = None


class Program:
    """A program over one data folder; each part is made when it is first needed."""

    def __init__(self, start: Start):
        """Take where to work; nothing is opened yet."""
        self.start = start
        self.clock = CorrectedClock(start.clock)
        self.paths = Paths(start.data)
        self._token: str | None = None
        self.may_open = False

    @cached_property
    def settings(self) -> Settings:
        """This computer's settings."""
        self.paths.prepare()
        return Settings(PreferencesFile(self.paths.preferences), self.start.environ)

    @cached_property
    def language(self) -> Language:
        """The person's language."""
        return load_language(self.settings.get("language"), resources() / "i18n")

    @cached_property
    def secrets(self) -> LayeredSecrets:
        """The keyring, the environment before it."""
        self.paths.prepare()
        return open_secrets(self.start.environ, self.paths.identity())

    @property
    def is_set_up(self) -> bool:
        """Whether this data folder has a school."""
        return self.paths.database(SCHOOL).exists()

    @cached_property
    def database(self) -> Database:
        """The school's database, brought up to date; raises DatabaseUnusable, Locked, Erased."""
        if not self.may_open:
            self.leaving.refuse()
        self.paths.prepare()
        database = open_database(self.paths.database(SCHOOL), self.secrets, guard=self.start.guard)
        stamp = self.clock.now().strftime("%Y%m%d-%H%M%S")
        migrate.bring_up(database, self.paths.backups / f"{SCHOOL}-{stamp}.db")
        with database.writer().connect() as db:
            ahead = int(state.get(db, "clock_off_s", 0))
        self.clock.offset = timedelta(seconds=-ahead)
        return database

    def school(self) -> Database:
        """Return the database of a school that is set up; raises SignInNeeded."""
        if not self.may_open:
            self.leaving.refuse()
        if not self.is_set_up:
            raise SignInNeeded(
                text("Der er ingen skole i denne datamappe endnu."),
                hint=text("Log ind først: jd-desktop sign-in --central ADRESSE --email E-MAIL."),
            )
        return self.database

    @cached_property
    def work(self) -> Work:
        """What operations work with."""
        hold = timedelta(seconds=int(self.settings.get("outbox.hold_s")))
        read = templates(resources() / "templates")
        days = holidays(DANISH, resources())
        return Work(
            self.database.writer(), self.clock, read, hold=hold, is_holiday=days.__contains__
        )

    def write(self, fn: Callable[[Connection], T]) -> T:
        """Run in a write transaction."""
        with self.school().writer().begin() as db:
            return fn(db)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a read transaction: one moment of the database."""
        with self.school().reader().begin() as db:
            yield db

    def central(self, *, token: bool = True) -> CentralClient:
        """Return the central, signed in with this device's token."""
        address = self.settings.get("central.url")
        if not address:
            raise BadInput(
                text("Der er ikke valgt en central."),
                hint=text("Log ind først: jd-desktop sign-in --central ADRESSE --email E-MAIL."),
            )
        kept = self.token() if token else ""
        if not kept and token:
            raise SignInNeeded(
                text("Du er logget ud af centralen."), hint=text("Log ind for at synkronisere.")
            )
        return CentralClient(http_client(address), kept)

    def token(self) -> str:
        """Return this device's token, "" where it is signed out; asked for once."""
        if self._token is None:
            if self.keeps_token_itself:
                with self.reading() as db:
                    self._token = str(state.get(db, TOKEN, ""))
            else:
                self._token = self.secrets.get(TOKEN) or ""
        return self._token

    @cached_property
    def keeps_token_itself(self) -> bool:
        """Whether there is no keyring and the encrypted database keeps the token (decision 6)."""
        has_key = bool(self.start.environ.get("JD_DATABASE_KEY"))
        kept = KeyringSecrets(self.paths.prepare().identity()) if has_key else None
        return kept is not None and kept.state() is not SecretState.OK

    def ask_session(self, address: str, email: str, password: str, *, code: str = "") -> Session:
        """Ask a central to let this computer in; no database is touched."""
        if not self.keeps_token_itself:
            self.secrets.get(TOKEN)  # says at once where the keyring cannot be used
        with CentralClient(http_client(address)) as central:
            here = {"device_id": self.settings.get("device.id"), "code": code}
            return central.sign_in(email, password, self._device_name, **here)

    def accept_session(self, session: Session, address: str, email: str) -> None:
        """Become the device: token into the keyring, person into the database."""
        self.may_open = True
        try:
            with self.database.writer().begin() as db:
                join(db, session, self._device_name)
        except Refused:
            with suppress(Offline), CentralClient(http_client(address), session.token) as central:
                central.sign_out()  # nobody is to come in by what nobody keeps
            raise
        self._keep(session, self)
        for k, v in (("central.url", address), ("email", email), ("twilio.hook", session.sms_hook)):
            self.settings.set(k, v)
        self.leaving.forget()

    @property
    def _device_name(self) -> str:
        return self.settings.get("device.name") or socket.gethostname()

    def _keep(self, session: Session, desk: Desk) -> None:
        if self.keeps_token_itself:
            desk.write(lambda db: state.put(db, **{TOKEN: session.token}))
        else:
            self.secrets.set(TOKEN, session.token)
        self._token = session.token
        self.settings.set("device.id", session.device_id)

    def _part(self, desk: Desk, first: int, hooks: Hooks) -> None:
        with self.central() as central:
            name, now = self._device_name, self.clock.now()
            session = part_from_twin(central, desk, name, first, now=now)
        self._keep(session, desk)
        hooks.split()

    def sign_in(self, address: str, email: str, password: str, *, code: str = "") -> Session:
        """Become a device of a school, all on this thread."""
        session = self.ask_session(address, email, password, code=code)
        self.accept_session(session, address, email)
        return session

    def sign_out(self) -> int:
        """Give the token back; returns how many changes still wait here."""
        self.give_token_back()
        return self.forget_session()

    def give_token_back(self) -> None:
        """Tell the central; raises Offline."""
        with self.central() as central:
            central.sign_out()

    def forget_session(self) -> int:
        """Forget the token here; returns how many changes still wait."""
        if not self.keeps_token_itself:
            self.secrets.delete(TOKEN)
        self._token = ""
        self.write(lambda db: state.put(db, **{TOKEN: None}))
        return self.write(sign_off)

    def found(self, school: str, person: str) -> None:
        """Begin a school that works alone on this computer."""
        if not self.is_set_up:
            self.leaving.forget()
        with self.database.writer().begin() as db:
            found(db, school, person)

    @property
    def is_alone(self) -> bool:
        """Whether this computer is its own server."""
        with self.reading() as db:
            return state.is_alone(db)

    def sync(
        self,
        progress: Progress | None = None,
        *,
        desk: Desk | None = None,
        hooks: Hooks | None = None,
        stopping: Stopping | None = None,
    ) -> Report:
        """Agree with the central once; raises Offline and SignInNeeded.

        `desk` reaches the database where another thread is its writer; `stopping` lets one
        break off what is waited for.
        """
        told = hooks or Hooks()
        told = replace(told, progress=progress or told.progress)

        def agree() -> Report:
            with self.central() as central, (stopping or Stopping()).stops(central.line.cut):
                tell = replace(told, standing=lambda here: central.line.tell(**asdict(here)))
                return whole.agree(central, desk or self, self.clock, tell)

        return agreed(agree, lambda first: self._part(desk or self, first, told))

    @contextmanager
    def live(self, stopping: Stopping) -> Iterator[Iterator[Hint]]:
        """Listen for the central's hints, until it or we end it; raises as `sync` does."""
        with (
            self.central() as central,
            stopping.stops(central.line.cut),
            listening(central.line) as hints,
        ):
            yield hints

    @cached_property
    def leaving(self) -> Leaving:
        """How this computer leaves its school, should its access be taken."""
        kept = KeyringSecrets(self.paths.prepare().identity())
        return Leaving(self.paths, kept, self.settings, self.clock)

    @cached_property
    def ways_out(self) -> WaysOut:
        """How SMS and e-mail leave this computer."""
        return WaysOut(self.settings, self.secrets, self.clock)

    def close(self) -> None:
        """Close what was opened."""
        if "database" in self.__dict__:
            self.database.close()
