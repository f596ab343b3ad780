"""Secrets live in the system's keyring, or in memory; a person hears why where they cannot."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.backends.null import Keyring as NullKeyring
from keyring.errors import InitError, KeyringLocked, PasswordSetError

from jd_desktop.domain.errors import BadInput, JdError, SecretsUnavailable
from jd_desktop.domain.language import DANISH
from jd_desktop.host.secrets import (
    EnvironmentSecrets,
    KeyringSecrets,
    LayeredSecrets,
    MemorySecrets,
    Secrets,
    SecretState,
    open_secrets,
)
from tests.support.keyring import SecretService

ROUND_TRIP = """
import json
from jd_desktop.host.secrets import KeyringSecrets
first, other = KeyringSecrets("kontor/nord"), KeyringSecrets("larer/nord")
first.set("twilio.auth_token", "rødgrød-æøå-ÆØÅ-€")
first.set("longest", "å" * 1200)
fresh = KeyringSecrets("kontor/nord")
seen = [fresh.get("twilio.auth_token"), len(fresh.get("longest")), other.get("twilio.auth_token")]
fresh.set("twilio.auth_token", "ny")
seen += [fresh.get("twilio.auth_token"), first.state().value]
fresh.delete("twilio.auth_token")
fresh.delete("twilio.auth_token")
seen += [fresh.get("twilio.auth_token"), KeyringSecrets("kontor/nord").get("twilio.auth_token")]
print(json.dumps(seen))
"""
ASK = """
import json
from jd_desktop.domain.errors import SecretsUnavailable
from jd_desktop.domain.language import DANISH
from jd_desktop.host.secrets import KeyringSecrets, open_secrets
secrets = KeyringSecrets("a")
state, why = secrets.probe()
said = []
for use in (lambda: secrets.get("t"), lambda: secrets.set("t", "x"), lambda: secrets.delete("t")):
    try:
        said.append(use())
    except SecretsUnavailable as error:
        said.append(error.sentence(DANISH))
said.append(open_secrets({"JD_DATABASE_KEY": "k"}, "a").get("database_key"))
print(json.dumps([state.value, why and why.sentence(DANISH), said]))
"""
LOCKED = "Nøgleringen er låst. Lås den op og prøv igen."


ROOT = str(Path(__file__).resolve().parents[2])
KEEP = "from jd_desktop.host.secrets import KeyringSecrets as K; K('a').set('t', 'kept')"


def run(program: str, environ: dict[str, str]) -> str:
    """Run Python in a person's session; return what it prints."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], env=environ | {"PYTHONPATH": ROOT},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def session(secret_service: SecretService) -> dict[str, str]:
    secret_service.start("ci")
    return secret_service.environ


@pytest.fixture
def locked(secret_service: SecretService) -> Iterator[SecretService]:
    """A session whose keyring holds a secret and was not unlocked."""
    secret_service.start("ci")
    run(KEEP, secret_service.environ)
    secret_service.stop()
    later = SecretService(secret_service.folder)
    later.start(None)
    yield later
    later.stop()


def test_a_secret_goes_into_the_keyring_and_comes_back(session: dict[str, str]) -> None:
    seen = json.loads(run(ROUND_TRIP, session))
    assert seen == ["rødgrød-æøå-ÆØÅ-€", 1200, None, "ny", "ok", None, None]


def test_a_locked_keyring_is_said_and_nothing_in_it_is_lost(locked: SecretService) -> None:
    state, why, said = json.loads(run(ASK, locked.environ))
    assert (state, why) == ("locked", LOCKED)
    assert said == [LOCKED, LOCKED, LOCKED, "k"]
    locked.stop()
    unlocked = SecretService(locked.folder)
    unlocked.start("ci")
    state, why, said = json.loads(run(ASK, unlocked.environ))
    unlocked.stop()
    assert (state, why, said) == ("ok", None, ["kept", None, None, "k"])


@pytest.fixture
def no_bus(tmp_path: Path) -> dict[str, str]:
    nowhere = f"unix:path={tmp_path}/no-bus"
    return {"HOME": str(tmp_path), "DBUS_SESSION_BUS_ADDRESS": nowhere, "PATH": "/usr/bin:/bin"}


