"""The only door to the keyring; never a file, never plain text."""

from __future__ import annotations

import secrets as chance
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any

import keyring
from keyring.backend import KeyringBackend
from keyring.backends.chainer import ChainerBackend
from keyring.errors import KeyringError, KeyringLocked, PasswordDeleteError, PasswordSetError

from jd_desktop.domain.errors import SecretsUnavailable
from jd_desktop.domain.language import Text, text
from jd_desktop.host.secret_places import (
    DATABASE_KEY,
    PASSWORD,
    EnvironmentSecrets,
    LayeredSecrets,
    MemorySecrets,
    Secrets,
    SecretState,
    fitting,
    named,
)

__all__ = [
    "DATABASE_KEY",
    "PASSWORD",
    "EnvironmentSecrets",
    "KeyringSecrets",
    "LayeredSecrets",
    "MemorySecrets",
    "SecretState",
    "Secrets",
    "open_secrets",
]


_ALLOWED = {
    "keyring.backends.SecretService",
    "keyring.backends.libsecret",
    "keyring.backends.kwallet",
    "keyring.backends.Windows",
    "keyring.backends.macOS",
}
_BESIDE = (
    ("jeepney.wrappers", "DBusErrorResponse"),
    ("secretstorage.exceptions", "SecretStorageException"),
    ("win32ctypes.pywin32.pywintypes", "error"),
)


class KeyringSecrets:
    """The system's keyring, one entry per secret; each is read once per session."""

    def __init__(self, namespace: str, backend: Callable[[], KeyringBackend] = keyring.get_keyring):
        """Take what keeps this data folder's entries apart from another's."""
        self._namespace = namespace
        self._backend = backend
        self._read: dict[str, str] = {}
        self._one_at_a_time = threading.Lock()

    def get(self, name: str) -> str | None:
        """Return a secret, None where there is none; raises SecretsUnavailable."""
        service = self._service(name)
        with self._one_at_a_time, _said():
            if name not in self._read:
                found = self._allowed().get_password(service, name)
                if found is None:
                    return None
                self._read[name] = found
            return self._read[name]

    def set(self, name: str, value: str) -> None:
        """Keep a secret; raises SecretsUnavailable, or BadInput where it is empty or too long."""
        service, fit = self._service(name), fitting(value)
        with self._one_at_a_time, _said():
            self._allowed().set_password(service, name, fit)
            self._read[name] = fit

    def delete(self, name: str) -> None:
        """Forget a secret; raises SecretsUnavailable."""
        service = self._service(name)
        with self._one_at_a_time, _said():
            self._read.pop(name, None)
            used = self._allowed()
            if used.get_password(service, name) is not None:
                used.delete_password(service, name)

    def state(self) -> SecretState:
        """Write, read and forget a trial entry; say what came of it."""
        return self.probe()[0]

    def probe(self) -> tuple[SecretState, SecretsUnavailable | None]:
        """Return the state, and what to tell a person where it is not ok."""
        trial = f"trial-{chance.token_hex(4)}"
        try:
            self.get(trial)
            self.set(trial, trial)
            self._read.pop(trial)
            kept = self.get(trial) == trial
            self.delete(trial)
        except SecretsUnavailable as error:
            return getattr(error, "state", SecretState.MISSING), error
        if not kept:
            return SecretState.READONLY, _Unavailable(SecretState.READONLY)
        return SecretState.OK, None

    def forget_session(self) -> None:
        """Read every secret anew from now on, as after unlocking."""
        with self._one_at_a_time:
            self._read.clear()

    def _service(self, name: str) -> str:
        """Windows keeps one entry per service, so that each secret has its own."""
        return f"jd_desktop/{self._namespace}/{named(name)}"

    def _allowed(self) -> KeyringBackend:
        """Return the system's keyring; files and stand-ins for one are refused."""
        offered = self._backend()
        many = list(offered.backends) if isinstance(offered, ChainerBackend) else [offered]
        for one in many:
            home = type(one).__module__
            if home in _ALLOWED:
                if home == "keyring.backends.Windows":
                    windows: Any = one
                    windows.persist = "local machine"  # else it roams to other computers
                return one
        raise _Unavailable(SecretState.MISSING, detail=type(offered).__module__)


def open_secrets(environ: Mapping[str, str], namespace: str) -> LayeredSecrets:
    """Return the place for secrets of a data folder; asks nothing yet."""
    return LayeredSecrets(EnvironmentSecrets(environ), KeyringSecrets(namespace))


_TITLES: dict[SecretState, Text] = {
    SecretState.LOCKED: text("Nøgleringen er låst."),
    SecretState.MISSING: text("Der er ingen nøglering på denne computer, som må bruges."),
    SecretState.READONLY: text("Nøgleringen tager ikke imod nye adgangskoder."),
}
_HINTS: dict[SecretState, Text] = {
    SecretState.LOCKED: text("Lås den op og prøv igen."),
    SecretState.MISSING: text(
        "Start systemets nøglering, eller giv hemmelighederne i miljøet (JD_SECRET_…)."
    ),
    SecretState.READONLY: text("Se efter i systemets indstillinger for adgangskoder."),
}


class _Unavailable(SecretsUnavailable):
    """Knows which state it comes from."""

    def __init__(self, state: SecretState, detail: str = ""):
        super().__init__(_TITLES[state], hint=_HINTS[state], detail=detail)
        self.state = state


def _library_errors() -> tuple[type[Exception], ...]:
    """Gather what back ends raise beside keyring's own errors; the system decides which exist."""
    found: list[type[Exception]] = [KeyringError, OSError]
    for module, name in _BESIDE:
        with suppress(ImportError):
            found.append(getattr(import_module(module), name))
    return tuple(found)


_ERRORS = _library_errors()


@contextmanager
def _said() -> Iterator[None]:
    """Raise what a back end complains of as a sentence, never with the secret in it."""
    try:
        yield
    except SecretsUnavailable:
        raise
    except _ERRORS as error:
        raise _Unavailable(_state_of(error), detail=f"{type(error).__name__}: {error}") from error


def _state_of(error: Exception) -> SecretState:
    name = type(error).__name__
    if isinstance(error, KeyringLocked) or name in ("LockedException", "PromptDismissedException"):
        return SecretState.LOCKED
    if isinstance(error, PasswordSetError | PasswordDeleteError):
        return SecretState.READONLY
    return SecretState.MISSING
