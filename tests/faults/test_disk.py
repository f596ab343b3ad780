"""A disk that is full or broken, a process that is killed: said in a sentence, nothing lost."""

from __future__ import annotations

import subprocess
from pathlib import Path

from jd_desktop.domain.language import text
from jd_desktop.main import Program
from tests.support.town import PASSWORD, Town, Typist, copy_of

BOOK = ("book", "--instructor", "Ali", "--minutes", "90", "--json", "--start")


def enrol(program: Program, count: int) -> None:
    """Give the school students, some hundreds at a time."""
    for first in range(0, count, 1000):
        with program.work.doing(text("Fandt elever")) as doing:
            for k in range(first, min(first + 1000, count)):
                doing.create("student", {"first_name": f"Elev {k}", "note": f"{k * 7919:x}"})
    program.sync()


def test_no_room_to_write_is_said_and_loses_nothing(lone: Typist) -> None:
    lone.must(*BOOK, "2026-12-01T10:00")
    said = lone.types(*BOOK, "2026-12-02T10:00", largest_file=4096)
    assert (said.code, said.is_one_sentence()) == (6, True)
    assert len(lone.must("list", "bookings", "--json").json) == 1
    lone.must(*BOOK, "2026-12-02T10:00")
    assert len(lone.must("list", "bookings", "--json").json) == 2


def test_no_room_for_what_is_fetched_is_said_and_fetched_later(
    lone: Typist, town: Town, tmp_path: Path
) -> None:
    other = town.moves_in(tmp_path / "other")
    with lone.program() as program:
        enrol(program, 1500)
    size = other.file.stat().st_size
    said = other.types("sync", largest_file=size + 65536)
    assert (said.code, said.is_one_sentence()) == (6, True)
    other.must("sync")
    with other.program() as program:
        assert copy_of(program) == town.rows()


def test_a_damaged_database_is_left_alone_and_a_backup_put_back(
    lone: Typist, tmp_path: Path
) -> None:
    lone.must(*BOOK, "2026-12-01T10:00")
    lone.must("backup", str(tmp_path / "copies"))
    lone.file.write_bytes(b"\0" * 4096 + lone.file.read_bytes()[4096:])
    damaged = lone.file.read_bytes()
    said = lone.types("list", "bookings")
    assert (said.code, said.is_one_sentence()) == (6, True)
    assert lone.file.read_bytes() == damaged
    (copy,) = (tmp_path / "copies").iterdir()
    lone.must("restore", str(copy))
    assert len(lone.must("list", "bookings", "--json").json) == 1
    assert damaged in [f.read_bytes() for f in lone.file.parent.glob("*before*.db")]


def test_a_first_sync_that_is_killed_goes_on_where_it_was(
    lone: Typist, town: Town, tmp_path: Path
) -> None:
    with lone.program() as program:
        enrol(program, 5000)
    newcomer = Typist(tmp_path / "new")
    town.wire.cut_after(down=1 << 30)
    town.moves_in(tmp_path / "measured")
    length = (1 << 30) - (town.wire.left(is_up=False) or 0)
    town.wire.mend()
    town.wire.hold_after(down=length * 6 // 10)
    started = subprocess.Popen(
        newcomer.command("sign-in", "--central", town.address, "--email", "lone@skole.dk"),
        env={**newcomer.environ, "JD_PASSWORD": PASSWORD}, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert started.stderr is not None
    assert started.stderr.readline()  # a page is stored
    assert town.wire.held.wait(60)
    started.kill()
    started.wait()
    started.stderr.close()
    town.wire.mend()
    with newcomer.program() as program:
        stored = len(copy_of(program))
    assert 0 < stored < len(town.rows())
    assert newcomer.must("sync", "--json").json["pulled"] == len(town.rows()) - stored
    with newcomer.program() as program:
        assert copy_of(program) == town.rows()
