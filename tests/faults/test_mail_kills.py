"""E-mail under the same drill: a vendor that can be asked, and a mail server that cannot."""

from __future__ import annotations

from collections import Counter
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from random import Random

import pytest

from jd_desktop.sandbox.server import sparkpost_app
from jd_desktop.store.tables import outbox_job
from tests.faults import mail_workers, outbox_worker
from tests.faults.drill import plant, run
from tests.support.certificate import Certificate
from tests.support.mail_vendors import DOMAIN, KEY, app_served
from tests.support.mailbox import Mailbox, mail_served

HOSTILE = {
    "429": 0.08, "503": 0.06, "reset_before": 0.04, "reset_after": 0.08, "500_after": 0.06,
    "cut_after": 0.03, "slow": 0.05,
}  # fmt: skip
DYING = {"die_before": 0.06, "die_inside": 0.06, "die_after": 0.12, "451_data": 0.08}


@pytest.fixture
def size(is_long: bool) -> tuple[int, int]:
    """How many students get messages and how many kills there are."""
    return (100, 80) if is_long else (2, 3)


@pytest.mark.timeout(900)
def test_through_sparkpost_each_letter_leaves_once_and_in_order(
    tmp_path: Path, size: tuple[int, int], *, is_long: bool
) -> None:
    students, kills = size
    wanted = plant(tmp_path, students, channel="email")
    app = sparkpost_app({KEY: frozenset({"send", "events"})}, domains=frozenset({DOMAIN}))
    with app_served(app) as vendor:
        # SparkPost's "too many" stops the channel for five seconds: only the long form has them.
        rates = HOSTILE if is_long else {k: v for k, v in HOSTILE.items() if k != "429"}
        vendor.fails(rates=rates, seed=7)
        came = run(
            tmp_path, mail_workers.by_sparkpost, vendor.url,
            lambda: [m["subject"] for m in vendor.messages()], wanted=wanted, kills=kills,
            luck=Random(7),
        )  # fmt: skip
    assert (came.duplicates(), came.lost(), came.out_of_order()) == (0, 0, 0)
    assert came.unsettled == 0, "every letter is known to be with the vendor"
    assert came.failed > 0, "the vendor did misbehave"


@pytest.mark.timeout(900)
def test_a_mail_server_that_dies_after_data_gets_a_letter_again_only_as_the_same_one(
    tmp_path: Path, size: tuple[int, int], certificate: Certificate
) -> None:
    """Nobody can ask a mail server: once the same letter is sent again, then a person decides."""
    students, kills = size
    wanted = plant(tmp_path, students, channel="email")
    with mail_served(certificate.serving()) as mailbox:
        mailbox.standin.faults.tell({"rates": DYING, "seed": 7})
        came = run(
            tmp_path, mail_workers.by_mail_server, f"{mailbox.port} {certificate.file}",
            lambda: subjects(mailbox), wanted=wanted, kills=kills, luck=Random(7),
        )  # fmt: skip
    waiting = undecided(tmp_path)
    arrived = Counter(ids(mailbox))
    assert wanted - set(came.sent) <= waiting, "what may not have come waits for a person"
    assert max(arrived.values()) <= 2
    assert len(arrived) == len(set(came.sent)), "a letter that comes twice is known to be one"
    assert came.failed > 0


def subjects(mailbox: Mailbox) -> list[str]:
    return [str(message_from_bytes(k.raw, policy=default)["Subject"]) for k in mailbox.kept]


def ids(mailbox: Mailbox) -> list[str]:
    return [str(message_from_bytes(k.raw, policy=default)["Message-ID"]) for k in mailbox.kept]


def undecided(folder: Path) -> set[str]:
    """Return the texts of those that wait for a person."""
    database, _ = outbox_worker.work_on(folder / "school.db")
    with database.reader().begin() as db:
        rows = db.execute(outbox_job.select()).all()
    database.close()
    assert {row.state for row in rows} <= {"accepted", "needs_decision"}
    return {row.payload for row in rows if row.state == "needs_decision"}
