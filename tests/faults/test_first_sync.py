"""A first sync that is broken off: by a kill, again and again, or by closing the window."""

from __future__ import annotations

import subprocess
from hashlib import sha256
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import insert, select, update

from jd_desktop.central.tables import record, school
from jd_desktop.cli.window import Opening
from jd_desktop.domain.clock import FixedClock
from jd_desktop.host.paths import resources
from jd_desktop.main import Program, Start
from jd_desktop.runtime.threads import Guard
from jd_desktop.ui.app import application
from tests.support.town import KEY, PASSWORD, Town, Typist, copy_of


def enrol(town: Town, count: int) -> None:
    """Give the central so many students more, like Ella but for a note that does not compress."""
    with town.engine.begin() as db:
        (ella,) = db.execute(select(record).where(record.c.id == "ella")).mappings()
        head = db.execute(select(school.c.head)).scalar_one()
        rows = [
            {**ella, "id": f"s{n}", "seq": head + n, "body": {**ella["body"], "note": noise(n)}}
            for n in range(1, count + 1)
        ]
        db.execute(insert(record), rows)
        db.execute(update(school).values(head=head + count))


def noise(n: int) -> str:
    return sha256(str(n).encode()).hexdigest() * 2


def length_of_all(town: Town, folder: Path) -> int:
    """How many bytes signing in and fetching the school brings."""
    town.wire.cut_after(down=1 << 30)
    town.moves_in(folder)
    took = (1 << 30) - (town.wire.left(is_up=False) or 0)
    town.wire.mend()
    return took


@pytest.mark.timeout(600)
def test_killed_again_and_again_it_never_begins_anew(
    lone: Typist, town: Town, tmp_path: Path, is_long: bool
) -> None:
    enrol(town, 50_000 if is_long else 9_000)
    length = length_of_all(town, tmp_path / "measured")
    newcomer, stored = Typist(tmp_path / "new"), [0]
    with newcomer.program() as program:
        program.sign_in(town.address, "lone@skole.dk", PASSWORD)
    for _ in range(4 if is_long else 2):
        left = 1 - stored[-1] / len(town.rows())
        town.wire.hold_after(down=round(length * left * 0.6))
        process = subprocess.Popen(newcomer.command("sync"), env=newcomer.environ)
        with newcomer.program() as program:
            while len(copy_of(program)) <= stored[-1]:
                assert process.poll() is None
            assert town.wire.held.wait(60)
            process.kill()
            process.wait()
            stored.append(len(copy_of(program)))
        town.wire.mend()
    assert stored == sorted(stored)
    left = len(town.rows()) - stored[-1]
    assert newcomer.must("sync", "--json").json["pulled"] == left
    with newcomer.program() as program:
        assert copy_of(program) == town.rows()


def test_a_window_closed_while_the_line_is_silent_ends_with_nothing_left_over(
    lone: Typist, town: Town, tmp_path: Path, qtbot: QtBot, clock: FixedClock,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    enrol(town, 5_000)
    length = length_of_all(town, tmp_path / "measured")
    guard = Guard()
    start = Start(tmp_path / "new", {"JD_DATABASE_KEY": KEY}, clock, guard)
    program = Program(start)
    opening = Opening(application([], resources()), program, guard)
    opening.begin()
    town.wire.hold_after(down=length * 2 // 3)
    page = opening.window
    assert page is not None
    page.submitted.emit(town.address, "lone@skole.dk", PASSWORD)  # type: ignore[attr-defined]  # the sign-in
    qtbot.waitUntil(lambda: opening.desk.standing.stored > 0, timeout=30_000)
    assert town.wire.held.wait(30)
    assert opening.window is not page, "the school is looked at while it comes"
    opening.window.close()
    assert "left at closing" not in caplog.text
    program.close()
    town.wire.mend()
    newcomer = Typist(tmp_path / "new")
    with newcomer.program() as again:
        assert 0 < len(copy_of(again)) < len(town.rows())
        again.sync()
        assert copy_of(again) == town.rows()
