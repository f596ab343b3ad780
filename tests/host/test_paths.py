"""Folders are private, and resources are found however the program was installed."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from jd_desktop.host import paths as module
from jd_desktop.host.paths import FolderUnusable, Paths, data_folder, resources, write_private

CHECKOUT = Path(module.__file__).resolve().parents[2]
ASK = "from jd_desktop.host.paths import resources; print(resources())"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_option_beats_the_environment_beats_the_system(tmp_path: Path) -> None:
    environ = {"JD_DATA_DIR": str(tmp_path / "environ")}
    assert data_folder(str(tmp_path / "option"), environ) == tmp_path / "option"
    assert data_folder(None, environ) == tmp_path / "environ"
    assert data_folder(None, {}).name == "jd-desktop"
    assert data_folder("her", {}) == Path.cwd() / "her"
    assert data_folder("~/jd", {}) == Path.home() / "jd"


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps folders private by the profile")
def test_folders_and_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    paths = Paths(tmp_path / "data")
    old = os.umask(0)
    try:
        paths.prepare()
        paths.identity()
        write_private(paths.preferences, b"x")
    finally:
        os.umask(old)
    folders = [paths.data, paths.schools, paths.logs, paths.backups, paths.cache]
    assert {mode(folder) for folder in folders} == {0o700}
    assert {mode(p) for p in paths.data.iterdir() if p.is_file()} == {0o600}


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps folders private by the profile")
def test_a_folder_that_was_open_to_others_is_closed(tmp_path: Path) -> None:
    paths = Paths(tmp_path)
    paths.logs.mkdir(mode=0o777)
    paths.prepare()
    assert mode(paths.logs) == 0o700


def test_each_school_has_its_file_inside_the_folder(tmp_path: Path) -> None:
    paths = Paths(tmp_path)
    assert paths.database("nord-1").parent == paths.schools
    for key in ("", "..", "a/b", "a\\b", "æ", "x" * 65):
        with pytest.raises(ValueError, match="not a school key"):
            paths.database(key)


def test_two_folders_have_two_identities_and_each_keeps_its_own(tmp_path: Path) -> None:
    office, instructor = (Paths(tmp_path / n).prepare() for n in ("office", "instructor"))
    assert office.identity() == office.identity()
    assert office.identity() != instructor.identity()
    assert len(office.identity()) == 16


def test_programs_that_start_at_once_agree_on_the_identity(tmp_path: Path) -> None:
    paths = Paths(tmp_path).prepare()
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: paths.identity(), range(64)))) == 1


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for use in (Paths(tmp_path / "file" / "data").prepare, Paths(tmp_path / "none").identity):
        with pytest.raises(FolderUnusable, match="kan ikke bruges"):
            use()


def test_a_file_is_replaced_whole_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "preferences.toml"
    write_private(target, b"old")
    write_private(target, b"new")
    assert target.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [target]
    (tmp_path / "folder" / "inside").mkdir(parents=True)
    with pytest.raises(OSError, match="folder"):
        write_private(tmp_path / "folder", b"x")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["folder", "preferences.toml"]


def test_resources_are_found_in_a_checkout() -> None:
    assert resources() == CHECKOUT / "resources"
    assert (resources() / "i18n" / "en" / "host.po").is_file()


def installed(folder: Path) -> Path:
    shutil.copytree(
        CHECKOUT / "jd_desktop" / "host", folder / "jd_desktop" / "host",
        ignore=shutil.ignore_patterns("__pycache__"),
    )  # fmt: skip
    shutil.copytree(CHECKOUT / "jd_desktop" / "domain", folder / "jd_desktop" / "domain")
    (folder / "jd_desktop" / "__init__.py").write_text("")
    return folder / "jd_desktop"


def ask(folder: Path, program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=folder, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def test_resources_are_found_in_an_installed_wheel(tmp_path: Path) -> None:
    package = installed(tmp_path)
    (package / "_resources" / "i18n").mkdir(parents=True)
    done = ask(tmp_path, ASK)
    assert done.stdout.strip() == str(package / "_resources"), done.stderr


def test_resources_are_found_in_a_frozen_bundle(tmp_path: Path) -> None:
    installed(tmp_path)
    (tmp_path / "bundle" / "resources" / "i18n").mkdir(parents=True)
    bundle = tmp_path / "bundle"
    done = ask(tmp_path, f"import sys; sys.frozen = True; sys._MEIPASS = {str(bundle)!r}; {ASK}")
    assert done.stdout.strip() == str(bundle / "resources"), done.stderr


def test_an_installation_without_resources_says_so(tmp_path: Path) -> None:
    installed(tmp_path)
    done = ask(tmp_path, ASK)
    assert done.returncode != 0
    assert "no resources" in done.stderr
