from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jd_desktop.domain.files import is_hash, is_media_type, is_name


@pytest.mark.parametrize("name", ["a.pdf", "Ella Krog.jpg", "æøå (2).PNG", "tegn+på.txt", "x"])
def test_names_that_people_give_are_names(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", ".bashrc", "../a", "a/b", "a\\b", "C:a", "a\0b", "a\nb", "a\u202eb", "nul",
     "COM1.pdf", "LPT9", "con .txt", "a.", "a ", " a", "a" * 201, None, 7],
)  # fmt: skip
def test_what_could_lead_elsewhere_is_no_name(name: object) -> None:
    assert not is_name(name)


@given(st.text(max_size=30))
def test_a_name_stays_in_its_folder(written: str) -> None:
    if is_name(written):
        folder = Path("/folder")
        assert (folder / written).resolve().parent == folder


def test_a_hash_is_sixty_four_small_digits() -> None:
    assert is_hash("0a" * 32)
    for wrong in ("0A" * 32, "0a" * 31, "0g" * 32, "", None, "0a" * 32 + "\n"):
        assert not is_hash(wrong)


def test_a_media_type_has_two_parts() -> None:
    assert is_media_type("image/svg+xml")
    for wrong in ("image", "image/", "a b/c", "text/html; charset=utf-8", None):
        assert not is_media_type(wrong)
