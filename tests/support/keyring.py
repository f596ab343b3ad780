"""A real Secret Service of the test's own: unlocked, locked or absent."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


class SecretService:
    """A private D-Bus with gnome-keyring on it; `environ` is what a process needs to meet it."""

    def __init__(self, folder: Path):
        self.folder = folder
        self._bus = subprocess.Popen(
            ["dbus-daemon", "--session", "--nofork", "--print-address=1"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        assert self._bus.stdout is not None
        self.address = self._bus.stdout.readline().strip()
        self._daemon: subprocess.Popen[str] | None = None

    @property
    def environ(self) -> dict[str, str]:
        own = str(self.folder)
        return {
            "DBUS_SESSION_BUS_ADDRESS": self.address, "HOME": own, "XDG_DATA_HOME": own,
            "XDG_RUNTIME_DIR": own, "XDG_CONFIG_HOME": own, "PATH": os.environ["PATH"],
        }  # fmt: skip

    def start(self, password: str | None) -> None:
        """Start the keyring; with a password it is unlocked (made at first), without it is not."""
        how = ["--unlock"] if password is not None else ["--start"]
        self._daemon = subprocess.Popen(
            ["gnome-keyring-daemon", "--foreground", "--components=secrets", *how],
            env=self.environ, text=True, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        assert self._daemon.stdin is not None
        self._daemon.stdin.write(password or "")
        self._daemon.stdin.close()
        self._wait_for_name()

    def _wait_for_name(self) -> None:
        """Block until the service has its name on the bus."""
        subprocess.run(
            ["gdbus", "wait", "--session", "--timeout", "10", "org.freedesktop.secrets"]
            if shutil.which("gdbus")
            else ["dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.secrets",
                  "/org/freedesktop/secrets", "org.freedesktop.DBus.Peer.Ping"],
            env=self.environ, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def stop(self) -> None:
        for process in (self._daemon, self._bus):
            if process is not None:
                process.kill()
                process.wait()
                if process.stdout is not None:
                    process.stdout.close()


@pytest.fixture
def secret_service() -> Iterator[SecretService]:
    """A bus with no keyring on it yet; call `start`."""
    folder = Path(tempfile.mkdtemp(prefix="jdkeys"))
    service = SecretService(folder)
    yield service
    service.stop()
    shutil.rmtree(folder, ignore_errors=True)
