"""Two desktops and a central: what both did offline meets, nothing is lost, people decide."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from jd_desktop.central.commands import list_devices, revoke_device
from jd_desktop.central.database import writing
from jd_desktop.central.tables import device, ledger, record, school
from jd_desktop.domain.errors import Offline, Refused, SignInNeeded
from jd_desktop.integrations.central.line import Revoked
from jd_desktop.operations import bookings, conflicts
from jd_desktop.operations.undo import undo
from jd_desktop.queries.calendar import lanes, tiles_of
from jd_desktop.queries.conflicts import card, inbox, open_count
from jd_desktop.queries.status import status
from tests.support.street import HOUR, NOON, Street, asked, state_of
from tests.support.town import PASSWORD


def test_one_slot_booked_twice_offline_is_one_conflict_that_a_person_solves(
    street: Street,
) -> None:
    street.town.wire.cut()
    first, later = street.book(street.lone), street.book(street.bo, NOON + HOUR / 2, "")
    for program in (street.lone, street.bo):
        with pytest.raises(Offline):
            program.sync()
        assert asked(program, status).waiting == 1
    street.town.wire.mend()
    street.agree()
    for program in (street.lone, street.bo):
        (open_one,) = asked(program, inbox)
        assert (open_one.first.id, open_one.later.id) == (first, later)
        assert (open_one.resource_name, open_one.by) == ("Ali Demir", "Bo")
    free = asked(street.bo, card, open_one.id, now=street.clock.now()).free_for_later
    assert len(free) == 3
    conflicts.move_one(street.bo.work, open_one.id, later, free[0])
    street.agree()
    for program in (street.lone, street.bo):
        assert asked(program, open_count) == 0
        assert asked(program, tiles_of, [later])[0].starts == free[0]


def test_both_deciding_at_once_leaves_one_decision(street: Street) -> None:
    for program in (street.lone, street.bo):
        street.book(program)
    street.agree()
    (instructor, student) = asked(street.lone, inbox)
    for row in (instructor, student):
        conflicts.keep_both(street.lone.work, row.id)
        conflicts.cancel_one(street.bo.work, row.id, row.later.id)
    street.agree()
    shown = {program: asked(program, inbox) for program in (street.lone, street.bo)}
    assert [r.id for r in shown[street.lone]] == [r.id for r in shown[street.bo]]
    assert state_of(street.lone, instructor.later.id) == state_of(street.bo, instructor.later.id)


def test_a_lesson_that_was_held_beats_its_cancellation(street: Street) -> None:
    lesson = street.book(street.lone)
    street.agree()
    street.clock.at = NOON + HOUR
    bookings.cancel(street.lone.work, lesson, by="school")
    bookings.complete(street.bo.work, lesson)
    street.agree()
    assert [state_of(p, lesson) for p in (street.lone, street.bo)] == ["completed"] * 2
    (overruled,) = asked(street.lone, inbox)
    assert overruled.what == "overruled"
    conflicts.seen(street.lone.work, overruled.id)
    street.agree()
    assert asked(street.bo, open_count) == 0


def test_two_who_write_the_same_note_are_asked(street: Street) -> None:
    lesson = street.book(street.lone)
    street.agree()
    bookings.edit(street.lone.work, lesson, {"note": "Motorvej"})
    bookings.edit(street.bo.work, lesson, {"note": "Parkering"})
    bookings.edit(street.bo.work, lesson, {"pickup": "Torvet 1"})
    street.agree()
    (parked,) = asked(street.bo, inbox)
    (difference,) = asked(street.bo, card, parked.id, now=NOON).differences
    assert (difference.mine, difference.theirs) == ("Parkering", "Motorvej")
    conflicts.take_mine(street.bo.work, parked.id)
    street.agree()
    assert asked(street.lone, open_count) == 0
    assert street.town.rows()["booking", lesson][2]["note"] == "Parkering"
    assert street.town.rows()["booking", lesson][2]["pickup"] == "Torvet 1"


def test_what_is_undone_here_is_gone_there(street: Street) -> None:
    lesson = street.book(street.lone)
    street.agree()
    moved = bookings.move(
        street.lone.work, lesson, starts=NOON + HOUR, ends=NOON + 2 * HOUR
    )  # fmt: skip
    street.agree()
    assert moved.action is not None
    undo(street.lone.work, moved.action.n)
    street.agree()
    assert asked(street.bo, tiles_of, [lesson])[0].starts == NOON
    with pytest.raises(Refused):
        undo(street.lone.work, moved.action.n)


def test_what_somebody_else_changed_since_cannot_be_undone(street: Street) -> None:
    lesson = street.book(street.lone)
    street.agree()
    moved = bookings.move(street.lone.work, lesson, starts=NOON + HOUR, ends=NOON + 2 * HOUR)
    street.agree()
    bookings.move(street.bo.work, lesson, starts=NOON + 3 * HOUR, ends=NOON + 4 * HOUR)
    street.agree()
    assert moved.action is not None
    with pytest.raises(Refused, match="nogen har ændret"):
        undo(street.lone.work, moved.action.n)


def test_signing_out_and_in_keeps_what_was_not_sent(street: Street) -> None:
    lesson = street.book(street.lone)
    assert street.lone.sign_out() == 1
    with pytest.raises(SignInNeeded):
        street.lone.sync()
    street.lone.sign_in(street.town.address, "lone@skole.dk", PASSWORD)
    street.agree()
    assert state_of(street.bo, lesson) == "confirmed"
    assert len(set(street.town.taken())) == len(street.town.taken()) == 2


def test_a_revoked_computer_keeps_its_work_and_sends_it_once_let_in_again(
    street: Street,
) -> None:
    lesson = street.book(street.lone)
    for line in list_devices(street.town.database):
        if line.email == "lone@skole.dk":
            revoke_device(street.town.database, line.device_id, clock=street.clock)
    with pytest.raises(Revoked):
        street.lone.sync()
    assert state_of(street.lone, lesson) == "confirmed"
    street.lone.sign_in(street.town.address, "lone@skole.dk", PASSWORD)
    street.agree()
    assert state_of(street.bo, lesson) == "confirmed"


def test_a_backup_put_back_becomes_a_computer_of_its_own_and_loses_nothing_that_was_sent(
    street: Street, tmp_path: Path
) -> None:
    street.lone.database.backup(tmp_path / "copy.db")
    sent = street.book(street.lone)
    street.agree()
    street.lone.close()
    street.lone.database.path.unlink()
    (tmp_path / "copy.db").rename(street.lone.database.path)
    anew = street.book(street.lone, NOON + 3 * HOUR)
    assert street.lone.sync().was_split
    street.agree()
    for program in (street.lone, street.bo):
        assert [state_of(program, b) for b in (sent, anew)] == ["confirmed"] * 2


def test_a_clock_two_days_ahead_is_shown_and_changes_nothing_else(street: Street) -> None:
    street.clock.at = datetime.now(UTC) + timedelta(days=2)  # noqa: TID251 - beside the real one
    lesson = street.book(street.lone, street.clock.at + 24 * HOUR)
    street.agree()
    assert asked(street.lone, status).clock_off_s > 47 * 3600
    assert state_of(street.bo, lesson) == "confirmed"
    street.clock.at = datetime.now(UTC)  # noqa: TID251
    street.agree()
    assert asked(street.lone, status).clock_off_s == 0


def test_a_central_put_back_from_a_backup_gets_again_what_it_lost(
    street: Street,
) -> None:
    """A new epoch: the desktops keep their work, fetch anew, and show no ghosts."""
    lesson = street.book(street.lone)
    street.agree()
    with writing(street.town.engine, street.town.school_id) as db:
        db.execute(record.delete().where(record.c.id.in_([lesson, "golf"])))
        db.execute(ledger.delete().where(ledger.c.n >= 2))
        db.execute(device.update().where(device.c.last_n > 1).values(last_n=1))
        db.execute(school.update().values(epoch="restored"))
    waiting = street.book(street.bo, NOON + 3 * HOUR)
    street.agree()
    for program in (street.lone, street.bo):
        assert [state_of(program, b) for b in (lesson, waiting)] == ["confirmed"] * 2
        assert asked(program, lanes, "vehicle") == ()
