from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.language import DANISH
from jd_desktop.host.paths import resources
from jd_desktop.integrations.headings import REQUIRED, Headings, key, load_headings

SYNONYMS = resources() / "import" / "headings.toml"
STUDENTS = load_headings("students", SYNONYMS, None)
KNOWN = tomllib.loads(SYNONYMS.read_text("utf-8"))


def refused(headings: list[str], use: Headings = STUDENTS) -> str:
    with pytest.raises(BadInput) as caught:
        use.columns(headings)
    return caught.value.sentence(DANISH)


@pytest.mark.parametrize(
    ("written", "field"),
    [
        ("Fødselsdato", "birth_date"), ("FOEDSELS-DATO", "birth_date"),
        ("fodselsdato", "birth_date"),
        ("Tlf. nr.", "phone"), ("e-mail", "email"), ("CPR-nr.", "cpr"), ("Kørelærer", "instructor"),
        ("KOERELAERER", "instructor"), ("Postnr.", "postcode"), ("Date of birth", "birth_date"),
        ("first_name", "first_name"), (" Bemærkninger: ", "note"),
    ],
)  # fmt: skip
def test_headings_are_recognised_in_any_writing(written: str, field: str) -> None:
    columns = STUDENTS.columns(["Navn", written])
    assert columns.places[field] == 1
    assert columns.titles[field] == " ".join(written.split())


@pytest.mark.parametrize("kind", KNOWN)
def test_no_heading_means_two_things(kind: str) -> None:
    meant: dict[str, set[str]] = {}
    for field, written in KNOWN[kind].items():
        for synonym in written:
            meant.setdefault(key(synonym), set()).add(field)
    assert [s for s, fields in meant.items() if len(fields) > 1] == []


@pytest.mark.parametrize("kind", REQUIRED)
def test_what_is_required_is_a_field(kind: str) -> None:
    for names, _ in REQUIRED[kind]:
        assert names <= KNOWN[kind].keys()


@given(st.sampled_from([s for w in KNOWN["students"].values() for s in w]), st.randoms())
def test_case_space_and_danish_letters_make_no_difference(heading: str, luck: object) -> None:
    plain = heading.replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    for written in (plain, heading.upper(), f" {heading} . ", heading.replace(" ", "_")):
        assert key(written) == key(heading)


def test_columns_that_nobody_knows_are_listed() -> None:
    columns = STUDENTS.columns(["Navn", "Skostørrelse", ""])
    assert columns.ignored == ("Skostørrelse", "C")


def test_two_columns_for_one_field_are_refused() -> None:
    said = refused(["Navn", "Telefon", "Mobil"])
    assert "Telefon" in said
    assert "Mobil" in said


def test_a_missing_required_column_is_named() -> None:
    assert "elevens navn" in refused(["Telefon", "By"])


def test_a_file_without_headings_shows_no_cpr() -> None:
    said = refused(["Mia Holm", "010109-1234", "20123456"])
    assert "1234" not in said.replace("20123456", "")


def test_a_mapping_file_names_the_rest(tmp_path: Path) -> None:
    (tmp_path / "map.toml").write_text(
        '"Elev (kursist)" = "name"\n"Telefon 2" = "phone"\n"By" = ""\n'
    )
    headings = load_headings("students", SYNONYMS, tmp_path / "map.toml")
    columns = headings.columns(["Elev (kursist)", "Telefon", "Telefon 2", "By"])
    assert columns.places == {"name": 0, "phone": 2}
    assert columns.ignored == ("Telefon", "By")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('"Navn" = "navnet"', "navnet"), ("Navn = ", "map.toml"), ('"Navn" = 3', "map.toml"),
        ('"Fornavm" = "name"', "Fornavm"),
    ],
)  # fmt: skip
def test_a_faulty_mapping_file_is_said_in_a_sentence(
    tmp_path: Path, written: str, said: str
) -> None:
    (tmp_path / "map.toml").write_text(written)
    with pytest.raises(BadInput) as caught:
        load_headings("students", SYNONYMS, tmp_path / "map.toml").columns(["Navn"])
    assert said in caught.value.sentence(DANISH)
