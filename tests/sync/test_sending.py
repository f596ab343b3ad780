"""Files on their way up and down, over a wire that breaks where it likes."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import func, select, update

from jd_desktop.central.commands import revoke_device
from jd_desktop.central.database import reading, writing
from jd_desktop.central.tables import blob, blob_part
from jd_desktop.domain.errors import Missing, Offline, TooLarge
from jd_desktop.domain.language import text
from jd_desktop.integrations.central.devices import CentralDevices
from jd_desktop.integrations.central.line import Revoked
from jd_desktop.main import Program, SystemClock
from jd_desktop.operations import reviews
from jd_desktop.operations.attachments import Paper, attach, detach
from jd_desktop.protocol.files import FileStanding
from jd_desktop.queries.attachments import Attachment, content, of_student
from jd_desktop.queries.conflicts import inbox
from jd_desktop.store.tables import file, file_part, mutation
from jd_desktop.sync import fetching, push
from jd_desktop.sync.fetching import Fetching
from jd_desktop.sync.hand_over import hand_over
from jd_desktop.sync.sending import Sending
from tests.support.town import Town, Typist

SCAN = os.urandom(1_300_000)
NAME = sha256(SCAN).hexdigest()
TITLE = text("Begyndte")


@pytest.fixture
def office(lone: Typist) -> Iterator[Program]:
    with lone.program() as program:
        yield program


@pytest.fixture
def bo(town: Town, office: Program, tmp_path: Path) -> Iterator[Program]:
    """A colleague who has fetched the school."""
    typist = town.moves_in(tmp_path / "bo", "bo@skole.dk")
    with ExitStack() as kept:
        yield kept.enter_context(typist.program())


def give(program: Program, content: bytes = SCAN, name: str = "scan.pdf") -> str:
    (made,) = attach(program.work, "ella", Paper(name, content)).touched["attachment"]
    return made


def papers(program: Program) -> list[Attachment]:
    with program.reading() as db:
        return of_student(db, "ella")


def bytes_of(program: Program, name: str = NAME) -> bytes:
    with program.reading() as db:
        return b"".join(content(db, name))


def up(town: Town) -> tuple[int, bool]:
    """How many bytes of files the central has, and whether all files are whole."""
    with reading(town.engine, town.school_id) as db:
        sizes = db.execute(select(func.length(blob_part.c.content))).scalars()
        return sum(sizes), all(db.execute(select(blob.c.whole)).scalars())


def waiting(program: Program) -> int:
    with program.reading() as db:
        unsent = select(func.count()).where(mutation.c.acked_head.is_(None))
        return db.execute(unsent).scalar_one()


def test_a_file_is_up_before_its_record_and_comes_down_to_a_colleague(
    town: Town, office: Program, bo: Program
) -> None:
    give(office)
    assert office.sync().pushed == 1
    assert up(town) == (len(SCAN), True)
    report = bo.sync()
    assert report.changes.touched["attachment"] == {papers(office)[0].id}
    assert bytes_of(bo) == SCAN
    assert papers(bo)[0].is_here


def test_a_line_cut_at_any_byte_loses_nothing_either_way(
    town: Town, office: Program, bo: Program
) -> None:
    chance = Random(8)
    give(office)
    seen = [0]
    for _ in range(12):
        town.wire.cut_after(up=chance.randint(1, 400_000))
        with pytest.raises(Offline):
            office.sync()
        town.wire.mend()
        assert up(town)[0] >= seen[-1]
        assert waiting(office) == 1
        seen.append(up(town)[0])
    office.sync()
    assert (waiting(office), up(town)) == (0, (len(SCAN), True))
    cuts = 0
    while not (papers(bo) and papers(bo)[0].is_here) and cuts < 60:
        town.wire.cut_after(down=chance.randint(1_500, 200_000))
        with suppress(Offline):
            bo.sync()
        town.wire.mend()
        cuts += 1
        forget_absence(bo)
    assert cuts > 5
    assert bytes_of(bo) == SCAN


def forget_absence(program: Program) -> None:
    """As if an hour had passed since a try that brought nothing."""
    program.write(lambda db: db.execute(update(file).values(absent_at=None)))


def killed_in_sync(
    town: Town, typist: Typist, *, after: int, until: Callable[[], bool] = lambda: True
) -> None:
    """Sync as a process of its own; kill it once so many bytes have come back, and were seen."""
    town.wire.hold_after(down=after)
    syncing = subprocess.Popen(
        typist.command("sync"),
        env=typist.environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert town.wire.held.wait(60)
        while not until():
            with suppress(subprocess.TimeoutExpired):
                raise AssertionError(f"it ended with {syncing.wait(0.1)}")
    finally:
        syncing.kill()
        syncing.wait()
    town.wire.mend()


def test_a_program_killed_in_mid_upload_goes_on_where_it_was(town: Town, lone: Typist) -> None:
    with lone.program() as program:
        give(program)
    killed_in_sync(town, lone, after=600)
    part, _ = up(town)
    assert 0 < part < len(SCAN)
    lone.must("sync")
    assert up(town) == (len(SCAN), True)


def test_a_program_killed_in_mid_download_goes_on_where_it_was(
    town: Town, lone: Typist, tmp_path: Path
) -> None:
    bo = town.moves_in(tmp_path / "bo", "bo@skole.dk")
    with lone.program() as program:
        give(program)
        program.sync()
    with bo.program() as program:
        killed_in_sync(town, bo, after=900_000, until=lambda: any(a.here for a in papers(program)))
        (one,) = papers(program)
        assert 0 < one.here < len(SCAN)
        program.sync()
        assert bytes_of(program) == SCAN


def test_what_was_done_before_does_not_wait_for_the_file(town: Town, office: Program) -> None:
    give(office, b"small", "a.txt")
    give(office)
    town.wire.cut_after(up=400_000)
    with pytest.raises(Offline):
        office.sync()
    town.wire.mend()
    assert waiting(office) == 1


def test_a_file_that_another_sends_already_is_not_sent_twice(
    town: Town, office: Program, bo: Program
) -> None:
    give(office)
    office.sync()
    give(bo, SCAN, "den samme.pdf")
    passed = up(town)
    bo.sync()
    assert up(town) == passed
    assert {a.name for a in papers(bo)} == {"scan.pdf", "den samme.pdf"}


def test_a_record_whose_file_is_gone_here_still_goes(town: Town, office: Program) -> None:
    give(office)

    def lose(db: object) -> None:
        for table in (file, file_part):
            db.execute(table.delete())  # type: ignore[attr-defined] # a connection

    office.write(lose)
    office.sync()
    assert waiting(office) == 0


def test_a_central_that_takes_less_keeps_no_queue(office: Program) -> None:
    class Small:
        def standing(self, name: str) -> FileStanding:
            return FileStanding(sha256=name, here=0, size=0, whole=False)

        def put(self, name: str, size: int, start: int, content: bytes) -> FileStanding:
            raise TooLarge(text("Filen er for stor til centralen."))

        read: Any = None

    give(office)
    sending = Sending(Small(), office, lambda: False)
    assert office.write(lambda db: sending.ready(db, push.waiting(db))) == ([], NAME)
    sending.send(NAME)
    batch, name = office.write(lambda db: sending.ready(db, push.waiting(db)))
    assert (len(batch), name) == (1, "")


def test_a_file_that_is_not_up_yet_is_asked_for_again_in_an_hour(
    town: Town, office: Program, bo: Program
) -> None:
    give(office)
    office.sync()
    with writing(town.engine, town.school_id) as db:
        db.execute(blob.update().values(whole=False))
    bo.sync()
    assert not papers(bo)[0].is_here
    with bo.central() as central, pytest.raises(Missing):
        Fetching(central.files, bo).fetch(NAME, bo.clock.now())
    with writing(town.engine, town.school_id) as db:
        db.execute(blob.update().values(whole=True))
    bo.sync()
    assert not papers(bo)[0].is_here
    now = bo.clock.now() + fetching.ASK_AGAIN
    with bo.central() as central:
        Fetching(central.files, bo).in_peace(now)
    assert bytes_of(bo) == SCAN


def test_only_so_much_is_fetched_at_a_time(town: Town, office: Program, bo: Program) -> None:
    for k in range(3):
        give(office, os.urandom(10_000), f"{k}.bin")
    office.sync()
    with bo.central() as central:
        bo.sync()
        bo.write(lambda db: (db.execute(file_part.delete()), db.execute(file.delete())))
        Fetching(central.files, bo, at_once=15_000).in_peace(bo.clock.now())
    assert sorted(a.is_here for a in papers(bo)) == [False, True, True]


def test_people_come_before_files(town: Town, office: Program, bo: Program) -> None:
    give(office)
    office.sync()
    bo.sync()
    bo.write(lambda db: (db.execute(file_part.delete()), db.execute(file.delete())))
    give(bo, b"x", "unsent.txt")
    assert bo.write(lambda db: fetching.next_wanted(db, bo.clock.now())) == ""


def test_an_instructor_who_loses_a_student_loses_the_file(
    town: Town, office: Program, tmp_path: Path
) -> None:
    with office.work.doing(TITLE) as doing:
        doing.set("student", "ella", {"instructor_id": "mia"})
    (made,) = attach(office.work, "ella", Paper("a.pdf", SCAN), shared=True).touched["attachment"]
    office.sync()
    typist = town.moves_in(tmp_path / "mia", "mia@skole.dk")
    with typist.program() as mia:
        assert bytes_of(mia) == SCAN
        with office.work.doing(TITLE) as doing:
            doing.set("student", "ella", {"instructor_id": "ali"})
        office.sync()
        mia.sync()
        assert papers(mia) == []
        with mia.reading() as db:
            assert db.execute(select(func.count()).select_from(file_part)).scalar_one() == 0
    detach(office.work, made)


def test_a_laptop_without_access_hands_its_files_over_too(
    town: Town, office: Program, bo: Program
) -> None:
    give(office)
    device = office.settings.get("device.id")
    revoke_device(town.database, device, clock=SystemClock())
    with office.central() as central:
        assert hand_over(CentralDevices(central.line), office) == 1
        assert up(town) == (len(SCAN), True)
        with pytest.raises(Revoked):
            central.files.standing("0" * 64)
        with pytest.raises(Revoked), central.files.read(NAME, 0):
            pass
    bo.sync()
    assert papers(bo) == []
    with bo.reading() as db:
        (review,) = inbox(db)
    reviews.accept(bo.work, review.id)
    bo.sync()
    assert [a.is_here for a in papers(bo)] == [True]
    assert bytes_of(bo) == SCAN
