"""The demo's stage: servers running, the school planted, office and instructor signed in."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from jd_desktop.central.commands import create_school, create_user
from jd_desktop.central.hook_commands import set_hook_secret
from jd_desktop.cli.processes import Person, Servers
from jd_desktop.host.paths import Paths
from jd_desktop.host.preferences import PreferencesFile
from jd_desktop.host.settings import Settings
from jd_desktop.main import SystemClock
from jd_desktop.sandbox.relay import Relay

SCHOOL = "Nordre Køreskole"
OFFICE_EMAIL, INSTRUCTOR_EMAIL = "lone@nordre.example", "bo@nordre.example"
INSTRUCTOR = "Bo Mikkelsen"
ACCOUNT = "AC" + "5" * 32
HOLD_S = "2"
_SETTINGS: Mapping[str, str] = {
    "mode": "test", "twilio.account_sid": ACCOUNT, "twilio.sender": "Koreskole",
    "email.from_address": "kontor@nordre.example", "email.from_name": SCHOOL,
    "outbox.hold_s": HOLD_S, "outbox.quarantine_s": "5", "outbox.first_poll_s": "2",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stage:
    """Who plays, and where everything is."""

    folder: Path
    database: str
    central: str
    twilio: str
    sparkpost: str
    stripe: str
    wire: Relay
    office: Person
    instructor: Person
    instructor_email: str
    password: str


def build_stage(stack: ExitStack, folder: Path) -> Stage:
    """Start the servers, plant the school, sign both people in; all real processes."""
    password, auth_token = secrets.token_urlsafe(12), secrets.token_urlsafe(24)
    database = f"sqlite:///{folder / 'central.db'}"
    school_id = create_school(database, SCHOOL)
    servers = Servers(stack)
    central = servers.start("serve-central", "--database", database, log=folder / "central.log")
    twilio = servers.start(
        "serve-twilio", "--account", ACCOUNT, "--file", str(folder / "twilio.jsonl"),
        log=folder / "twilio.log", environ={"JD_SECRET_TWILIO_AUTH_TOKEN": auth_token},
    )  # fmt: skip
    key = secrets.token_urlsafe(24)
    sparkpost = servers.start(
        "serve-sparkpost", "--file", str(folder / "sparkpost.jsonl"),
        log=folder / "sparkpost.log", environ={"JD_SECRET_SPARKPOST_API_KEY": key},
    )  # fmt: skip
    card_key = "rk_test_" + secrets.token_hex(12)
    stripe = _stripe(servers, database, school_id, central=central, key=card_key)
    wire = _relay(stack, central)
    create_user(database, school_id, "admin@nordre.example", "Admin", "admin", password)
    admin = Person("Admin", folder / "admin", {})
    _sign_in(admin, central, "admin@nordre.example", password)
    admin.must("plant-sample")
    admin.must("sync")
    bo = next(
        i for i in admin.must("list", "instructors", "--json").json() if i["name"] == INSTRUCTOR
    )
    create_user(database, school_id, OFFICE_EMAIL, "Lone Kontor", "admin", password)
    create_user(database, school_id, INSTRUCTOR_EMAIL, INSTRUCTOR, "instructor", password, bo["id"])
    office, instructor = (Person(n, folder / f, {}) for n, f in (("Lone", "office"), ("Bo", "bo")))
    for person, email in ((office, OFFICE_EMAIL), (instructor, INSTRUCTOR_EMAIL)):
        _sign_in(person, wire.address, email, password)
        _set_up(
            person,
            {"twilio.base_url": twilio, "sparkpost.base_url": sparkpost, "stripe.base_url": stripe},
            {"twilio.auth_token": auth_token, "sparkpost.api_key": key},
        )
    office.must("secret", "set", "stripe.api_key", given=card_key + "\n")
    servers_at = (central, twilio, sparkpost, stripe)
    return Stage(
        folder, database, *servers_at, wire, office, instructor, INSTRUCTOR_EMAIL, password
    )


def _stripe(servers: Servers, database: str, school_id: str, *, central: str, key: str) -> str:
    """Start the stand-in for Stripe, which tells the central of what is paid."""
    hook, folder = (
        "whsec_" + secrets.token_hex(16),
        Path(database.removeprefix("sqlite:///")).parent,
    )
    path = set_hook_secret(database, school_id, "stripe", hook, clock=SystemClock())
    return servers.start(
        "serve-stripe", "--file", str(folder / "stripe.json"), "--hook", central + path,
        log=folder / "stripe.log",
        environ={"JD_SECRET_STRIPE_API_KEY": key, "JD_SECRET_STRIPE_HOOK": hook},
    )  # fmt: skip


def _relay(stack: ExitStack, central: str) -> Relay:
    address = urlsplit(central)
    wire = Relay(address.hostname or "127.0.0.1", address.port or 80)
    carrying = threading.Thread(target=wire.serve_forever, daemon=True)  # noqa: TID251 - a server
    carrying.start()
    stack.callback(wire.server_close)
    stack.callback(wire.shutdown)
    return wire


def _sign_in(person: Person, address: str, email: str, password: str) -> None:
    person.must("sign-in", "--central", address, "--email", email, extra={"JD_PASSWORD": password})


def _set_up(person: Person, vendors: Mapping[str, str], secret: Mapping[str, str]) -> None:
    """Point a person's computer at the stand-ins; keys go the only way that they can."""
    settings = Settings(PreferencesFile(Paths(person.folder).preferences))
    for key, value in {**_SETTINGS, **vendors}.items():
        settings.set(key, value)
    for name, value in secret.items():
        person.must("secret", "set", name, given=value + "\n")
