"""A real Secret Service of the test's own: unlocked, locked or absent."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

NAME = "org.freedesktop.secrets"


class SecretService:
    """A private D-Bus, and gnome-keyring on it once `start` is called; `environ` leads to it."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.address = ""
        self._daemon: subprocess.Popen[bytes] | None = None
        # The bus starts a keyring by itself for whoever asks, so that it too must not see HOME.
        self._bus = subprocess.Popen(
            [_program("dbus-daemon"), "--session", "--nofork", "--print-address=1"],
            env=self.environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        assert self._bus.stdout is not None
        self.address = self._bus.stdout.readline().decode().strip()

    @property
    def environ(self) -> dict[str, str]:
        """What a process needs to meet this keyring and no other."""
        own = str(self.folder)
        homes = ("HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")
        return {
            "DBUS_SESSION_BUS_ADDRESS": self.address, "PATH": os.environ["PATH"],
            **dict.fromkeys(homes, own),
        }  # fmt: skip

    def start(self, password: str | None) -> None:
        """Unlock the folder's keyring, made at first; without a password it stays locked."""
        how = "--start" if password is None else "--unlock"
        self._daemon = subprocess.Popen(
            [_program("gnome-keyring-daemon"), "--foreground", "--components=secrets", how],
            env=self.environ, stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        assert self._daemon.stdin is not None
        self._daemon.stdin.write((password or "").encode())
        self._daemon.stdin.close()
        self._wait_for_name()

    def stop(self) -> None:
        """End both; what is in the folder stays."""
        for process in (self._daemon, self._bus):
            if process is not None:
                process.kill()
                process.wait()
        if self._bus.stdout is not None:
            self._bus.stdout.close()

    def _wait_for_name(self) -> None:
        from jeepney import MatchRule, message_bus  # on Linux alone
        from jeepney.io.blocking import Proxy, open_dbus_connection

        rule = MatchRule(
            type="signal", interface="org.freedesktop.DBus", member="NameOwnerChanged"
        )  # fmt: skip
        rule.add_arg_condition(0, NAME)
        with open_dbus_connection(self.address) as bus, bus.filter(rule) as changes:
            asked = Proxy(message_bus, bus, timeout=10)
            asked.AddMatch(rule)
            if not asked.NameHasOwner(NAME)[0]:
                bus.recv_until_filtered(changes, timeout=10)


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.fail(
            f"{name} is missing. On Debian: apt-get install dbus gnome-keyring", pytrace=False
        )
    return found


@pytest.fixture
def secret_service() -> Iterator[SecretService]:
    """A bus with no keyring on it yet; call `start` with a password, or None for a locked one."""
    folder = Path(tempfile.mkdtemp(prefix="jdkeys"))
    service = SecretService(folder)
    yield service
    service.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def no_secret_service(tmp_path: Path) -> dict[str, str]:
    """What a process sees on a computer with no session bus."""
    return {
        "DBUS_SESSION_BUS_ADDRESS": "disabled:", "PATH": os.environ["PATH"], "HOME": str(tmp_path)
    }  # fmt: skip
