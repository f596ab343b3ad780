"""A planted password, token and CPR number occur in no file under the data folder."""

from __future__ import annotations

from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from tests.support.town import KEY, PASSWORD, Town, Typist

CPR, NOTE = "0101094321", "Planlagt Hemmelighed"


def test_no_file_tells_a_secret(tmp_path: Path, town: Town) -> None:
    lone = Typist(tmp_path / "lone")
    assert lone.signs_in(town.address).code == 0
    file = tmp_path / "elever.csv"
    file.write_text(
        f"Fornavn;Efternavn;CPR;Telefon;Bemærkning\nElla;Krog;010109-4321;20304050;{NOTE}\n"
        "Bo;Holm;ikke-et-nummer;1;x\n", encoding="cp1252",
    )  # fmt: skip
    said = lone.types("import", "students", str(file))
    assert "010109" not in said.out + said.err
    lone.must("sync")
    token = _token(lone)
    lone.must("export", str(tmp_path / "export"))
    town.wire.cut()
    lone.types("sync")
    lone.types("list", "bookings", JD_DATABASE_KEY="00" * 32)
    planted = [PASSWORD, token, CPR, "010109-4321", NOTE, KEY]
    for found in lone.folder.rglob("*"):
        if found.is_file():
            content = found.read_bytes()
            assert not content.startswith(b"SQLite format"), found
            for secret in planted:
                assert secret.encode() not in content, (secret, found)
    exported = b"".join(f.read_bytes() for f in (tmp_path / "export").iterdir())
    assert NOTE.encode() in exported
    assert CPR.encode() not in exported
    assert b"010109-4321" not in exported
    central = Path(town.database.removeprefix("sqlite:///")).read_bytes()
    assert CPR.encode() not in central
    assert token.encode() not in central


def _token(person: Typist) -> str:
    """Read the token where it is kept without a keyring: inside the encrypted database."""
    db = sqlcipher.connect(next((person.folder / "schools").glob("*.db")))
    db.execute(f"PRAGMA key=\"x'{KEY}'\"")
    (value,) = db.execute("SELECT value FROM state WHERE key = 'device_token'").fetchone()
    db.close()
    return str(value).strip('"')
