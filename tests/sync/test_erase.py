"""Erasing a school from a computer, broken off anywhere."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from jd_desktop.domain.clock import FixedClock
from jd_desktop.domain.errors import Offline, SecretsUnavailable
from jd_desktop.domain.language import text
from jd_desktop.host.paths import Paths
from jd_desktop.host.preferences import PreferencesFile
from jd_desktop.host.secrets import DATABASE_KEY, MemorySecrets
from jd_desktop.host.settings import Settings
from jd_desktop.sync.erase import Erased, Leaving, Locked
from tests.support.keyring import SecretService

STEPS = (
    "mark", "close", "key", "schools", "backups", "cache", "tell", "secrets", "settings", "done",
)  # fmt: skip
RUN = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from jd_desktop.domain.clock import FixedClock
from jd_desktop.host.paths import Paths
from jd_desktop.host.preferences import PreferencesFile
from jd_desktop.host.secrets import KeyringSecrets
from jd_desktop.host.settings import Settings
from jd_desktop.sync.erase import Leaving

folder, last = Path(sys.argv[1]), sys.argv[2]
paths = Paths(folder)
kept = KeyringSecrets(paths.prepare().identity())

def reached(step):
    if step == last:
        os.kill(os.getpid(), signal.SIGKILL)

if last == "plant":
    for name in ("database_key", "device_token", "twilio.auth_token"):
        kept.set(name, "planted")
elif last == "look":
    print([n for n in ("database_key", "device_token", "twilio.auth_token") if kept.get(n)])
else:
    settings = Settings(PreferencesFile(paths.preferences))
    told = lambda: (folder / "told").write_text("told")
    clock = FixedClock(datetime(2026, 11, 23, tzinfo=UTC))
    Leaving(paths, kept, settings, clock, reached=reached).erase(lambda: None, told)
"""


def run(service: SecretService, folder: Path, last: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", RUN, str(folder), last],
        env=service.environ, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def planted(folder: Path) -> Paths:
    paths = Paths(folder).prepare()
    for name in ("schools/school.db", "schools/school.db-wal", "backups/old.db", "logs/jd.log"):
        (folder / name).write_bytes(b"planted")
    Settings(PreferencesFile(paths.preferences)).set("email", "bo@skole.dk")
    return paths


def left_in(folder: Path) -> set[str]:
    return {str(f.relative_to(folder)) for f in folder.rglob("*") if f.is_file()}


@pytest.fixture
def leaving(tmp_path: Path, clock: FixedClock) -> Leaving:
    paths = planted(tmp_path / "data")
    return Leaving(paths, MemorySecrets(), Settings(PreferencesFile(paths.preferences)), clock)


def test_killed_at_any_step_the_next_start_finishes(
    secret_service: SecretService, tmp_path: Path
) -> None:
    secret_service.start("x")
    folder = tmp_path / "data"
    planted(folder)
    assert run(secret_service, folder, "plant").returncode == 0
    for step in STEPS:
        assert run(secret_service, folder, step).returncode == -signal.SIGKILL, step
    assert run(secret_service, folder, "none").returncode == 0
    assert left_in(folder) == {"farewell.json", "id", "preferences.toml", "told"}
    assert b"bo@skole.dk" not in (folder / "preferences.toml").read_bytes()
    assert run(secret_service, folder, "look").stdout.strip() == "[]"


def test_the_key_goes_before_the_files(tmp_path: Path, clock: FixedClock) -> None:
    kept, seen = MemorySecrets(), list[tuple[str, bool]]()
    kept.set(DATABASE_KEY, "planted")
    paths = planted(tmp_path / "data")
    settings = Settings(PreferencesFile(paths.preferences))

    def reached(step: str) -> None:
        seen.append((step, kept.get(DATABASE_KEY) is None))

    Leaving(paths, kept, settings, clock, reached=reached).erase(lambda: None, lambda: None)
    assert [step for step, _ in seen] == list(STEPS)
    assert all(gone for step, gone in seen[STEPS.index("schools") :])


def test_a_central_that_cannot_be_told_is_told_later(leaving: Leaving) -> None:
    def nobody() -> None:
        raise Offline(text("Centralen kan ikke nås lige nu."))

    with pytest.raises(Offline):
        leaving.erase(lambda: None, nobody)
    with pytest.raises(Erased):
        leaving.refuse()
    told: list[int] = []
    leaving.erase(lambda: None, lambda: told.append(1))
    assert told
    assert leaving.farewell is not None
    assert leaving.farewell.phase == "erased"


class Shut(MemorySecrets):
    """A keyring that is locked."""

    def delete(self, name: str) -> None:
        raise SecretsUnavailable(text("Nøgleringen er låst."))


def test_a_locked_keyring_saves_no_file_and_is_asked_again(
    tmp_path: Path, clock: FixedClock
) -> None:
    paths = planted(tmp_path / "data")
    settings = Settings(PreferencesFile(paths.preferences))
    told: list[int] = []
    with pytest.raises(SecretsUnavailable):
        Leaving(paths, Shut(), settings, clock).erase(lambda: None, lambda: told.append(1))
    assert not told
    assert "schools/school.db" not in left_in(paths.data)
    Leaving(paths, MemorySecrets(), settings, clock).erase(lambda: None, lambda: told.append(1))
    assert told


def test_locked_until_handed_over(leaving: Leaving) -> None:
    leaving.refuse()
    leaving.lock()
    with pytest.raises(Locked):
        leaving.refuse()
    leaving.forget()
    leaving.refuse()


def test_a_farewell_that_cannot_be_read_locks(leaving: Leaving, tmp_path: Path) -> None:
    (tmp_path / "data" / "farewell.json").write_text("{", "utf-8")
    with pytest.raises(Locked):
        leaving.refuse()
