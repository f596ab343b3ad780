"""In a real session: the keyring open, locked or not there, and nothing secret in any file."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend

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
    "chosen", ["keyring.backends.null.Keyring", "tests.host.test_secrets_session.PlainFile"]
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
