"""Writing to a student without a window, and telling of a message."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from jd_desktop.cli.find import find
from jd_desktop.cli.run import out, out_json, program_for
from jd_desktop.domain.events import EMAIL, SMS
from jd_desktop.domain.language import Language
from jd_desktop.domain.wording import Wording
from jd_desktop.operations.telling import write
from jd_desktop.queries import message_list
from jd_desktop.queries.message_list import MessageCard


def message(arguments: Namespace) -> int:
    """Write to a student by SMS, or by e-mail where a subject is given."""
    program = program_for(arguments)
    program.school()
    with program.reading() as db:
        student = find(db, "student", arguments.student)
    channel = EMAIL if arguments.email else SMS
    changes = write(program.work, student, channel, Wording(arguments.email, arguments.text))
    (message_id,) = changes.touched["message"]
    with program.reading() as db:
        card = message_list.card(db, message_id)
    if card is not None:
        said = told(program.language, card)
        if arguments.json:
            out_json(said)
        else:
            out(f"{said['id']}  {said['student']}  {said['words']}")
    return 0


def told(language: Language, card: MessageCard) -> dict[str, Any]:
    """Tell of a message as a command says it."""
    row = card.row
    words = [language.say(said) for said in row.words if said is not None]
    return {
        "id": row.id,
        "job": card.job_id,
        "student": row.student,
        "event": language.say(row.label),
        "channel": row.channel,
        "address": card.address,
        "state": row.state,
        "words": " ".join(words) or language.say(row.went),
        "subject": card.subject,
        "text": row.text,
        "made_at": row.made_at.isoformat() if row.made_at else "",
        "attempts": [
            {"at": a.at.isoformat(), "words": language.say(a.came_to), "code": a.code}
            for a in card.attempts
        ],
    }
