"""A laptop that lost its access comes back: its work is handed over, its copy is erased."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from argparse import Namespace
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from sqlalchemy import Connection

from jd_desktop.central.commands import list_devices, revoke_device
from jd_desktop.cli.device_commands import devices
from jd_desktop.cli.leaving import leave
from jd_desktop.domain.clock import wire
from jd_desktop.domain.errors import Refused
from jd_desktop.integrations.central.line import Revoked
from jd_desktop.operations import reviews
from jd_desktop.operations.undo import undo
from jd_desktop.queries.conflicts import inbox
from jd_desktop.store import state
from tests.support.keyring import SecretService
from tests.support.street import NOON, Street, asked, state_of
from tests.support.town import KEY, Typist

DAY = timedelta(days=1)
KEYS = """
import sys
from pathlib import Path
from jd_desktop.host.paths import Paths
from jd_desktop.host.secrets import KeyringSecrets
kept = KeyringSecrets(Paths(Path(sys.argv[1])).identity())
print([n for n in ("database_key", "device_token") if kept.get(n)])
"""


def revoke(street: Street, email: str, *, all_of_them: bool = True) -> None:
    """Take the access of a person's computers away, or of the newest alone."""
    lines = [d for d in list_devices(street.town.database) if d.email == email]
    for line in sorted(lines, key=lambda d: d.device_id)[0 if all_of_them else -1 :]:
        revoke_device(street.town.database, line.device_id, clock=street.clock)


@pytest.fixture
def keys(secret_service: SecretService) -> SecretService:
    secret_service.start("x")
    return secret_service


class Laptop(Typist):
    """Bo's laptop, whose key and token are in its own keyring."""

    def __init__(self, folder: Path, keys: SecretService):
        super().__init__(folder, **keys.environ)
        self.environ["JD_DATABASE_KEY"] = ""

    def kept(self) -> str:
        ended = subprocess.run(
            [sys.executable, "-c", KEYS, str(self.folder)],
            env=self.environ, capture_output=True, text=True, timeout=60, check=True,
        )  # fmt: skip
        return ended.stdout.strip()


def test_its_work_is_judged_at_the_office_and_its_copy_is_gone(
    quiet_street: Street, keys: SecretService, tmp_path: Path
) -> None:
    street = quiet_street
    lessons = [street.book(street.lone, NOON - k * DAY) for k in (2, 3, 4)]
    plans = [street.book(street.lone, NOON + k * DAY) for k in (2, 3)]
    street.agree()
    laptop = Laptop(tmp_path / "laptop", keys)
    assert laptop.signs_in(street.town.address, "bo@skole.dk").code == 0
    street.town.wire.cut()
    for lesson in lessons:
        laptop.must("complete", lesson)
    for plan in plans:
        laptop.must("move", plan, "--start", "2026-12-24 10:00")
    revoke(street, "bo@skole.dk")

    assert laptop.types("sync").code == 3  # nothing is known of it yet
    assert laptop.must("list", "bookings", "--json").out
    street.town.wire.mend()
    said = laptop.types("sync")
    assert said.code == 7
    assert said.is_one_sentence()
    assert "afleveret" in said.err
    assert not laptop.file.exists()
    assert laptop.kept() == "[]"
    again = laptop.types("sync")
    assert (again.code, again.err) == (7, said.err)
    assert laptop.types("list", "bookings").code == 7
    assert {line.state for line in list_devices(street.town.database)} >= {"active", "erased"}

    street.lone.sync()
    open_ones = asked(street.lone, inbox)
    assert [(r.what, r.by) for r in open_ones] == [("review", "Bo")] * 5
    assert [state_of(street.lone, b) for b in lessons] == ["confirmed"] * 3
    judged = {r.id: subjects(street, r.id) for r in open_ones}
    for conflict_id, (booking, *_) in judged.items():
        decide = reviews.set_aside if booking == plans[0] else reviews.accept
        decide(street.lone.work, conflict_id)
    street.lone.sync()
    assert [state_of(street.lone, b) for b in lessons] == ["completed"] * 3
    starts = {b: street.town.rows()["booking", b][2]["starts"] for b in plans}
    assert starts[plans[0]] == wire(NOON + 2 * DAY)
    assert starts[plans[1]].startswith("2026-12-24T09")
    assert asked(street.lone, inbox) == []


