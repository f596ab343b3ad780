"""A key that is wrong or missing, a keyring that is locked or absent, a newer database."""

from __future__ import annotations

import os
from pathlib import Path
from unittest.mock import patch

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from keyring.backends.SecretService import Keyring

from jd_desktop.host.paths import Paths
from jd_desktop.host.secrets import KeyringSecrets
from tests.support.keyring import SecretService
from tests.support.town import KEY, Typist


@pytest.mark.parametrize("key", ["00" * 32, "5a", "no key at all", ""])
def test_a_wrong_key_and_no_key_leave_the_file_as_it_is(lone: Typist, key: str) -> None:
    before = lone.file.read_bytes()
    said = lone.types("list", "bookings", JD_DATABASE_KEY=key)
    assert said.code in ((6,) if key else (5, 6))
    assert said.is_one_sentence()
    assert lone.file.read_bytes() == before


def test_a_key_that_is_gone_from_the_keyring_is_not_made_anew(
    tmp_path: Path, secret_service: SecretService
) -> None:
    secret_service.start("open")
    bus = secret_service.address
    lone = Typist(tmp_path / "d", DBUS_SESSION_BUS_ADDRESS=bus, JD_DATABASE_KEY="")
    lone.must("alone", "--school", "X", "--name", "Y")
    before = lone.file.read_bytes()
    with patch.dict(os.environ, {"DBUS_SESSION_BUS_ADDRESS": bus}):
        KeyringSecrets(Paths(lone.folder).identity(), Keyring).delete("database_key")
    said = lone.types("list", "bookings")
    assert (said.code, said.is_one_sentence()) == (6, True)
    assert lone.file.read_bytes() == before


def test_a_locked_and_an_absent_keyring(tmp_path: Path, secret_service: SecretService) -> None:
    secret_service.start(None)
    for k, bus in enumerate((secret_service.address, "unix:path=/nonexistent")):
        person = Typist(tmp_path / str(k), DBUS_SESSION_BUS_ADDRESS=bus, JD_DATABASE_KEY="")
        said = person.types("alone", "--school", "X", "--name", "Y")
        assert (said.code, said.is_one_sentence()) == (5, True)
        assert not list(person.folder.rglob("*.db")) or all(
            not f.read_bytes() for f in person.folder.rglob("*.db")
        )


def test_a_newer_database_is_not_touched(lone: Typist) -> None:
    db = sqlcipher.connect(lone.file)
    db.execute(f"PRAGMA key=\"x'{KEY}'\"")
    db.execute("UPDATE alembic_version SET version_num = '9999'")
    db.commit()
    db.close()
    said = lone.types("list", "bookings")
    assert (said.code, said.is_one_sentence()) == (6, True)
    assert "nyere" in said.err