def test_no_keyring_is_said_and_the_environment_still_counts(no_bus: dict[str, str]) -> None:
    state, why, said = json.loads(run(ASK, no_bus))
    assert state == "missing"
    assert why.startswith("Der er ingen nøglering på denne computer")
    assert said == [why, why, why, "k"]


def test_no_file_in_the_data_folder_ever_holds_a_secret(
    session: dict[str, str], secret_service: SecretService
) -> None:
    program = """
from pathlib import Path
from sqlalchemy import text
from jd_desktop.host.paths import Paths
from jd_desktop.host.secrets import open_secrets
from jd_desktop.store.engine import open_database
paths = Paths(Path.home() / "jd").prepare()
secrets = open_secrets({}, f"{paths.identity()}/nord")
secrets.set("twilio.auth_token", "planted-token-æøå")
database = open_database(paths.database("nord"), secrets)
with database.writer().begin() as db:
    db.execute(text("CREATE TABLE note (body TEXT)"))
print(secrets.get("database_key"))
database.close()
"""
    key = run(program, session)
    assert len(bytes.fromhex(key)) == 32
    found = b"".join(p.read_bytes() for p in secret_service.folder.rglob("*") if p.is_file())
    for secret in (key.encode(), bytes.fromhex(key), "planted-token-æøå".encode()):
        assert secret not in found


@pytest.mark.parametrize(
    "chosen", ["keyring.backends.null.Keyring", "tests.host.test_secrets.PlainFile"]
)
def test_a_keyring_that_keeps_plain_text_or_nothing_is_refused(
    no_bus: dict[str, str], chosen: str, tmp_path: Path
) -> None:
    state, why, _ = json.loads(run(ASK, no_bus | {"PYTHON_KEYRING_BACKEND": chosen}))
    assert state == "missing"
    assert why.startswith("Der er ingen nøglering på denne computer, som må bruges.")
    assert not (tmp_path / "plain.txt").exists()


class PlainFile(KeyringBackend):
    """What keyrings.alt would offer: a file."""

    priority = 99  # type: ignore[assignment]  # keyring declares a class property

    def get_password(self, service: str, username: str) -> str | None:
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        (Path.home() / "plain.txt").write_text(password)

    def delete_password(self, service: str, username: str) -> None:
        return None


def stand_in(**methods: object) -> KeyringBackend:
    """Stand where the system's back end stands, to fail as it does on systems not at hand."""
    made = type("Keyring", (NullKeyring,), {"__module__": "keyring.backends.macOS", **methods})
    return made()  # type: ignore[no-any-return]  # a class made here


def failing(error: Exception) -> object:
    def fail(*_: object) -> None:
        raise error

    return fail


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (KeyringLocked("no"), SecretState.LOCKED),
        (PasswordSetError("no"), SecretState.READONLY),
        (InitError("no"), SecretState.MISSING),
        (OSError("bus gone"), SecretState.MISSING),
    ],
)
def test_each_way_to_fail_has_its_state_and_sentence(error: Exception, state: SecretState) -> None:
    secrets = KeyringSecrets("a", lambda: stand_in(set_password=failing(error)))
    found, why = secrets.probe()
    assert found is state
    assert why is not None
    assert why.hint is not None
    with pytest.raises(SecretsUnavailable) as caught:
        secrets.set("t", "planted")
    assert caught.value.sentence(DANISH) == why.sentence(DANISH)
    assert "planted" not in caught.value.detail + str(caught.value)


def test_a_keyring_that_silently_keeps_nothing_is_readonly() -> None:
    assert KeyringSecrets("a", stand_in).state() is SecretState.READONLY


def test_on_windows_a_secret_stays_on_the_computer() -> None:
    from keyring.backends.Windows import WinVaultKeyring

    told: list[object] = []
    windows = type("Vault", (NullKeyring,), {"__module__": "keyring.backends.Windows"})
    windows.persist = property(fset=lambda _, value: told.append(value))  # type: ignore[attr-defined]  # as on Windows
    KeyringSecrets("a", windows).get("t")
    assert told == ["local machine"]
    assert hasattr(type(vars(WinVaultKeyring)["persist"]), "__set__")