def as_instructor(db: Connection) -> None:
    state.put(db, person={**state.get(db, "person"), "role": "instructor"})


def subjects(street: Street, conflict_id: str) -> list[str]:
    changes = street.town.rows()["conflict", conflict_id][2]["changes"]
    return [c["id"] for c in changes if c["kind"] == "booking"]


def test_a_judgement_can_be_undone_and_only_the_office_judges(
    quiet_street: Street, keys: SecretService, tmp_path: Path
) -> None:
    street = quiet_street
    lesson = street.book(street.lone, NOON - DAY)
    street.agree()
    laptop = Laptop(tmp_path / "laptop", keys)
    assert laptop.signs_in(street.town.address, "bo@skole.dk").code == 0
    laptop.must("complete", lesson)
    revoke(street, "bo@skole.dk", all_of_them=False)
    assert laptop.types("sync").code == 7
    street.agree()
    (review,) = asked(street.lone, inbox)
    street.bo.write(as_instructor)
    with pytest.raises(Refused, match="kontoret"):
        reviews.accept(street.bo.work, review.id)
    done = reviews.accept(street.lone.work, review.id)
    assert state_of(street.lone, lesson) == "completed"
    assert done.action is not None
    undo(street.lone.work, done.action.n)
    street.agree()
    assert state_of(street.bo, lesson) == "confirmed"
    assert len(asked(street.lone, inbox)) == 1


def test_locked_until_all_is_handed_over(
    quiet_street: Street, keys: SecretService, tmp_path: Path
) -> None:
    street = quiet_street
    lesson = street.book(street.lone, NOON - DAY)
    street.agree()
    laptop = Laptop(tmp_path / "laptop", keys)
    assert laptop.signs_in(street.town.address, "bo@skole.dk").code == 0
    laptop.must("complete", lesson)
    revoke(street, "bo@skole.dk", all_of_them=False)
    with laptop.program() as program:
        program.leaving.lock()
    street.town.wire.cut()
    said = laptop.types("list", "bookings")
    assert (said.code, said.out) == (7, "")
    assert "ikke afleveret" in said.err
    assert laptop.types("sync").code == 3
    assert laptop.file.exists()
    street.town.wire.mend()
    assert laptop.types("sync").code == 7
    assert not laptop.file.exists()
    street.lone.sync()
    assert len(asked(street.lone, inbox)) == 1


def test_locked_by_mistake_opens_again(quiet_street: Street) -> None:
    lesson = quiet_street.book(quiet_street.bo)
    quiet_street.bo.leaving.lock()
    leave(quiet_street.bo)
    assert quiet_street.bo.leaving.farewell is None
    quiet_street.agree()
    assert state_of(quiet_street.lone, lesson) == "confirmed"


def test_the_command_lists_computers_and_takes_access_away(
    quiet_street: Street, capsys: pytest.CaptureFixture[str]
) -> None:
    lone = quiet_street.lone
    typed = Namespace(data_dir=str(lone.paths.data), json=True, what="list", id="")
    with patch.dict(os.environ, {"JD_DATABASE_KEY": KEY}):
        assert devices(typed) == 0
        mine = json.loads(capsys.readouterr().out.splitlines()[0])
        assert (mine["state"], mine["user_name"], mine["is_this"]) == ("active", "Lone", True)
        typed = Namespace(data_dir=str(lone.paths.data), json=False, what="revoke", id=mine["id"])
        assert devices(typed) == 0
    assert "Adgang fjernet" in capsys.readouterr().out
    with pytest.raises(Revoked):
        lone.sync()
