"""No file is too long, and none tells of one machine or of a package registry."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, name, programs, tracked

LONGEST = 300
LOCK = ROOT / "requirements.lock"
# Written with a gap, so that this file does not hold what it looks for.
REGISTRY = re.compile(
    r"https?://[^ )\"]*/(simple|packages)/|index{}url|\"resolved\": *\"http".format("-")
)
ONE_MACHINE = re.compile(r"/(work|farm|root|home/[a-z]+)/|{}[a-z]".format("/tmp" + "/"))


def lines_with(pattern: re.Pattern[str], files: tuple[Path, ...]) -> list[str]:
    found = []
    for file in files:
        content = file.read_bytes()
        if b"\0" in content:
            continue  # a picture or a font
        for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
            if pattern.search(line):
                found.append(f"{name(file)}:{number}: {line.strip()[:100]}")
    return found


def test_no_program_file_is_longer_than_a_person_reads_at_once() -> None:
    lengths = {name(f): len(f.read_text("utf-8").splitlines()) for f in programs()}
    assert {n: lines for n, lines in lengths.items() if lines > LONGEST} == {}


def test_the_lock_holds_hashes_and_no_address() -> None:
    lock = LOCK.read_text("utf-8")
    assert "://" not in lock
    pinned = re.findall(r"^[a-z0-9][a-z0-9._-]*==", lock, re.MULTILINE | re.IGNORECASE)
    unhashed = [p for p in re.split(r"\n(?=\S)", lock) if "--hash=sha256:" not in p and p.strip()]
    assert len(pinned) > 50
    assert unhashed == []


def test_no_tracked_file_names_a_package_registry() -> None:
    assert lines_with(REGISTRY, tracked()) == []


def test_no_tracked_file_knows_the_machine_it_was_written_on() -> None:
    assert lines_with(ONE_MACHINE, tracked()) == []


@pytest.mark.parametrize("line", ["https://host.example/{}/", "--{}-url x"])
def test_a_registry_would_be_seen(line: str) -> None:
    assert REGISTRY.search(line.format("simple" if "//" in line else "index"))


def test_every_script_says_what_it_is_for() -> None:
    silent = [name(f) for f in programs() if f.read_text("utf-8")[:3] not in ('"""', "", "#!/")]
    assert [s for s in silent if not s.startswith("tests/")] == []
