"""What the pages of systems outside are given: settings, secrets, and a way to try each."""

from __future__ import annotations

from collections.abc import Callable

from jd_desktop.cli.account_doors import account_doors
from jd_desktop.domain.errors import JdError, SecretsUnavailable
from jd_desktop.domain.language import Text, text
from jd_desktop.domain.ports import Finding
from jd_desktop.host.secrets import EnvironmentSecrets, KeyringSecrets
from jd_desktop.host.settings import SECRETS, SETTINGS
from jd_desktop.main import Program
from jd_desktop.ui.settings.integration import Keyring, Outside, Preferred
from jd_desktop.ui.tasks import Call, Tasks


def outside(program: Program, tasks: Tasks, call: Call) -> Outside:
    """Return it for a program."""
    return Outside(tasks, call, preferred(program), keyring(program), tester(program, call))


def preferred(program: Program) -> Preferred:
    """Return this computer's settings."""
    settings = program.settings

    def title(key: str) -> Text:
        return SETTINGS[key].title

    def choices(key: str) -> tuple[str, ...]:
        return SETTINGS[key].choices

    managed, variable = settings.is_managed, settings.variable
    return Preferred(settings.get, settings.set, managed, variable, title, choices)


def keyring(program: Program) -> Keyring:
    """Return where secrets are."""
    secrets = program.secrets

    def state() -> JdError | None:
        secrets.look_again()
        return _trouble(KeyringSecrets(program.paths.identity()))

    def title(name: str) -> Text:
        return SECRETS[name]

    return Keyring(
        secrets.where, secrets.set, secrets.hold, secrets.delete, state,
        EnvironmentSecrets.variable, title,
    )  # fmt: skip


def _trouble(kept: KeyringSecrets) -> SecretsUnavailable | None:
    _, error = kept.probe()
    return error


def tester(program: Program, call: Call) -> Callable[[str], Finding]:
    """Return how each system is tried without reaching anybody."""

    def central() -> Finding:
        account = account_doors(program, call, lambda: None).tell()
        said = text("Centralen svarer, og du er logget ind som {navn}.", navn=account.name)
        return Finding(True, said)

    def test(name: str) -> Finding:
        if name == "central":
            return central()
        if name not in ("sparkpost", "mailtrap"):
            return program.ways_out.test(name)
        if not program.settings.get("email.provider").startswith(name):
            return Finding(
                False,
                text("E-mail går en anden vej lige nu."),
                text("Vælg vejen for e-mail ovenfor, hvis den skal gå her."),
            )
        return program.ways_out.test("email")

    return test
