"""Secrets live in the system's keyring, or in memory; a person hears why where they cannot."""

from __future__ import annotations

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