def test_our_own_mistakes_are_not_called_a_missing_keyring() -> None:
    secrets = KeyringSecrets("a", lambda: stand_in(get_password=failing(KeyError("bug"))))
    with pytest.raises(KeyError):
        secrets.get("t")


def test_the_keyring_is_read_once_per_session() -> None:
    asked: list[tuple[str, str]] = []

    def get(_: object, service: str, username: str) -> str:
        asked.append((service, username))
        return "kept"

    secrets = KeyringSecrets("abc/nord", lambda: stand_in(get_password=get))
    assert [secrets.get("stripe.key") for _ in range(3)] == ["kept"] * 3
    assert asked == [("jd_desktop/abc/nord/stripe.key", "stripe.key")]
    secrets.forget_session()
    secrets.get("stripe.key")
    assert len(asked) == 2


def test_a_missing_secret_is_asked_for_again() -> None:
    answers = iter([None, "set by another program"])
    backend = stand_in(get_password=lambda *_: next(answers))
    secrets = KeyringSecrets("a", lambda: backend)
    assert secrets.get("t") is None
    assert secrets.get("t") == "set by another program"


@pytest.mark.parametrize("secrets", [MemorySecrets(), KeyringSecrets("a", stand_in)])
def test_what_windows_cannot_keep_is_refused_everywhere(secrets: Secrets) -> None:
    secrets.set("t", "x" * 1200)
    with pytest.raises(BadInput, match="højst 1200 tegn"):
        secrets.set("t", "x" * 1201)
    with pytest.raises(BadInput, match="tom"):
        secrets.set("t", "")
    with pytest.raises(ValueError, match="name"):
        secrets.set("../t", "x")


def test_memory_forgets_when_told() -> None:
    secrets = MemorySecrets()
    secrets.set("t", "x")
    assert secrets.get("t") == "x"
    secrets.delete("t")
    secrets.delete("t")
    assert secrets.get("t") is None
    assert secrets.state() is SecretState.OK


def test_the_environment_names_each_secret() -> None:
    environ = {
        "JD_DATABASE_KEY": "key", "JD_PASSWORD": "password", "JD_SECRET_TWILIO_AUTH_TOKEN": "token",
        "JD_SECRET_EMPTY": "",
    }  # fmt: skip
    secrets = EnvironmentSecrets(environ)
    names = ("database_key", "password", "twilio.auth_token", "empty", "unset")
    assert [secrets.get(name) for name in names] == ["key", "password", "token", None, None]
    assert secrets.state() is SecretState.READONLY


def test_the_environment_wins_and_cannot_be_changed_behind_its_back() -> None:
    kept = MemorySecrets()
    kept.set("twilio.auth_token", "kept")
    secrets = LayeredSecrets(EnvironmentSecrets({"JD_SECRET_TWILIO_AUTH_TOKEN": "given"}), kept)
    assert secrets.get("twilio.auth_token") == "given"
    for change in (
        lambda: secrets.set("twilio.auth_token", "x"),
        lambda: secrets.delete("twilio.auth_token"),
    ):
        with pytest.raises(SecretsUnavailable, match="JD_SECRET_TWILIO_AUTH_TOKEN styres af"):
            change()
    assert kept.get("twilio.auth_token") == "kept"
    secrets.set("stripe.key", "x")
    assert (secrets.get("stripe.key"), kept.get("stripe.key")) == ("x", "x")
    secrets.delete("stripe.key")
    assert secrets.get("stripe.key") is None


def test_where_everything_is_in_the_environment_no_keyring_is_asked() -> None:
    secrets = LayeredSecrets(
        EnvironmentSecrets({"JD_PASSWORD": "p"}), KeyringSecrets("a", NoKeyring)
    )
    assert secrets.get("password") == "p"
    with pytest.raises(JdError, match="ingen nøglering"):
        secrets.get("database_key")
    assert isinstance(open_secrets({}, "a"), LayeredSecrets)
