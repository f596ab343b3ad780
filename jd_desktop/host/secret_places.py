"""Places for secrets that are not the keyring: memory, the environment, one before another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from typing import Protocol

from jd_desktop.domain.errors import BadInput, SecretsUnavailable
from jd_desktop.domain.language import text

DATABASE_KEY = "database_key"
PASSWORD = "password"
LONGEST = 1200  # Windows keeps 1280 characters; one entry per secret
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")


class SecretState(Enum):
    """How it stands with a place for secrets."""

    OK = "ok"
    LOCKED = "locked"
    MISSING = "missing"
    READONLY = "readonly"


class Secrets(Protocol):
    """A place for secrets; each raises SecretsUnavailable where it cannot be asked."""

    def get(self, name: str) -> str | None:
        """Return a secret, None where there is none."""
        ...

    def set(self, name: str, value: str) -> None:
        """Keep a secret; raises BadInput where it is empty or too long."""
        ...

    def delete(self, name: str) -> None:
        """Forget a secret; nothing happens where there is none."""
        ...

    def state(self) -> SecretState:
        """Say whether it can be used now; may take a second, never on the main thread."""
        ...


class MemorySecrets:
    """Keeps secrets for this session only."""

    def __init__(self) -> None:
        """Begin empty."""
        self._kept: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        """Return a secret, None where there is none."""
        return self._kept.get(named(name))

    def set(self, name: str, value: str) -> None:
        """Keep a secret until the program ends."""
        self._kept[named(name)] = fitting(value)

    def delete(self, name: str) -> None:
        """Forget a secret."""
        self._kept.pop(named(name), None)

    def state(self) -> SecretState:
        """Say ok."""
        return SecretState.OK


class EnvironmentSecrets:
    """Reads JD_DATABASE_KEY, JD_PASSWORD and JD_SECRET_<NAME>; never writes them anywhere."""

    def __init__(self, environ: Mapping[str, str]):
        """Take the environment."""
        self._environ = environ

    @staticmethod
    def variable(name: str) -> str:
        """Return the variable for a secret: twilio.auth_token is JD_SECRET_TWILIO_AUTH_TOKEN."""
        word = re.sub(r"[^A-Z0-9]", "_", named(name).upper())
        return f"JD_{word}" if name in (DATABASE_KEY, PASSWORD) else f"JD_SECRET_{word}"

    def get(self, name: str) -> str | None:
        """Return what the variable says, None where it is unset or empty."""
        return self._environ.get(self.variable(name)) or None

    def set(self, name: str, value: str) -> None:  # noqa: ARG002 - the shape of Secrets
        """Refuse: raises SecretsUnavailable."""
        raise self._refusal(name)

    def delete(self, name: str) -> None:
        """Refuse where the variable is set: raises SecretsUnavailable."""
        if self.get(name) is not None:
            raise self._refusal(name)

    def state(self) -> SecretState:
        """Say readonly."""
        return SecretState.READONLY

    def _refusal(self, name: str) -> SecretsUnavailable:
        return SecretsUnavailable(
            text(
                "{variable} styres af miljøet og kan ikke ændres her.", variable=self.variable(name)
            ),
            hint=text("Ret variablen, hvor programmet startes."),
        )


ENVIRONMENT, SESSION, KEPT, NOWHERE = "environment", "session", "kept", ""


class LayeredSecrets:
    """The environment first, name by name; then this session; then the keyring."""

    def __init__(self, environment: EnvironmentSecrets, kept: Secrets):
        """Take the two that outlast the session."""
        self._environment, self._kept = environment, kept
        self._session = MemorySecrets()

    def get(self, name: str) -> str | None:
        """Return a secret, None where nobody has it; raises SecretsUnavailable."""
        for place in (self._environment, self._session):
            said = place.get(name)
            if said is not None:
                return said
        return self._kept.get(name)

    def where(self, name: str) -> str:
        """Return ENVIRONMENT, SESSION, KEPT or NOWHERE; raises SecretsUnavailable."""
        if self._environment.get(name) is not None:
            return ENVIRONMENT
        if self._session.get(name) is not None:
            return SESSION
        return KEPT if self._kept.get(name) is not None else NOWHERE

    def set(self, name: str, value: str) -> None:
        """Keep a secret; refused where the environment would go on hiding it."""
        self._refuse_hidden(name, value)
        self._kept.set(name, value)
        self._session.delete(name)

    def hold(self, name: str, value: str) -> None:
        """Have a secret until the program ends, and nowhere else."""
        self._refuse_hidden(name, value)
        self._session.set(name, value)

    def delete(self, name: str) -> None:
        """Forget a secret; refused where the environment gives it."""
        self._environment.delete(name)
        self._session.delete(name)
        self._kept.delete(name)

    def state(self) -> SecretState:
        """Say how the keyring stands."""
        return self._kept.state()

    def look_again(self) -> SecretState:
        """Read every secret anew, as after unlocking, and say how the keyring stands."""
        forget = getattr(self._kept, "forget_session", None)
        if forget is not None:
            forget()
        return self._kept.state()

    def _refuse_hidden(self, name: str, value: str) -> None:
        if self._environment.get(name) is not None:
            self._environment.set(name, value)


def named(name: str) -> str:
    """Return a secret's name; raises ValueError where it is no plain word."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"not a secret's name: {name!r}")
    return name


def fitting(value: str) -> str:
    """Return a secret that every system's keyring can keep; raises BadInput."""
    if not value:
        raise BadInput(text("Hemmeligheden er tom."))
    if len(value) > LONGEST:
        raise BadInput(
            text("Hemmeligheden er for lang: højst {most} tegn.", most=LONGEST),
            hint=text("Gem hver nøgle for sig."),
        )
    return value
