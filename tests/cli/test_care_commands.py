from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Typed


def test_a_setting_is_kept_and_read(typed: Typed) -> None:
    assert typed("settings", "set", "language", "en").code == 0
    assert typed("settings", "get", "language").out == "en\n"
    assert typed("settings", "get", "--json").json["language"] == "en"
    assert "language = en" in typed("settings", "get").out


def test_a_wrong_setting_and_a_wrong_value_are_said(typed: Typed) -> None:
    for arguments in (
        ("set", "sprog", "en"),
        ("set", "language", "klingon"),
        ("set", "language"),
        ("set", "outbox.hold_s", "længe"),
    ):
        said = typed("settings", *arguments)
        assert (said.code, said.err.count("\n")) == (2, 1)
    assert typed("settings", "get", "language").out == "da\n"


def test_english_is_spoken_where_it_was_chosen(typed: Typed) -> None:
    typed("settings", "set", "language", "en")
    assert "no school" in typed("list", "bookings").err.lower()


@pytest.mark.parametrize("key", ["twilio.base_url", "central.url"])
def test_an_address_in_the_clear_is_refused(typed: Typed, key: str) -> None:
    said = typed("settings", "set", key, "http://vendor.example")
    assert (said.code, said.err.count("\n")) == (2, 1)
    assert typed("settings", "set", key, "http://127.0.0.1:9").code == 0


def test_a_secret_needs_a_name_that_exists_a_value_and_a_keyring(typed: Typed) -> None:
    unknown = typed("secret", "set", "password", given="x\n")
    assert unknown.code == 2
    assert "twilio.auth_token" in unknown.err
    assert typed("secret", "set", "twilio.auth_token", given="").code == 2
    kept = typed("secret", "set", "twilio.auth_token", given="planted-4711\n")
    assert kept.code == 5
    assert "planted" not in kept.err + kept.out


def test_the_doctor_tells_each_finding(alone: Typed) -> None:
    said = alone("doctor", "--json")
    found = {f["name"]: f["well"] for f in map(json.loads, said.out.splitlines())}
    assert found == {
        "keyring": False, "disk": True, "database": True, "clock": True, "network": True,
    }  # fmt: skip
    assert said.code == 1


def test_the_program_proves_itself(typed: Typed) -> None:
    said = typed("self-test", "--json")
    assert (said.code, said.json["well"]) == (0, True)
