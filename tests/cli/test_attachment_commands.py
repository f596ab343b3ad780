from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Typed


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    made = tmp_path / "samtykke.pdf"
    made.write_bytes(b"%PDF-1.7 underskrevet")
    return made


def test_a_file_goes_in_and_comes_out(alone: Typed, paper: Path, tmp_path: Path) -> None:
    said = alone("attach", "Ella Krog", str(paper), "--share", "--json")
    (made,) = said.json["attachments"]
    (row,) = alone("attachments", "Ella Krog", "--json").json
    assert (row["name"], row["is_here"], row["shared"]) == ("samtykke.pdf", True, True)
    assert "samtykke.pdf" in alone("attachments", "Ella Krog").out
    (tmp_path / "ud").mkdir()
    assert alone("save-attachment", made, str(tmp_path / "ud")).code == 0
    assert (tmp_path / "ud" / "samtykke.pdf").read_bytes() == paper.read_bytes()
    again = alone("save-attachment", made, str(tmp_path / "ud"))
    assert (again.code, "findes allerede" in again.err) == (2, True)
    assert alone("detach", made).code == 0
    assert alone("attachments", "Ella Krog", "--json").json == []
    assert alone("save-attachment", made, str(tmp_path)).code == 2


def test_an_export_has_the_files_too(alone: Typed, paper: Path, tmp_path: Path) -> None:
    (made,) = alone("attach", "Ella Krog", str(paper), "--json").json["attachments"]
    assert alone("export", str(tmp_path / "alt")).code == 0
    assert (tmp_path / "alt" / "files" / made / paper.name).read_bytes() == paper.read_bytes()
    assert made in (tmp_path / "alt" / "attachment.jsonl").read_text("utf-8")


def test_a_folder_that_is_none_is_said_in_a_sentence(
    alone: Typed, paper: Path, tmp_path: Path
) -> None:
    (made,) = alone("attach", "Ella Krog", str(paper), "--json").json["attachments"]
    said = alone("save-attachment", made, str(tmp_path / "ingen"))
    assert (said.code, said.err.count("\n")) == (2, 1)


def test_a_file_that_is_not_there_is_said_in_a_sentence(alone: Typed) -> None:
    said = alone("attach", "Ella Krog", "findes-ikke.pdf")
    assert (said.code, said.err) == (2, "Filen findes-ikke.pdf findes ikke.\n")
