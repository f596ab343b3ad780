"""The screen of messages over Nord's real database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import select, update

from jd_desktop.domain.language import text
from jd_desktop.domain.ports import Finding
from jd_desktop.operations.outcome import note
from jd_desktop.operations.queueing import Post, send
from jd_desktop.operations.wordings import Said
from jd_desktop.operations.work import Work
from jd_desktop.outbox import channel
from jd_desktop.store.tables import outbox_job
from jd_desktop.ui.messages.doors import Doors
from jd_desktop.ui.messages.screen import MessagesScreen
from jd_desktop.ui.tasks import Tasks
from jd_desktop.ui.theme.look import Look
from tests.support.crew import LESSON, SOON, TEN, Crew, listen
from tests.ui.conftest import AtOnce


@dataclass
class Outside:
    """What the screen asked of the outside, and what it is answered."""

    finding: Finding = field(default_factory=lambda: Finding(True, text("Kanalen virker.")))
    dialled: list[str] = field(default_factory=list)

    def doors(self, tasks: Tasks) -> Doors:
        def call(errand: Callable[[None], Any], **rest: Any) -> None:
            tasks.call(AtOnce(), errand, **rest)

        return Doors(call, lambda _channel: self.finding, self.dialled.append)


def written(work: Work, student: str, said: str = "Husk briller", *, state: str = "") -> str:
    """Write to a student; the message ends in a state where one is given. Returns its id."""
    with work.doing(text("Skrev"), undoable=False) as doing:
        message_id = send(
            doing,
            Post("announcement", "sms", student, Said("", said), doing.now, TEN + LESSON),
        )
        if state:
            j = outbox_job.c
            job = update(outbox_job).where(j.message_id == message_id)
            doing.db.execute(job.values(state=state))
            note(doing, message_id, state)
            doing.touch("message", message_id)
    return message_id


def pause(work: Work) -> None:
    """Twilio says no to everything."""
    with work.transaction() as db:
        channel.pause(db, "sms", TEN + LESSON, text("Twilio kender ikke nøglen."))


def job_state(nord: Crew, message_id: str) -> str:
    """Where a message's job stands."""
    j = outbox_job.c
    wanted = select(j.state).where(j.message_id == message_id)
    return str(nord.readers.run(lambda db: db.execute(wanted).scalar()).result(SOON))


@pytest.fixture
def outside() -> Outside:
    return Outside()


@pytest.fixture
def screen(
    qtbot: QtBot, look: Look, nord: Crew, nord_tasks: Tasks, outside: Outside
) -> MessagesScreen:
    shown = MessagesScreen(look, nord_tasks, outside.doors(nord_tasks))
    listen(shown, nord_tasks)
    qtbot.addWidget(shown)
    shown.resize(1240, 800)
    shown.show()
    qtbot.waitUntil(lambda: nord_tasks.idle)
    return shown
