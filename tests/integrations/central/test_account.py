"""One's own account, with a real central and the commands as they are typed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pyotp
import pytest

from jd_desktop.cli.own_account import ask_new_password, own_account
from jd_desktop.domain.errors import BadInput, Refused
from jd_desktop.integrations.central.door_refusals import MEANINGS, CodeNeeded
from jd_desktop.main import SystemClock
from tests.support.town import PASSWORD, Town, Typist

NEW = "fire grønne gummistøvler"


def test_a_second_factor_is_asked_for_by_the_command_and_never_kept_here(
    town: Town, lone: Typist
) -> None:
    with lone.program() as program, own_account(program) as account:
        secret = account.enrol(PASSWORD).secret
        phone, now = pyotp.TOTP(secret), SystemClock().now()
        before = now - timedelta(seconds=30)
        assert account.confirm(phone.at(before)).has_second_factor
        assert account.tell().email == "lone@skole.dk"
        assert "factor_on" in {line.outcome for line in account.sign_ins().sign_ins}
        with pytest.raises(Refused):
            account.enrol(PASSWORD)
    refused = lone.signs_in(town.address)
    assert refused.code == CodeNeeded.exit_code
    assert "JD_CODE" in refused.err
    let_in = lone.types(
        "sign-in", "--central", town.address, "--email", "lone@skole.dk",
        JD_PASSWORD=PASSWORD, JD_CODE=phone.at(SystemClock().now()),
    )  # fmt: skip
    assert let_in.code == 0, let_in.err
    kept = [f for f in Path(lone.folder).rglob("*") if f.is_file()]
    assert kept
    assert not [f for f in kept if secret.encode() in f.read_bytes()]


def test_the_password_is_changed_by_the_command(town: Town, lone: Typist) -> None:
    weak = lone.types("password", JD_PASSWORD=PASSWORD, JD_NEW_PASSWORD="kort")
    assert weak.code == BadInput.exit_code
    changed = lone.types("password", JD_PASSWORD=PASSWORD, JD_NEW_PASSWORD=NEW)
    assert changed.code == 0, changed.err
    assert lone.signs_in(town.address).code == 7
    assert ask_new_password(town.address, "lone@skole.dk") is False


def test_every_code_of_the_doors_is_said_in_words() -> None:
    assert all(str(made()) for made in MEANINGS.values())
