"""The environment decides first and is never written; docs/settings.md names every variable."""

from __future__ import annotations

from pathlib import Path

import pytest

from jd_desktop.domain.errors import BadInput
from jd_desktop.host.preferences import PreferencesFile
from jd_desktop.host.secrets import DATABASE_KEY, PASSWORD, EnvironmentSecrets
from jd_desktop.host.settings import SECRETS, SETTINGS, Settings

DOCS = Path(__file__).resolve().parents[2] / "docs" / "settings.md"


def test_every_setting_and_secret_stands_in_the_documentation_with_its_variable() -> None:
    lines = DOCS.read_text("utf-8").splitlines()
    named = {(row[1].strip("` "), row[2].strip("` ")) for line in lines
             if len(row := line.split("|")) > 4 and "`" in row[1]}  # fmt: skip
    names = (*SECRETS, DATABASE_KEY, PASSWORD)
    wanted = {(key, Settings.variable(key)) for key in SETTINGS}
    assert named == wanted | {(name, EnvironmentSecrets.variable(name)) for name in names}


def test_what_the_environment_says_stands_first_and_is_not_written(tmp_path: Path) -> None:
    file = tmp_path / "preferences.toml"
    Settings(PreferencesFile(file)).set("email.from_name", "Fra filen")
    settings = Settings(PreferencesFile(file), {"JD_SETTING_EMAIL_FROM_NAME": "Fra miljøet"})
    assert settings.get("email.from_name") == "Fra miljøet"
    assert settings.is_managed("email.from_name")
    with pytest.raises(BadInput, match="JD_SETTING_EMAIL_FROM_NAME"):
        settings.set("email.from_name", "Noget andet")
    settings.set("email.reply_to", "svar@x.dk")
    assert "Fra miljøet" not in file.read_text("utf-8")
    assert Settings(PreferencesFile(file)).get("email.from_name") == "Fra filen"


def test_an_empty_variable_counts_as_none_and_a_wrong_one_is_said(tmp_path: Path) -> None:
    file = PreferencesFile(tmp_path / "preferences.toml")
    assert Settings(file, {"JD_SETTING_MODE": ""}).get("mode") == "live"
    with pytest.raises(BadInput):
        Settings(file, {"JD_SETTING_MODE": "maybe"}).get("mode")
    with pytest.raises(BadInput):
        Settings(file, {"JD_SETTING_OUTBOX_HOLD_S": "soon"}).get("outbox.hold_s")
