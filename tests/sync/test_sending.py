"""Files on their way up, over a wire that breaks where it likes."""

from __future__ import annotations

from contextlib import suppress
from random import Random
from typing import Any

import pytest

from jd_desktop.central.commands import revoke_device
from jd_desktop.domain.errors import Offline, TooLarge
from jd_desktop.domain.language import text
from jd_desktop.integrations.central.devices import CentralDevices
from jd_desktop.integrations.central.line import Revoked
from jd_desktop.main import Program, SystemClock
from jd_desktop.operations import reviews
from jd_desktop.protocol.files import FileStanding
from jd_desktop.queries.conflicts import inbox
from jd_desktop.store.tables import file, file_part
from jd_desktop.sync import push
from jd_desktop.sync.hand_over import hand_over
from jd_desktop.sync.sending import Sending
from tests.support.town import Town, Typist
from tests.sync.papers import (
    NAME,
    SCAN,
    bytes_of,
    forget_absence,
    give,
    killed_in_sync,
    papers,
    up,
    waiting,
)


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


def test_a_program_killed_in_mid_upload_goes_on_where_it_was(town: Town, lone: Typist) -> None:
    with lone.program() as program:
        give(program)
    killed_in_sync(town, lone, after=600)
    part, _ = up(town)
    assert 0 < part < len(SCAN)
    lone.must("sync")
    assert up(town) == (len(SCAN), True)


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
