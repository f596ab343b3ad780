"""Preferences survive everything, and a broken file costs nothing but itself."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jd_desktop.host.preferences import Preferences, PreferencesFile, PreferencesLost, _key, _value

made = st.builds(
    Preferences,
    theme=st.sampled_from(["light", "dark", "system", "contrast"]),
    language=st.sampled_from(["da", "en"]),
    scale=st.integers(80, 200),
    geometry=st.text(),
    layout=st.text(),
    others=st.dictionaries(
        st.sampled_from(["ny", "med mellemrum", "æ", "2026", "a-b", ""]),
        st.one_of(st.text(), st.integers(-(2**63), 2**63 - 1), st.booleans()),
    ),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "preferences.toml"


@given(made)
def test_what_is_saved_is_loaded(tmp_path_factory: pytest.TempPathFactory, it: Preferences) -> None:
    file = PreferencesFile(tmp_path_factory.mktemp("p") / "preferences.toml")
    file.save(it)
    assert file.load() == (it, None)


@given(st.text(), st.text(st.characters(max_codepoint=0x9F)))
def test_every_text_is_valid_toml(name: str, value: str) -> None:
    assert tomllib.loads(f"{_key(name)} = {_value(value)}") == {name: value}


def test_without_a_file_there_are_defaults(path: Path) -> None:
    assert PreferencesFile(path).load() == (Preferences(), None)
    assert not path.exists()


@pytest.mark.parametrize("content", [b"theme = ", b"\xff\xfe", b"theme = 'dark'\ntheme = 'light'"])
def test_a_broken_file_gives_defaults_and_is_kept(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    found, warning = PreferencesFile(path).load()
    assert found == Preferences()
    assert str(warning).endswith("Den gamle fil hedder preferences.toml.broken.")
    assert path.with_name("preferences.toml.broken").read_bytes() == content
    assert not path.exists()
    assert PreferencesFile(path).load() == (Preferences(), None)


def test_one_wrong_value_costs_only_itself(path: Path) -> None:
    path.write_text('theme = "dark"\nlanguage = "tlh"\nscale = 1000\n[fremtid]\nx = 1\n')
    found, warning = PreferencesFile(path).load()
    assert found == Preferences(theme="dark")
    assert str(warning) == "Indstillingen language var ugyldig og er sat tilbage."


@pytest.mark.parametrize("scale", ["79", "201", "true", '"100"', "100.5"])
def test_a_scale_that_would_hide_the_window_is_left_out(path: Path, scale: str) -> None:
    path.write_text(f"scale = {scale}")
    assert PreferencesFile(path).load()[0].scale == 100


def test_a_newer_versions_values_are_kept(path: Path) -> None:
    path.write_text('theme = "dark"\nsky_colour = "blå"\n')
    file = PreferencesFile(path)
    file.save(file.load()[0])
    assert tomllib.loads(path.read_text("utf-8"))["sky_colour"] == "blå"


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(PreferencesLost, match="kunne ikke gemmes"):
        PreferencesFile(tmp_path / "gone" / "preferences.toml").save(Preferences())


def test_a_file_that_cannot_be_read_or_moved_gives_defaults(path: Path) -> None:
    path.mkdir()
    path.with_name("preferences.toml.broken").write_text("in the way")
    found, warning = PreferencesFile(path).load()
    assert found == Preferences()
    assert str(warning) == "Indstillingerne kunne ikke læses; standarden bruges."
